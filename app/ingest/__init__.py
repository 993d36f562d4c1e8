"""The door for source systems: accesses and heartbeats in, refusals with their place."""
