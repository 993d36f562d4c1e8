"""The code with which somebody who cannot sign in follows her request."""
