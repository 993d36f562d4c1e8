"""Words on their way into the register: from a first draft to the second person's approval."""
