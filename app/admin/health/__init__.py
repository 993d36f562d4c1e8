"""How the portal is doing: its parts, jobs, mails and workers."""
