"""Doing a step: asked first whether it may be done, so that a refusal changes nothing."""

from sqlmodel import Session

from app.desk.requests.steps.forms import (
    AskingForProof,
    Assigning,
    Letter,
    Shown,
    StepForm,
    Withdrawal,
    Words,
)
from app.desk.requests.steps.rules import ACTS, Step
from app.identity.people import queries as people
from app.identity.people.models import Person
from app.subject_requests import service as requests
from app.subject_requests.conditions import rules as conditions
from app.subject_requests.handling import service as handling
from app.subject_requests.progress import service as progress
from app.subject_requests.progress.rules import unsent
from app.subject_requests.queries import Story


def check_now(session: Session, story: Story, officer: Person, step: Step) -> None:
    """Raise, before anything is typed, what stands against the step whatever is typed."""
    act, request = ACTS[step], story.request
    progress.may(session, story, act, officer)
    if step in {Step.IDENTITY, Step.AUTHORITY}:
        asked = any(event.act is act for event in story.events)
        conditions.check_proof_question(act, request.channel, request.representative, asked)
    elif step in {Step.IDENTITY_SHOWN, Step.AUTHORITY_SHOWN}:
        conditions.check_asked(act, story.standing)
    elif step is Step.CLOSING:
        conditions.check_closing(story.standing, story.today)
    elif step is Step.LETTER and not unsent(story.events):
        raise conditions.NoLetterError


def check(session: Session, story: Story, officer: Person, step: Step, form: StepForm) -> None:
    """The same with what was typed."""
    check_now(session, story, officer, step)
    if isinstance(form, Shown | Withdrawal):
        conditions.check_day(form.on, story.request.received_on, story.today)
        story.foreseen((ACTS[step], form.on))
    if isinstance(form, Letter):
        conditions.check_letter(form.letter, form.on, unsent(story.events), story.today)
    if isinstance(form, Assigning):
        to = people.by_id(session, form.to)
        if to is None or not progress.may_handle(session, to, story.request):
            raise progress.NotAnOfficerForThisError


def do(session: Session, story: Story, officer: Person, step: Step, form: StepForm) -> None:
    """Do it, once for each form. Raises the refusals of ``check``, if it became so meanwhile."""
    request, key, act = story.request, form.form_key, ACTS[step]
    if isinstance(form, Assigning):
        to = people.by_id(session, form.to)
        assert to is not None
        handling.assign(session, request, officer, to, reason=form.reason, form_key=key)
    elif isinstance(form, AskingForProof):
        said = {"text": form.text, "reason": form.reason}
        handling.ask_for_proof(session, request, officer, act=act, **said, form_key=key)
    elif isinstance(form, Shown):
        said_on = {"on": form.on, "text": form.text}
        handling.confirm_proof(session, request, officer, act=act, **said_on, form_key=key)  # type: ignore[arg-type]
    elif isinstance(form, Withdrawal):
        handling.record_withdrawal(
            session, request, officer, text=form.text, on=form.on, form_key=key
        )
    elif isinstance(form, Letter):
        sent = {"letter": form.letter, "on": form.on, "way": form.way.value, "to": form.where}
        handling.record_letter(session, request, officer, **sent, form_key=key)  # type: ignore[arg-type]
    elif isinstance(form, Words) and step is Step.CLOSING:
        handling.close(session, request, officer, text=form.text, form_key=key)
    elif isinstance(form, Words):
        handling.acknowledge(session, request, officer, text=form.text, form_key=key)
    else:
        requests.reopen(session, request, officer, form_key=key)
