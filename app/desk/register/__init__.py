"""The workbench's pages for the register: from a first draft to publication, and to an end."""
