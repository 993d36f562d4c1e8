"""JSON over HTTPS: a system with an interface of its own is asked for one person’s rows."""
