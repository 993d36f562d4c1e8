"""What the workbench writes into the log about an officer's looks."""

ROLE = "Privacy officer"
SUMMARY = "register-scope"  # what the register says of a person; declared like any category
DIRECTORY = "portal-account"
FIND = "find-person"
FOUND_AT_ONCE = 10
