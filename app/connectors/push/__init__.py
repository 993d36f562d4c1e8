"""Sources that are not reached from here, but ask for open requests and send what they find."""
