"""What a draft says of its assessment and consultation, held against what is on record."""
