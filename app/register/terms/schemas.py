"""Kinds, areas, legal reasons and the sorts of text that a register is written in."""

import unicodedata
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

_UNREADABLE = frozenset({"Cc", "Cs", "Cn", "Co", "Zl", "Zp"})
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")

# What Windows opens no file by, with or without an ending.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{at}" for port in ("com", "lpt") for at in range(1, 10)]
)


def _legible(text: str) -> str:
    if any(unicodedata.category(char) in _UNREADABLE or char in _REORDERING for char in text):
        raise ValueError("has a line break or a character that cannot be read")
    return text


def _openable(name: str) -> str:
    if name in _DEVICES:
        raise ValueError("is the name of a device on some computers: no file can be called so")
    return name


def _one_line(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


Text = Annotated[str, _one_line(1200), AfterValidator(_legible)]
Short = Annotated[str, _one_line(120), AfterValidator(_legible)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
FileName = Annotated[Code, AfterValidator(_openable)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Some = Annotated[tuple[Text, ...], Field(min_length=1, max_length=40)]
Names = Annotated[tuple[Short, ...], Field(max_length=200)]


class Part(BaseModel):
    """A part of the register: only names it knows, nothing converted, nothing changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Kind(StrEnum):
    EMAIL = "e-mail"
    WEB = "web"
    CALLS = "calls"
    MESSAGES = "messages"
    LOCATION = "location"
    VEHICLE = "vehicle"
    BADGE = "badge"
    CCTV = "cctv"
    SIGN_IN = "sign-in"
    DEVICE = "device"
    SCREEN = "screen"
    KEYSTROKES = "keystrokes"
    WEBCAM = "webcam"
    BIOMETRICS = "biometrics"
    HR_RECORD = "hr-record"
    PERFORMANCE = "performance"
    PAYROLL = "payroll"
    EXPENSES = "expenses"
    TRAINING = "training"
    OCCUPATIONAL_HEALTH = "occupational-health"
    SAFETY = "safety"
    PORTAL = "portal"
    OTHER = "other"


class Area(StrEnum):
    """The groups of the list, in the order in which they stand there."""

    WORK_AND_PAY = "work-and-pay"
    SIGN_IN_AND_DEVICES = "sign-in-and-devices"
    BUILDINGS_AND_VEHICLES = "buildings-and-vehicles"
    MESSAGES_AND_CALLS = "messages-and-calls"
    HEALTH_AND_SAFETY = "health-and-safety"


class Basis(StrEnum):
    """The legal reasons of Art 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal-obligation"
    VITAL_INTERESTS = "vital-interests"
    PUBLIC_TASK = "public-task"
    LEGITIMATE_INTERESTS = "legitimate-interests"


class CategoryKind(StrEnum):
    TRAFFIC = "traffic"
    CONTENT = "content"
    LOCATION = "location"
    IMAGE = "image"
    SOUND = "sound"
    RECORD = "record"
    PAY = "pay"
    HEALTH = "health"
    BIOMETRIC = "biometric"


SPECIAL_CATEGORIES = frozenset({CategoryKind.HEALTH, CategoryKind.BIOMETRIC})


class Reads(StrEnum):
    """Whether what people say and write is read, or only who, when and how much."""

    NEITHER = "neither"
    TRAFFIC = "traffic"
    CONTENT = "content"
    BOTH = "both"


class Figures(StrEnum):
    NONE = "none"
    TEAM = "team"
    INDIVIDUAL = "individual"


class Use(StrEnum):
    LOCATION = "location"
    CAMERA = "camera"
    MESSAGES = "messages"
    HEALTH = "health"


class Place(StrEnum):
    """Where data is collected, by the words sources report it in."""

    HOME = "home"
    SITE = "site"
    VEHICLE = "vehicle"


class Hours(StrEnum):
    """When data is collected: in working hours only, or at any time."""

    IN = "in"
    ANY = "any"


class Right(StrEnum):
    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    PORTABILITY = "portability"
    HUMAN_REVIEW = "human-review"


class Relation(StrEnum):
    MANAGER = "manager"
    SELF = "self"


class Consulted(StrEnum):
    AGREED = "agreed"
    DISSENT = "dissent"
    IMPOSED = "imposed"
    NOT_CONSULTED = "not-consulted"


class Became(StrEnum):
    """What became of a kind of data when a practice ended."""

    DELETED = "deleted"
    KEPT = "kept"


class Stops(StrEnum):
    """By when everything stops that rested on a yes."""

    IMMEDIATELY = "immediately"
    BY_MIDNIGHT = "by-midnight"


def not_said(value: object) -> bool:
    """Left out of the words of a version, so that older versions' digests stay what they are."""
    return not value
