"""What administrators see: how the portal runs, what is connected, and who holds which role."""
