"""Made-up work mail in which every mention of a person is labelled, for measuring a finder.

It knows the directory and how people write to each other, and nothing of how names are found. How
often which form occurs was set beforehand, from what mail at work looks like. Each message is
written twice from one plan: once with marks around the mentions, so that after reading it is
known where they are, and once without, which is what is searched.
"""

import base64
import quopri
import random
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape

from app.answers.covering.schemas import Known
from app.connectors.schemas import Document, DocumentKind
from app.demo.names import FAMILY, GIVEN
from tests.support.pdfs import drawn, pdf

OPEN, CLOSE = "¤", "¦"  # in every charset used here, and in no sentence
MARKED = re.compile(f"{OPEN}([a-z])|{CLOSE}")
# The letter that stands behind an opening mark, and what it means.
FORMS = {
    "a": "full name",
    "b": "first name",
    "c": "family name first",
    "d": "title and family name",
    "e": "family name",
    "f": "initial and family name",
    "g": "small letters",
    "h": "capitals",
    "i": "without accents",
    "j": "nickname",
    "k": "misspelt",
    "l": "initials only",
    "m": "outside the directory",
    "n": "taking part from outside",
    "o": "e-mail address",
    "p": "telephone",
    "q": "employee number",
    "r": "national or bank number",
    "z": "her own",
}
NAMES = frozenset("abcdefghijklmn")
# Of a hundred mentions in the words of a message; those in heads and signatures come on top.
HOW_OFTEN = {
    "a": 26,
    "b": 38,
    "c": 3,
    "d": 4,
    "e": 3,
    "f": 4,
    "g": 4,
    "h": 1,
    "i": 2,
    "j": 3,
    "k": 1,
    "l": 1,
    "m": 3,
    "o": 4,
    "q": 2,
    "r": 1,
}
MORE_GIVEN = [
    "Zoë",
    "José",
    "Jürgen",
    "Anaïs",
    "Søren",
    "Chloé",
    "Anne-Marie",
    "Jean-Luc",
    "Mårten",
]
MORE_GIVEN += ["Will", "Mark", "May", "Rose", "Grace", "Hope", "Frank", "Bill", "April", "Dawn"]
MORE_FAMILY = ["O'Neill", "O'Brien", "D'Souza", "Müller", "Núñez", "Smith-Jones", "Lloyd-Reid"]
MORE_FAMILY += ["van der Berg", "de Souza", "García", "Björk", "Grosz", "Weiß", "Mark", "Long"]
OUTSIDE_GIVEN = ["Isla", "Gregor", "Mabel", "Torquil", "Yusra", "Benedikt", "Ottilie", "Caspian"]
OUTSIDE_FAMILY = ["Ackroyd", "Fothergill", "Quennell", "Trevanion", "Wetherby", "Zelazny"]
CALLED = {"Robert": "Bob", "William": "Bill", "Margaret": "Peggy", "Elizabeth": "Liz"}
CALLED |= {"Catherine": "Cat", "Thomas": "Tommo", "Andrew": "Andy", "Alexandra": "Lexie"}
CALLED |= {"Krzysztof": "Krzysiek", "Michael": "Mikey", "Jennifer": "Jen", "Richard": "Rich"}
CALLED |= {"Stephen": "Ste", "Patrick": "Paddy", "Christina": "Tina", "Deborah": "Debs"}

ABOUT = """
{x} asked whether the rota for week 48 is final.
Could you check with {x} before Thursday?
I spoke to {x} about the Leith depot yesterday and it went well.
{x} and {x} will cover the late shift at Hamilton.
According to {x}, the meter readings were not uploaded.
This was agreed with {x} in May, and again in the review on 12 November.
Please copy {x} in next time.
{x} has raised a concern about how the visit was handled.
As {x} said, the van was not available until 10:30.
Can {x} take the call at 14:00 instead of {x}?
The complaint came from {x}, who was on site.
I have not heard back from {x}.
We would rather not involve {x} at this stage.
{x} thinks the return to work meeting should wait.
Thanks to {x} for stepping in.
Sorry, {x} was off sick and nobody told me.
My understanding is that {x} approved it.
{x} was not happy with the tone of that e-mail.
Two people, {x} and {x}, have seen the note.
Has anyone told {x}?
Between us, {x} is leaving in the spring.
The keys are with {x} at reception.
""".strip().splitlines()
HERS = """
{z} has been doing well since the move.
The form that {z} sent is complete.
Could somebody ring {z} back today?
I have put {z} down for the course.
""".strip().splitlines()
OTHER = """
Will you be at the office on Monday?
May I suggest that we move this to the New Year?
Mark the pages that need a change, then send them on.
The grant was paid in April and the price rose by 3% in August.
Hope this helps.
Please see the Absence Policy, section 4.2, and the Scottish Power statement.
Order 20261130-0001 for 12 filters came to 1,284.50 in total.
Version 3.11.7 is on the laptops; the old one stops working on 31 December 2026.
The Field Operations team meets in the Forth Room, second floor.
Bill it to cost centre 40417, not to 40471.
Frank discussion is welcome. Long e-mails are not.
Let us look at this again after Easter.
The Town Hall starts at 9.30, West Bridge Street, EH8 9YL.
Grace periods are not extended. Best practice is to tell people early.
I will be on leave from 21/12/2026 until 04/01/2027.
Ref: HR-2231. Status: open. Priority: Low.
""".strip().splitlines()
SUBJECTS = ["Rota", "Your review", "Re: Leith depot", "FW: Absence", "Site visit", "Meeting notes"]


@dataclass(frozen=True)
class Somebody:
    """A person of the directory."""

    given: str
    family: str
    number: str
    telephone: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def address(self) -> str:
        letters = "".join(each for each in plainer(self.family) if each.isalpha())
        return f"{plainer(self.given)}.{letters}@northfold.example".lower()

    @property
    def known(self) -> Known:
        return Known((self.name,), (self.address,), (self.number,))


@dataclass(frozen=True)
class Labelled:
    """One message with and without its marks, and whose data it is."""

    marked: Document
    document: Document
    subject: Somebody


def plainer(word: str) -> str:
    """As somebody writes it whose keyboard has no accents."""
    pairs = zip("ëéèïöüøåñíßŁł", "eeeiouoanisLl", strict=True)
    return "".join(dict(pairs).get(each, each) for each in word).replace("á", "a")


def directory(count: int = 2000, seed: int = 1) -> list[Somebody]:
    """This many people of different names."""
    chance = random.Random(seed)
    found: dict[str, Somebody] = {}
    while len(found) < count:
        given = chance.choice(MORE_GIVEN if chance.random() < 0.1 else GIVEN)
        family = chance.choice(MORE_FAMILY if chance.random() < 0.1 else FAMILY)
        if given != family:
            number = f"E{1000 + len(found)}"
            telephone = f"0131 496 {chance.randrange(10_000):04}"
            found.setdefault(f"{given} {family}", Somebody(given, family, number, telephone))
    return list(found.values())


def messages(people: list[Somebody], count: int = 2000, seed: int = 2026) -> Iterator[Labelled]:
    """Labelled messages of these people, each about one of them."""
    for number in range(count):
        yield Writer(people, random.Random(f"{seed} {number}"), number).labelled()


@dataclass
class Writer:
    """Writes one message."""

    people: list[Somebody]
    chance: random.Random
    number: int
    subject: Somebody = field(init=False)
    taking_part: list[Somebody] = field(init=False)
    outside: list[str] = field(init=False)
    named: list[Somebody] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.subject = self.people[self.number % 25]
        others = [each for each in self.people if each.name != self.subject.name]
        self.taking_part = self.chance.sample(others, self.chance.choice([1, 1, 2, 2, 3, 5]))
        self.outside = [self.outsider()] if self.chance.random() < 0.1 else []

    def labelled(self) -> Labelled:
        kept = self.plan()
        marked, plain = (self.written(kept, shown) for shown in (str, unmarked))
        return Labelled(marked, plain, self.subject)

    # What is said

    def mark(self, form: str, said: str) -> str:
        return f"{OPEN}{form}{said}{CLOSE}"

    def outsider(self) -> str:
        return f"{self.chance.choice(OUTSIDE_GIVEN)} {self.chance.choice(OUTSIDE_FAMILY)}"

    def somebody(self) -> Somebody:
        """Mostly who takes part, else who was named before, else any colleague."""
        roll = self.chance.random()
        if roll < 0.65:
            return self.chance.choice(self.taking_part)
        if roll < 0.8 and self.named:
            return self.chance.choice(self.named)
        while (found := self.chance.choice(self.people)).name == self.subject.name:
            pass
        return found

    def mention(self) -> str:
        person = self.somebody()
        form = self.chance.choices(list(HOW_OFTEN), list(HOW_OFTEN.values()))[0]
        known = person in self.taking_part or person in self.named
        if form in "begjl" and not known and self.chance.random() < 0.7:
            form = "a"  # strangers are mostly introduced in full
        if form == "a":
            self.named.append(person)
        if form == "m":
            return self.stranger()
        return self.mark(form, self.said(form, person)) + self.chance.choice(
            ["", "", "", "'s note"]
        )

    def stranger(self) -> str:
        given, _, family = self.outsider().partition(" ")
        return self.chance.choice(
            [
                f"my partner {self.mark('m', given)}",
                f"{self.chance.choice(['Mr', 'Mrs', 'Dr'])} {self.mark('m', family)}",
                f"a customer, {self.mark('m', f'{given} {family}')},",
            ]
        )

    def said(self, form: str, who: Somebody) -> str:
        given, family = who.given, who.family
        forms: dict[str, Callable[[], str]] = {
            "a": lambda: who.name,
            "b": lambda: given,
            "c": lambda: f"{family}, {given}",
            "d": lambda: f"{self.chance.choice(['Mr', 'Ms', 'Mrs'])} {family}",
            "e": lambda: family,
            "f": lambda: f"{given[0]}{self.chance.choice(['. ', ' '])}{family}",
            "g": lambda: self.chance.choice([given, who.name]).lower(),
            "h": who.name.upper,
            "i": lambda: plainer(who.name),
            "j": lambda: CALLED.get(given, given[:3]),
            "k": lambda: self.misspelt(self.chance.choice([given, who.name])),
            "l": lambda: given[0] + family[0].upper(),
            "o": lambda: who.address,
            "q": lambda: who.number,
            "r": self.account,
        }
        return forms[form]()

    def misspelt(self, name: str) -> str:
        place = self.chance.randrange(1, len(name) - 1)
        letter = self.chance.choice("aeiounrst")
        return self.chance.choice(
            [
                name[:place] + name[place + 1 :],
                name[:place] + name[place] + name[place:],
                name[:place] + letter + name[place + 1 :],
                name[:place] + name[place + 1] + name[place] + name[place + 2 :],
            ]
        )

    def account(self) -> str:
        return self.chance.choice(
            ["AB 12 34 56 C", "JT123456D", "GB29 NWBK 6016 1331 9268 19", "4111 1111 1111 1111"]
        )

    def own(self) -> str:
        her = self.subject
        said = [
            her.name,
            her.given,
            her.given,
            her.address,
            her.number,
            f"{her.given[0]}. {her.family}",
        ]
        return self.mark("z", self.chance.choice(said))

    def sentence(self) -> str:
        pool = self.chance.choices([ABOUT, HERS, OTHER], [5, 2, 5])[0]
        said = self.chance.choice(pool)
        said = re.sub(r"\{x\}", lambda _: self.mention(), said)
        return re.sub(r"\{z\}", lambda _: self.own(), said)

    def paragraphs(self) -> list[str]:
        count = self.chance.choice([1, 2, 2, 3, 4])
        return [
            " ".join(self.sentence() for _ in range(self.chance.choice([1, 2, 3, 4])))
            for _ in range(count)
        ]

    def signed(self, who: Somebody) -> list[str]:
        short = self.mark("b", who.given)
        if self.chance.random() < 0.5:
            return [f"Thanks,\n{short}"]
        numbers = f"Tel: {self.mark('p', who.telephone)}"
        if self.chance.random() < 0.4:
            numbers += f"\nMobile: {self.mark('p', f'07700 900{self.chance.randrange(1000):03}')}"
        return [f"Kind regards,\n{short}", f"{self.mark('a', who.name)}\nField engineer\n{numbers}"]

    def greeting(self) -> str:
        who = self.chance.choice([*self.taking_part, None, None])
        name = self.mark("b", who.given) if who else self.mark("z", self.subject.given)
        return f"{self.chance.choice(['Hi', 'Dear', 'Hello'])} {name},"

    # How it is put into a message

    def plan(self) -> "Plan":
        body = [self.greeting(), *self.paragraphs(), *self.signed(self.taking_part[0])]
        if self.chance.random() < 0.35:
            body.append(self.quoted())
        subject = self.chance.choice(SUBJECTS)
        if self.chance.random() < 0.3:
            subject += f" ({self.mention()})"
        attached = self.paragraphs() if self.chance.random() < 0.15 else []
        return Plan(
            body,
            subject,
            attached,
            as_pdf=self.chance.random() < 0.1,
            shape=self.chance.choices(["plain", "html", "both"], [5, 2, 3])[0],
            coding=self.chance.choice(["8bit", "base64", "quoted-printable"]),
            seed=self.chance.randrange(1 << 30),
        )

    def quoted(self) -> str:
        who = self.chance.choice(self.taking_part)
        paragraphs = [f"Hi {self.mark('b', who.given)},", *self.paragraphs()]
        said = "\n\n".join(wrapped(each, 70) for each in paragraphs)
        if self.chance.random() < 0.5:
            lines = "\n".join(f"> {line}".rstrip() for line in said.split("\n"))
            return f"On 12 Nov 2026 at 10:12, {self.mark('a', who.name)} wrote:\n{lines}"
        return (
            f"From: {self.mark('c', f'{who.family}, {who.given}')}\nSent: 12 November 2026 10:12\n"
            f"To: {self.mark('z', self.subject.name)}\nSubject: Rota\n\n{said}"
        )

    def written(self, plan: "Plan", shown: Callable[[str], str]) -> Document:
        """The message as bytes; everything drawn by lot is drawn alike for both versions."""
        chance = random.Random(plan.seed)
        sender, *rest = self.taking_part
        to = [self.boxed(each, "a") for each in rest]
        to += [
            f"{self.mark('n', each)} <{self.mark('o', 'x@customer.example')}>"
            for each in self.outside
        ]
        own = f"{self.mark('z', self.subject.name)} <{self.mark('z', self.subject.address)}>"
        head = [
            header("From", self.boxed(sender, "a"), chance, shown),
            header("To", ", ".join([own, *to]), chance, shown),
            header("Date", "Fri, 20 Nov 2026 09:30:00 +0000", chance, shown),
            header("Subject", plan.subject, chance, shown),
            b"MIME-Version: 1.0",
        ]
        content = b"\r\n".join([*head, self.parts(plan, chance, shown)])
        return Document(f"m{self.number}", DocumentKind.MAIL, "Mail", "message/rfc822", content)

    def boxed(self, who: Somebody, form: str) -> str:
        return f"{self.mark(form, who.name)} <{self.mark('o', who.address)}>"

    def parts(self, plan: "Plan", chance: random.Random, shown: Callable[[str], str]) -> bytes:
        text = shown("\n\n".join(wrapped(each, 72) for each in plan.body))
        page = as_html(plan.body, chance, shown)
        plain = part("text/plain", text, plan.coding)
        formatted = part("text/html", page, plan.coding)
        body = {"plain": plain, "html": formatted, "both": several("alternative", plain, formatted)}
        if not plan.attached:
            return body[plan.shape]
        if plan.as_pdf:
            lines = [line for each in plan.attached for line in wrapped(each, 80).split("\n")]
            made = base64.encodebytes(pdf([drawn([shown(line) for line in lines])]))
            more = b"Content-Type: application/pdf; name=note.pdf\r\n"
            more += b"Content-Transfer-Encoding: base64\r\n\r\n" + made
        else:
            said = shown("\n\n".join(plan.attached))
            more = part("text/plain; name=note.txt", said, plan.coding)
        return several("mixed", body[plan.shape], more)


@dataclass(frozen=True)
class Plan:
    """What a message says and how it is packed."""

    body: list[str]
    subject: str
    attached: list[str]
    as_pdf: bool
    shape: str
    coding: str
    seed: int


def unmarked(text: str) -> str:
    return MARKED.sub("", text)


def wrapped(text: str, width: int) -> str:
    """Lines of a width, broken at spaces, also within names; marks take no room."""
    marks = MARKED.findall(text)
    thin = MARKED.sub(lambda each: "\ue000" if each[1] is None else "\ue001", text)
    bare = thin.replace("\ue000", "").replace("\ue001", "")
    lines = "\n".join(textwrap.fill(each, width) for each in bare.split("\n"))
    return rejoined(thin, lines, iter([each for each in marks if each]))


def rejoined(thin: str, lines: str, letters: Iterator[str]) -> str:
    """The marks put back where they stood: only spaces have become ends of lines."""
    made, place = [], 0
    for each in thin:
        if each == "\ue001":
            made.append(OPEN + next(letters))
        elif each == "\ue000":
            made.append(CLOSE)
        else:
            made.append(lines[place])
            place += 1
    return "".join(made)


def header(name: str, value: str, chance: random.Random, shown: Callable[[str], str]) -> bytes:
    """A header whose words are plain, encoded or folded, as mail programs do."""
    words = value.split(" ")
    style = chance.choice(["plain", "plain", "folded", "encoded"])
    breaks = [chance.random() < 0.2 for _ in words]
    said = shown(value)
    if style == "encoded" and "<" not in said:
        coded = base64.b64encode(said.encode()).decode()
        return f"{name}: =?utf-8?B?{coded}?=".encode()
    if style == "folded":
        said = words[0] + "".join(
            ("\r\n " if broken else " ") + word
            for word, broken in zip(words[1:], breaks[1:], strict=True)
        )
        said = shown(said)
    if style == "encoded":
        said = re.sub(r"(^|, )([^<,]+)(?= <)", lambda m: m[1] + q_word(m[2]), said)
    return f"{name}: {said}".encode()


def q_word(said: str) -> str:
    coded = "".join(
        each if each.isascii() and each.isalnum() else "".join(f"={b:02X}" for b in each.encode())
        for each in said
    )
    return f"=?utf-8?Q?{coded}?="


def part(media: str, text: str, coding: str) -> bytes:
    """A part in a charset and a coding."""
    charset = "iso-8859-1" if coding == "quoted-printable" else "utf-8"
    data = text.replace("\n", "\r\n").encode(charset, "xmlcharrefreplace")
    if coding == "base64":
        data = base64.encodebytes(data)
    elif coding == "quoted-printable":
        data = quopri.encodestring(data)
    head = f"Content-Type: {media}; charset={charset}\r\nContent-Transfer-Encoding: {coding}"
    return head.encode() + b"\r\n\r\n" + data


def several(kind: str, *parts: bytes) -> bytes:
    mark = f"=_{kind}"
    inner = b"".join(f"--{mark}\r\n".encode() + each + b"\r\n" for each in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{mark}"\r\n\r\n'
    return head.encode() + inner + f"--{mark}--\r\n".encode()


def as_html(body: list[str], chance: random.Random, shown: Callable[[str], str]) -> str:
    """Paragraphs as a mail program marks them up; names in bold, spaces that do not break."""
    said = []
    for paragraph in body:
        bold = chance.random() < 0.2
        hard = chance.random() < 0.2
        text = escape(paragraph, quote=False).replace("\n", "<br>\n")
        if bold:
            text = re.sub(f"({OPEN}[a-z])([^{CLOSE}]*)({CLOSE})", r"<b>\1\2\3</b>", text)
        if hard:
            text = re.sub(f"(?<={OPEN}[abz])(\\w+) ", r"\1&nbsp;", text)
        said.append(f"<p style='margin:0'>{shown(text)}</p>")
    head = "<html><head><style>p{color:#333}</style></head><body>"
    return head + "\n".join(said) + "</body></html>"
