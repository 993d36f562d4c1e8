"""Roles in the portal: asked for by an administrator, granted by an officer's approval."""
