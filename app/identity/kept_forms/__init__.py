"""What a person had typed when her session was over, kept sealed until she is back."""
