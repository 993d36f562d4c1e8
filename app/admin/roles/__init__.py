"""Who holds which role, what each may do, and the forms that change it."""
