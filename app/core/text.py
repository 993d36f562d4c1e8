"""What may stand in a line of text that people read."""

import re

# Controls, surrogates, and the marks that turn the direction of the text around them; a class
# for the inside of a character set.
HIDDEN_CLASS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
HIDDEN = re.compile(f"[{HIDDEN_CLASS}\ud800-\udfff]")
