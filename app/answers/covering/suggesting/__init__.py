"""Looking through documents for what may be about somebody else, before an officer reads them."""
