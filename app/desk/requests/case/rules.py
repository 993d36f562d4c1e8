"""What an officer may do with a request now, as values."""

from app.subject_requests.models import Act, Kind
from app.subject_requests.progress.rules import MAY, Part, Standing


def allowed(part: Part, kind: Kind, standing: Standing) -> set[Act]:
    """What somebody with this part may do at this stage; conditions of the law come on top."""
    return {
        act
        for act, may in MAY.items()
        if part in may.parts and kind in may.kinds and standing.status in may.at
    }
