"""What the worker does for concerns that come without a name."""

from app.concerns.anonymous.releasing import Releasing

_RELEASING = Releasing()


def release() -> int:
    return _RELEASING.when_due()
