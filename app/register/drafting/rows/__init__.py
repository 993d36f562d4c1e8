"""The label as a form: which fields stand in which row, as typed and as the register keeps them."""
