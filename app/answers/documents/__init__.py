"""Documents as an officer reads them, and the covered copies that are made of them."""
