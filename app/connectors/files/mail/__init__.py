"""Mailboxes: messages in which a person takes part or is mentioned."""
