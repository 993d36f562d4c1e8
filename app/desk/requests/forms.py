"""What an officer submits at the queues of requests."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, model_validator

from app.core.language import gettext as _
from app.core.web.forms import Form

PICK, SEEN = "pick.", "seen."


def chosen_officer(text: object) -> object:
    if not text:
        raise ValueError(_("Choose an officer."))
    return text


def _some(picked: object) -> object:
    if not picked:
        raise ValueError(_("Choose at least one request."))
    return picked


class Giving(Form):
    """Which requests of a list go to which officer; ``picked``: the owner shown, by reference."""

    picked: Annotated[dict[str, str], BeforeValidator(_some)]
    to: Annotated[UUID, BeforeValidator(chosen_officer)]
    form_key: UUID

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, data: dict[str, Any]) -> dict[str, Any]:
        picked = {
            name.removeprefix(PICK): data.get(SEEN + name.removeprefix(PICK), "")
            for name in data
            if name.startswith(PICK)
        }
        rest = {n: v for n, v in data.items() if not n.startswith((PICK, SEEN))}
        return rest | {"picked": picked}
