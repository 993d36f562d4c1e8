"""How a representative names a person without being able to look for one."""


def is_name(typed: str, name: str) -> bool:
    """Whether this is the whole name, however it is spaced and in whatever letters."""
    return typed.casefold().split() == name.casefold().split()
