"""Forgetting what the portal no longer needs to know of visits and sign-ins."""
