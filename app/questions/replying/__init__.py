"""The copy of a question that who looked reads, and the reason they give."""
