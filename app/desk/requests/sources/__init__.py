"""Where the data of a request comes from: which sources are asked, and what each answered."""
