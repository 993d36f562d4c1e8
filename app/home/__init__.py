"""The pages that span rooms: home, search, and what is said to everybody."""
