"""What leaders promised by when, and whether it was kept."""
