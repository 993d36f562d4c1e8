"""Numbers that lead to a person: telephones, national numbers, accounts and cards."""

import re
from collections.abc import Iterator

import phonenumbers
from stdnum import iban, luhn
from stdnum.de import idnr
from stdnum.fr import nir
from stdnum.gb import nhs, utr
from stdnum.ie import pps

from app.answers.covering.schemas import Kind, Suggestion

REGIONS = ("GB", "IE", "DE", "FR")
PHONE = re.compile(r"(?<![\w@./-])(?:\+|\()?\d[\d ().\u2010-\u2015/-]{4,24}\d(?![\w@])")
CALLED = re.compile(
    r"(?i)\b(?:tel(?:ephone|efon)?|t[eé]l|phone|mob(?:ile)?|handy|cell|call|ring|fax|direct"
    r"|extension|ext|number is|text me|reach|whatsapp)\b[^\n\d]{0,25}$"
)
EXTENSION = re.compile(r"(?i)\b(?:ext(?:ension)?|x|durchwahl|poste)[ .:]{1,3}(\d{3,6})\b")
# Between the groups of a number: a space, a hyphen or the end of a line, even of a quoted one.
GAP = r"(?:[ -]|\n(?:> ?){0,3})?"
NINO = re.compile(
    r"(?i)\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    rf"{GAP}\d{{2}}{GAP}\d{{2}}{GAP}\d{{2}}{GAP}[A-D]\b"
)
NHS = re.compile(rf"(?<![\d.])\d{{3}}{GAP}\d{{3}}{GAP}\d{{4}}(?![\d.]\d)(?!\d)")
IDNR = re.compile(r"(?<![\d.])\d{2} ?\d{3} ?\d{3} ?\d{3}(?!\d)")
PENSION = re.compile(r"\b\d{2} ?[0-3]\d[01]\d\d{2} ?[A-Z] ?\d{3}\b")
PPS = re.compile(r"(?i)\b\d{7} ?[A-W][A-IW]?\b")
NIR = re.compile(r"(?i)(?<!\d)[1-478] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\d)")
LABELLED = re.compile(
    r"(?i)\b(?:passport|reisepass|passeport|driving licen[cs]e|licen[cs]e|national insurance"
    r"|NINO?|social security|UTR|PPSN?|tax(?:payer)?|steuer-?id|NHS)"
    r"(?: (?:no|number|nummer|num[eé]ro|id|reference|ref)\b)?[.:#]{0,2} {0,2}(?:is )?"
    r"([A-Z0-9][A-Z0-9 -]{4,16}[A-Z0-9])(?![A-Za-z0-9])"
)
IBAN = re.compile(
    rf"\b[A-Za-z]{{2}}\d{{2}}(?:{GAP}[A-Za-z0-9]{{4}}){{2,7}}(?:{GAP}[A-Za-z0-9]{{1,4}})?\b"
)
SORT_CODE = re.compile(
    r"(?i)(?<![\d-])(?:\d{2}[- ]\d{2}[- ]\d{2}|\d{6})(?P<between>[^\d\n]{0,30}\n?[^\d\n]{0,30})"
    r"\d{7,8}(?!\d)"
)
ACCOUNT = re.compile(
    r"(?i)\b(?:account|acct|a/c|konto(?:nummer)?|sort ?code)(?: (?:no|number|nr)\b)?"
    r"[.:#]{0,2} {0,2}(?:is )?((?:\d{2}-\d{2}-\d{2})|\d{6,10})(?!\d)"
)
CARD = re.compile(rf"(?<![\d.-])[2-6]\d{{3}}(?:{GAP}\d{{4}}){{2}}{GAP}\d{{1,7}}(?![\d-])")


def compact(text: str) -> str:
    """Letters and digits only, as numbers are compared."""
    return "".join(each for each in text if each.isalnum()).upper()


def found(text: str) -> Iterator[Suggestion]:
    """All numbers of a text, which may overlap: a card may look like a telephone."""
    yield from _national(text)
    yield from _accounts(text)
    yield from _phones(text)


def _said(match: re.Match[str], kind: Kind, group: int = 0) -> Suggestion:
    return Suggestion(match.start(group), match.end(group), kind, compact(match[group]))


def _national(text: str) -> Iterator[Suggestion]:
    for pattern in (NINO, PENSION):
        for match in pattern.finditer(text):
            yield _said(match, Kind.NATIONAL_NUMBER)
    for pattern, check in ((NHS, nhs), (NHS, utr), (IDNR, idnr), (PPS, pps), (NIR, nir)):
        for match in pattern.finditer(text):
            if check.is_valid(compact(match[0])):
                yield _said(match, Kind.NATIONAL_NUMBER)
    for match in LABELLED.finditer(text):
        if sum(each.isdigit() for each in match[1]) >= 5:
            yield _said(match, Kind.NATIONAL_NUMBER, 1)


def _accounts(text: str) -> Iterator[Suggestion]:
    for match in IBAN.finditer(text):
        if (end := _iban_end(match[0])) > 0:
            start = match.start()
            said = text[start : start + end]
            yield Suggestion(start, start + end, Kind.ACCOUNT, compact(said))
    for match in SORT_CODE.finditer(text):
        if match["between"].strip() == "" or re.search(r"(?i)acc|a/c|konto", match["between"]):
            yield _said(match, Kind.ACCOUNT)
    for match in ACCOUNT.finditer(text):
        yield _said(match, Kind.ACCOUNT, 1)
    for match in CARD.finditer(text):
        if 13 <= len(compact(match[0])) <= 19 and luhn.is_valid(compact(match[0])):
            yield _said(match, Kind.ACCOUNT)


def _iban_end(said: str) -> int:
    """How much of it is an account number (ISO 13616), 0: none; words may follow it."""
    places = [place for place, each in enumerate(said, 1) if each.isalnum()]
    letters = compact(said)
    for count in range(len(places), 14, -1):
        if iban.is_valid(letters[:count]):
            return places[count - 1]
    return 0


def _phones(text: str) -> Iterator[Suggestion]:
    for match in PHONE.finditer(text):
        digits = compact(match[0])
        called = CALLED.search(text, max(0, match.start() - 40), match.start()) is not None
        if called or (match[0][0] in "+(0" and 9 <= len(digits) <= 15):
            same = _number(match[0])
            if same or (called and 5 <= len(digits) <= 15):
                yield Suggestion(*match.span(), Kind.PHONE, same or digits)
    for match in EXTENSION.finditer(text):
        yield _said(match, Kind.PHONE, 1)


def _number(said: str) -> str:
    """The international form of a telephone number, "" for what can be none."""
    for region in REGIONS:
        try:
            number = phonenumbers.parse(said, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""
