"""Which officer a request is kept from: whose handling of another one it complains about."""
