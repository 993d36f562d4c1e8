"""OpenID Connect, strictly: what is asked of a provider and what is believed of its answers."""
