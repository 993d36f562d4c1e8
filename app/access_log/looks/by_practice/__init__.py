"""Who looked at the data of one practice about the reader."""
