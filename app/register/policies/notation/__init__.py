"""How a policy is written: headings, paragraphs and lists in plain lines of text."""
