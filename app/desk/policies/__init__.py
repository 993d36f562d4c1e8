"""Where officers write policies, publish them and ask people to read them."""
