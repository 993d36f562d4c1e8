"""How longer texts are written: headings, paragraphs and lists in plain lines of text."""
