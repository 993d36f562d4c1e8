"""The database: columns, transactions, and everything the two dialects do differently."""
