"""What administrators see: how the portal runs, and who holds which role."""
