"""What the register knows of a system: its name for people, and whom it is about."""

from collections.abc import Collection, Iterator

from babel import Locale
from babel.lists import format_list

from app.core.language import gettext as _
from app.register.in_force.rules import Register
from app.register.rules import Worker, why_it_applies
from app.register.schemas import PracticeDocument

LOCALE = Locale("en", "GB")


def name(register: Register, system: str, categories: Collection[str] = ()) -> str:
    """“HR Core”, or “HR Core and Staff directory” where one system is behind two tools.

    The tools are those that its practices name: the ones in use if there are any, and of those
    the ones with one of the ``categories`` if there are any. What the register never named is
    called as it reports itself, in quotation marks.
    """
    documents = list(_documents(register, system))
    narrowed = [each for each in documents if _has(each, categories)] or documents
    tools = dict.fromkeys(document.tool for document in narrowed)
    return format_list(list(tools), locale=LOCALE) if tools else _("“%(code)s”") % {"code": system}


def covers(register: Register, system: str, worker: Worker) -> bool:
    """Whether a system keeps anything on somebody: one of its practices applies to her.

    What the register never named may be about anybody.
    """
    documents = list(_documents(register, system))
    applying = (why_it_applies(document.scope, worker) for document in documents)
    return not documents or any(why is not None for why in applying)


def _documents(register: Register, system: str) -> Iterator[PracticeDocument]:
    """What is in use of a system, else what ever was, by title."""
    practices = register.practices if is_in_use(register, system) else register.every
    yield from (p.document for p in practices if p.document.system == system)


def is_in_use(register: Register, system: str) -> bool:
    """Whether anything is collected with a system now."""
    return any(practice.document.system == system for practice in register.practices)


def _has(document: PracticeDocument, categories: Collection[str]) -> bool:
    return any(category.id in categories for category in document.categories)
