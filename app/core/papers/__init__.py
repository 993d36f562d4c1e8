"""Letters on paper: tagged PDF files, of plain values and without a trace of who made them."""
