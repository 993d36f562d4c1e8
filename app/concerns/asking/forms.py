"""What a person may submit on each page; drafts keep it as it was typed."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator

from app.concerns.asking.rules import Question, Raised
from app.concerns.models import About, Naming
from app.core.language import gettext as _
from app.core.web.forms import Filled, Form, parse
from app.subject_requests.asking.rules import LONGEST

LONGEST_NAME = 200


def _naming(answer: object) -> object:
    if answer not in {Naming.NAMED.value, Naming.CONFIDENTIAL.value}:
        raise ValueError(_("Choose who may know your name."))
    return answer


def _about(answer: object) -> object:
    if answer not in {about.value for about in About}:
        raise ValueError(_("Choose what your concern is about."))
    return answer


def _words(text: str) -> str:
    if len(text) > LONGEST:
        raise ValueError(_("Write up to 4,000 letters. You can send more in a message later."))
    return text


def _needed(text: str) -> str:
    if not text:
        raise ValueError(_("Say what happened."))
    return _words(text)


def _name(text: str) -> str:
    if len(text) > LONGEST_NAME:
        raise ValueError(_("Write up to 200 letters."))
    return text


_Name = Annotated[str, AfterValidator(_name)]


class NewConcern(Form):
    """What a link may fill in beforehand; anything else in it is left aside."""

    about: str = ""
    practice: str = ""
    policy: str = ""
    entry: str = ""


class NameAnswer(Form):
    name: Annotated[Naming, BeforeValidator(_naming)]


class AboutAnswer(Form):
    """``practice``, ``policy``, ``entry`` and ``person`` may each stay empty."""

    about: Annotated[About, BeforeValidator(_about)]
    practice: _Name = ""
    policy: _Name = ""
    entry: _Name = ""
    person: _Name = ""


class WhatAnswer(Form):
    what: Annotated[str, AfterValidator(_needed)]
    wish: Annotated[str, AfterValidator(_words)] = ""


class Sending(Form):
    """The last press: ``form_key`` is the draft's, so that pressing twice raises once."""

    form_key: UUID


FORMS: Mapping[Question, type[Form]] = {
    Question.NAME: NameAnswer,
    Question.ABOUT: AboutAnswer,
    Question.WHAT: WhatAnswer,
}


def answered(question: Question, typed: Mapping[str, str]) -> Filled[Any]:
    """What a page's answer comes to."""
    return parse(FORMS[question], typed)


def raised(answers: Mapping[Question, Any]) -> Raised:
    """What all the pages together say."""
    about, words = answers[Question.ABOUT], answers[Question.WHAT]
    objects = {About.PRACTICE: about.practice, About.POLICY: about.policy}
    return Raised(
        naming=answers[Question.NAME].name,
        about=about.about,
        what=words.what,
        wish=words.wish,
        object_id=objects.get(about.about, ""),
        entry=about.entry if about.about is About.ACCESS else "",
        person=about.person if about.about is About.CONDUCT else "",
    )
