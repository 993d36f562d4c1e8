"""The exact words in which somebody is asked."""
