"""A request that an employee representative makes for somebody, who is told and can stop it."""
