"""How many people an officer may look at in 24 hours, and who allowed her more."""
