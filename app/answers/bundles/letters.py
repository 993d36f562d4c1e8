"""The letter of an answer, put together from its parts."""

from app.answers.bundles.schemas import Facts
from app.answers.letters import rules
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.papers import letters
from app.core.papers.letters import Block, Heading, Letter, Listing, Paragraph


def pdf(facts: Facts) -> bytes:
    """The letter as a tagged PDF."""
    return letters.letter(
        Letter(
            title=_("Our answer to your request"),
            language=facts.language,
            organisation=facts.organisation,
            address=facts.address,
            to=[facts.name],
            day=facts.day,
            reference=facts.reference,
            blocks=_blocks(facts),
        )
    )


def _blocks(facts: Facts) -> list[Block]:
    blocks: list[Block] = [Paragraph(facts.parts.opening)]
    for name in (each for each in rules.required(facts.kind) if each != rules.OPENING):
        blocks += [Heading(rules.title(name)), Paragraph(getattr(facts.parts, name))]
        if name == "recipients" and facts.parts.recipients_unnamed:
            blocks.append(Paragraph(facts.parts.recipients_unnamed))
    return [*blocks, *_missing(facts), *_kept_back(facts)]


def _unread(number: int) -> str:
    return ngettext(
        "%(num)s thing that could not be read", "%(num)s things that could not be read", number
    ) % {"num": number}


def _missing(facts: Facts) -> list[Block]:
    left_out = [f"{each.title}: {each.left_out}" for each in facts.searched if each.left_out]
    left_out += [
        f"{each.title}: {_unread(each.skipped)}" for each in facts.searched if each.skipped
    ]
    left_out += [f"{each.title}: {each.apart}" for each in facts.searched if each.apart]
    if not left_out:
        return []
    return [Heading(_("What is not in this answer, and why")), Listing(left_out)]


def _kept_back(facts: Facts) -> list[Block]:
    if not facts.kept_back:
        return []
    counted = [f"{reason}: {number}" for reason, number in facts.kept_back.items()]
    return [Heading(_("What we covered or kept back, and why")), Listing(counted)]
