"""The people of the organisation, as the HR system reports them, with their history."""
