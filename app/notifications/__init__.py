"""Telling people that something happened, in the portal and by mails that say only that."""
