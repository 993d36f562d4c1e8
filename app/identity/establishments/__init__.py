"""The places people work at: whose law applies there, what time it is, when work is done."""
