"""From what happened to numbers that show nobody."""
