"""Whether each access keeps what the register in force when it happened had promised."""
