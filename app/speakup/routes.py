"""The pages of the speak-up origin. They belong to another origin and process than the portal."""

import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from app.core.config import settings
from app.core.crypto import boxes
from app.core.crypto.aead import CannotOpenError
from app.core.errors import UnavailableError
from app.core.language import gettext as _
from app.core.web.forms import Filled, Submitted, parse
from app.speakup import board, folder, forms, rules, spool
from app.speakup.gate import Gate, Verdict
from app.speakup.pages import file, page
from app.speakup.rules import Kind, Receipt

router = APIRouter()
F = TypeVar("F", bound=BaseModel)
Wrong = tuple[str, str, int]  # a field, a sentence, the status

BEAT_SECONDS = 0.4  # every answer about a code takes a whole number of these
_NEW, _REPLY, _THREAD = "speakup/new.html", "speakup/reply.html", "speakup/thread.html"
_STATUS = {Verdict.FULL: 429}


@router.get("/")
def start() -> Response:
    return RedirectResponse("/speak-up", 303)


@router.get("/speak-up")
def new(request: Request) -> Response:
    return page(_NEW, form=Filled({}), ticket=_gate(request).ticket())


@router.post("/speak-up")
def create(request: Request, submitted: Submitted) -> Response:
    form = parse(forms.Report, submitted)
    if form.value is None:
        return _again(request, _NEW, form)
    sent = form.value
    seed = rules.seed(_gate(request).key, sent.ticket, sent.words)
    wrong = _kept(request, sent.ticket, seed, rules.report(seed, sent.words), seed.receipt.waiting)
    if wrong:
        return _again(request, _NEW, form, wrong)
    return page("speakup/sent.html", receipt=seed.receipt)


@router.get("/speak-up/reply")
def new_reply() -> Response:
    return page(_REPLY, form=Filled({}))


@router.post("/speak-up/reply")
def show_reply(request: Request, submitted: Submitted) -> Response:
    return _evenly(request, parse(forms.Code, submitted), _looked_up)


@router.post("/speak-up/reply/proof")
def show_proof(request: Request, submitted: Submitted) -> Response:
    return _evenly(request, parse(forms.Code, submitted), _proven)


@router.post("/speak-up/reply/messages")
def create_message(request: Request, submitted: Submitted) -> Response:
    return _evenly(request, parse(forms.Message, submitted), _written)


def _looked_up(request: Request, form: Filled[forms.Code]) -> Response:
    mine = rules.receipt(form.typed.get("code", ""))
    if mine is None:
        return _no_code(form)
    letter = _letter(mine)
    if letter is None and spool.waits(folder.spool(), mine.waiting):
        return page("speakup/waiting.html")
    letter = letter or _letter(mine)  # it may have been released between the two looks
    if letter is None:
        return _no_code(form)
    ticket = _gate(request).ticket()
    return page(_THREAD, letter=letter, receipt=mine, form=Filled({}), ticket=ticket)


def _proven(_request: Request, form: Filled[forms.Code]) -> Response:
    mine = rules.receipt(form.typed.get("code", ""))
    letter = _letter(mine) if mine else None
    return file("speak-up-proof.json", letter["proof"]) if letter else _no_code(form)


def _written(request: Request, form: Filled[forms.Message]) -> Response:
    mine = rules.receipt(form.typed.get("code", ""))
    letter = _letter(mine) if mine else None
    if mine is None or letter is None:
        return _no_code(form)
    if form.value is None:
        return _again(request, _THREAD, form, letter=letter, receipt=mine)
    sent = form.value
    kind = Kind.AGAIN if sent.again else Kind.MESSAGE
    words = {"code": mine.code, "kind": kind.value, "text": sent.text}
    seed = rules.seed(_gate(request).key, sent.ticket, words)
    content = rules.message(seed, kind, mine, sent.text)
    if wrong := _kept(request, sent.ticket, seed, content, seed.key, field="text"):
        return _again(request, _THREAD, form, wrong, letter=letter, receipt=mine)
    return page("speakup/written.html", receipt=mine)


def _kept(  # noqa: PLR0917 - what is kept, and under what
    request: Request,
    ticket: str,
    seed: rules.Seed,
    content: bytes,
    key: bytes,
    field: str = "what",
) -> Wrong | None:
    """Seal it and keep it in the spool; else which field is wrong, why, and the status."""
    if (over := len(content) - rules.MOST) > 0:
        said = _("This is longer than 64 KiB, by about %(num)s letters. Send the rest later.")
        return field, said % {"num": over}, 422
    verdict = _gate(request).take(ticket, seed)
    if verdict is not Verdict.TAKEN:
        return "", _why_not(verdict), _STATUS.get(verdict, 422)
    try:
        box = boxes.seal(folder.officers_key(), boxes.padded(content), rules.TO_OFFICERS)
        spool.put(folder.spool(), key, box)
    except (sqlite3.Error, OSError, UnavailableError):
        _gate(request).give_back(ticket)
        return "", _("We could not keep this. Send it again: it is never taken twice."), 503
    return None


def _why_not(verdict: Verdict) -> str:
    return {
        Verdict.EARLY: _("That was very quick. Wait 20 seconds, then send it again."),
        Verdict.STALE: _("This page was open for too long. Nothing was sent yet: send it again."),
        Verdict.SPENT: _(
            "This page was used already. If these are other words, or you have no code for them,"
            " send them again."
        ),
        Verdict.FULL: _(
            "Too much arrives at the moment, so nothing was sent. Try again later. Or: %(contact)s"
            " By post: %(address)s"
        )
        % {
            "contact": settings().help_contact,
            "address": settings().organisation_address or settings().organisation,
        },
    }[verdict]


def _again(
    request: Request,
    template: str,
    form: Filled[Any],
    wrong: Wrong | None = None,
    **context: Any,
) -> Response:
    """The page with what was typed, and a ticket with which it can be sent.

    The same one where the words may have been kept all the same, so that they are kept once.
    """
    gate, (field, why, status_code) = _gate(request), wrong or ("", "", 422)
    errors = {**form.errors, field: why} if why else form.errors
    same = status_code == 503 or why == _why_not(Verdict.EARLY)
    ticket = form.typed.get("ticket", "") if same else gate.ticket()
    filled = Filled[Any](form.typed, errors)
    return page(template, status_code=status_code, form=filled, ticket=ticket, **context)


def _busy() -> str:
    return _("Too many codes are looked up at this moment. Try again.")


def _no_code(form: Filled[Any], why: str = "", status_code: int = 422) -> Response:
    """The same for a code that can be none and for one that nobody has."""
    why = why or _("That code does not match a report. Check for a missing character.")
    return page(_REPLY, status_code=status_code, form=Filled[Any](form.typed, {"code": why}))


def _letter(mine: Receipt) -> dict[str, Any] | None:
    """What hangs on the board for whoever has this code."""
    try:
        sealed = board.read(folder.board(), mine.mailbox)
        if sealed is None:
            return None
        plain = boxes.unseal(mine.private_key, sealed, rules.TO_REPORTER)
    except (sqlite3.Error, CannotOpenError):
        return None
    return rules.letter(plain)


def _evenly(
    request: Request, form: Filled[F], answering: Callable[[Request, Filled[F]], Response]
) -> Response:
    """An answer at the next beat: how long it took says nothing of it."""
    with _gate(request).checking() as may:
        if not may:
            return _no_code(form, _busy(), 429)
        began = time.monotonic()
        answer = answering(request, form)
        time.sleep(BEAT_SECONDS - (time.monotonic() - began) % BEAT_SECONDS)
    return answer


def _gate(request: Request) -> Gate:
    gate: Gate = request.app.state.gate
    return gate
