"""The write path: events become sealed rows, and many callers' rows one transaction."""
