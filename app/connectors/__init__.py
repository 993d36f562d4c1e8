"""Systems outside the portal that hold data on people, and how each is asked for one person's."""
