"""What stands in the place of an entry whose content is gone."""

from app.access_log.erasing.rules import Erasure, Rule
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.web import dates


def sentence(erasure: Erasure | None, zone: str) -> str:
    """When it was deleted and by which rule; what it means if no notice says so."""
    if erasure is None:
        return _(
            "What this entry said is gone, and the record does not say why. The check of the "
            "whole record finds such entries, and tells the privacy officers and the auditors."
        )
    day = dates.day_year(erasure.at, zone)
    if erasure.rule is Rule.REQUEST:
        return _("Deleted on %(day)s, because you asked for it.") % {"day": day}
    words = ngettext(
        "Deleted on %(day)s. What an entry says is kept for %(num)d month.",
        "Deleted on %(day)s. What an entry says is kept for %(num)d months.",
        erasure.months or 0,
    )
    return words % {"day": day, "num": erasure.months or 0}
