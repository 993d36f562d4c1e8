"""Which days are worked, and what day it is, where the law of a place counts them."""
