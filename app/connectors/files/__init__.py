"""Files in a folder: tables, mailboxes and documents, searched for one person."""
