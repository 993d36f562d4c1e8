"""Officers write, publish, ask and count; they never see who has read what."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.core import clock
from app.identity.people.models import Person
from app.register.policies import queries, service
from app.register.policies.models import PolicyAcknowledgement
from tests.support.browser import Browser, Page
from tests.support.cast import Cast
from tests.support.make import a_person
from tests.support.policies import LATER, TEXT, a_version

NAME = "using-tools"
WHO = "At least {} of {}"


@pytest.fixture
def helens(browser: Browser, cast: Cast) -> Browser:
    browser.sign_in(cast.helen)
    return browser


def write(browser: Browser, *, status: int = 200, **typed: str) -> Page:
    page = browser.visit("/desk/policies/new")
    fields = {"title": "Using tools", "text": TEXT} | typed
    return browser.submit(page, "Keep this draft", status=status, **fields)


def read_by(session: Session, people: list[Person]) -> None:
    """They read it yesterday."""
    with clock.set_to(clock.now() - timedelta(days=1)):
        (version,) = queries.versions(session, NAME)
        session.add_all(
            PolicyAcknowledgement(
                person_id=person.id, version_id=version.id, digest=version.digest, at=clock.now()
            )
            for person in people
        )


def yesterday(session: Session, officer: Person, **scope: tuple[str, ...]) -> None:
    with clock.set_to(clock.now() - timedelta(days=3)):
        a_version(session, officer, **scope)


def test_from_a_first_draft_to_what_people_read(
    helens: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    page = helens.visit("/desk/policies")
    assert "There are no policies yet." in page.main

    page = write(helens, roles="Field engineer\nDispatcher")
    assert page.heading == "Using tools"
    assert "The draft is kept." in page.main
    another_browser.sign_in(cast.amara)
    another_browser.get(f"/policies/{NAME}", status=404)

    page = helens.click(page, "Read it and publish")
    assert "Everyone whose job is Field engineer or Dispatcher" in page.main
    assert "Fewer than 10" in page.main
    assert page.texts(".prose li") == ["Use the list.", "Ask when you are not sure."]
    page = helens.submit(page, "Publish this version")

    assert "Published by Helen Marsh" in page.main
    assert another_browser.get(f"/policies/{NAME}").heading == "Using tools"
    assert "It is for" not in another_browser.get(f"/policies/{NAME}").main


def test_the_next_version_says_what_changed_before_it_is_published(
    helens: Browser, session: Session, cast: Cast
) -> None:
    a_version(session, cast.daniel)
    page = helens.click(helens.visit(f"/desk/policies/{NAME}"), "Write the next version")
    assert page.one("#text").get_text().strip() == TEXT

    page = helens.submit(page, "Keep this draft", text=LATER)
    page = helens.click(page, "Read it and publish")
    assert page.texts("del") == ["removed: 90 (end)"]
    refused = helens.submit(page, "Publish this version", status=422)
    assert "Say what changed since the version before" in refused.main

    page = helens.visit(f"/desk/policies/{NAME}/draft")
    page = helens.submit(page, "Keep this draft", what_changed="Shorter. It was 90 days.")
    page = helens.submit(helens.click(page, "Read it and publish"), "Publish this version")
    assert "Drafted by Helen Marsh" in page.main
    assert queries.versions(session, NAME)[0].what_changed == ("Shorter.", "It was 90 days.")


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("title", "", "Give it a title"),
        ("title", "New", "There is a policy of that name already"),
        ("text", "", "Write the text."),
        ("text", "# Heading\nwords", "Line 2: leave an empty line after a heading."),
        ("in_force_from", "soon", "Enter a day"),
        ("establishments", "the Leith depot!", "Write places by their codes"),
        ("roles", "x" * 121, "Write each name on a line of its own"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    helens: Browser, session: Session, field: str, typed: str, says: str
) -> None:
    page = write(helens, status=422, **{"text": TEXT, "units": "Dispatch", field: typed})

    assert says in page.main
    assert page.one(f"#{field}").get("aria-invalid") == "true"
    if field != "text":
        assert page.one("#text").get_text().strip() == TEXT
    assert page.one("#units").get_text().strip() == "Dispatch"
    assert queries.names(session) == []
    assert write(helens).heading == "Using tools"


def test_more_than_three_sentences_are_too_many(
    helens: Browser, session: Session, cast: Cast
) -> None:
    a_version(session, cast.helen)
    page = helens.visit(f"/desk/policies/{NAME}/draft")

    wrong = helens.submit(page, "Keep this draft", status=422, what_changed="A. B. C. D.")
    assert "at most 3 sentences" in wrong.main
    assert helens.submit(page, "Keep this draft", what_changed="A. B. C.").heading


def test_two_officers_at_one_draft_lose_nothing(
    helens: Browser, another_browser: Browser, session: Session, cast: Cast
) -> None:
    page = helens.click(write(helens), "Change the draft")
    another_browser.sign_in(cast.daniel)
    other = another_browser.visit(f"/desk/policies/{NAME}/draft")
    another_browser.submit(other, "Keep this draft", text=LATER)

    late = helens.submit(page, "Keep this draft", status=409, title="Using all tools")

    assert "changed or published while you wrote" in late.main
    assert late.one("#title")["value"] == "Using all tools"
    theirs = helens.click(late, "Open what is there now")
    assert theirs.one("#text").get_text().strip() == LATER
    assert helens.submit(theirs, "Keep this draft").heading == "Using tools"


def test_a_draft_that_changed_is_not_published_unread(
    helens: Browser, session: Session, cast: Cast
) -> None:
    page = helens.click(write(helens), "Read it and publish")
    changed = helens.visit(f"/desk/policies/{NAME}/draft")
    helens.submit(changed, "Keep this draft", text=LATER)

    helens.submit(page, "Publish this version", status=409)

    assert queries.versions(session, NAME) == []
    page = helens.visit(f"/desk/policies/{NAME}/publication")
    helens.submit(page, "Publish this version")
    assert LATER in queries.versions(session, NAME)[0].document.text


def test_people_are_asked_by_a_day_and_not_any_more(
    helens: Browser, session: Session, cast: Cast
) -> None:
    a_version(session, cast.helen)
    page = helens.visit(f"/desk/policies/{NAME}")
    today = queries.today(session)

    for wrong in ("", "x", (today - timedelta(days=1)).isoformat()):
        refused = helens.submit(page, "Ask people to read it", status=422, due_on=wrong)
        assert refused.one("#due_on").get("aria-invalid") == "true"
        assert refused.one("#due_on")["value"] == wrong
    due = today + timedelta(days=9)
    page = helens.submit(page, "Ask people to read it", due_on=due.isoformat())
    assert "Everyone it applies to is asked to read version 1 by" in page.main
    assert "Helen Marsh started this" in page.main
    assert queries.standing(session, cast.amara, NAME).due_on == due

    page = helens.submit(page, "Stop asking")
    assert "Nobody is asked any more." in page.main
    session.expire_all()
    assert queries.standing(session, cast.amara, NAME).due_on is None


@pytest.mark.parametrize(
    ("people", "readers", "says"),
    [
        (30, 0, "Too few to show"),
        (30, 9, "Too few to show"),
        (30, 10, WHO.format(10, 30)),
        (30, 19, WHO.format(10, 30)),
        (30, 20, WHO.format(20, 30)),
        (30, 21, "Too few to show"),
        (30, 30, "Too few to show"),
        (9, 5, "Too few to show"),
    ],
)
def test_counts_give_nobody_away(
    helens: Browser, session: Session, cast: Cast, people: int, readers: int, says: str
) -> None:
    crowd = [a_person(session, f"E{3000 + n}", f"Person {n}", unit="Line") for n in range(people)]
    yesterday(session, cast.helen, units=("Line",))
    read_by(session, crowd[:readers])

    for path in ("/desk/policies", f"/desk/policies/{NAME}"):
        page = helens.visit(path)
        assert says in page.main
        assert "Person " not in page.response.text


def test_a_count_does_not_move_while_one_watches(
    helens: Browser, session: Session, cast: Cast
) -> None:
    crowd = [a_person(session, f"E{3000 + n}", unit="Line") for n in range(40)]
    yesterday(session, cast.helen, units=("Line",))
    read_by(session, crowd[:19])
    assert WHO.format(10, 40) in helens.visit("/desk/policies").main

    (version,) = queries.versions(session, NAME)
    service.acknowledge(session, crowd[19], NAME, version.digest)

    assert len(session.exec(select(PolicyAcknowledgement)).all()) == 20
    assert WHO.format(10, 40) in helens.visit("/desk/policies").main
    with clock.set_to(clock.now() + timedelta(days=1)):
        helens.sign_in(cast.helen)
        assert WHO.format(20, 40) in helens.visit("/desk/policies").main


@pytest.mark.parametrize("who", ["amara", "tom", "ewan", "ines", "viktor"])
def test_the_workbench_is_for_officers(
    browser: Browser, session: Session, cast: Cast, who: str
) -> None:
    a_version(session, cast.helen)
    browser.sign_in(getattr(cast, who))
    paths = ("", "/new", f"/{NAME}", f"/{NAME}/draft", f"/{NAME}/publication")
    for path in paths:
        browser.get(f"/desk/policies{path}", status=403)
    browser.post(f"/desk/policies/{NAME}/campaigns", {"due_on": "2099-01-01"}, status=403)

    browser.sign_in(cast.daniel)
    for path in paths[:4]:
        browser.get(f"/desk/policies{path}")


@pytest.mark.parametrize("path", ["", "/draft", "/publication"])
def test_what_is_not_there_is_not_found(helens: Browser, path: str) -> None:
    helens.get(f"/desk/policies/never-written{path}", status=404)
    helens.get("/desk/policies")


def test_without_a_draft_there_is_nothing_to_publish(
    helens: Browser, session: Session, cast: Cast
) -> None:
    a_version(session, cast.helen)

    helens.get(f"/desk/policies/{NAME}/publication", status=404)
    helens.post(f"/desk/policies/{NAME}/publication", {"draft": "x"}, status=409)
    assert len(queries.versions(session, NAME)) == 1
