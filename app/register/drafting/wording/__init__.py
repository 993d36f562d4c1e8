"""The exact words that an assessment, a consultation or a start without one is about."""
