"""Text in which nothing hides: what stands in it is what is seen, for the same bytes the same."""

import codecs
import re
import unicodedata

LONGEST = 2_000_000  # characters of one document that are read
# Characters that Unicode itself shows as nothing, beside those it calls controls and formats
# (DerivedCoreProperties, Default_Ignorable_Code_Point).
IGNORED = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)
BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
PILED = 30  # marks on one letter that Unicode calls safe (UAX 15, Stream-Safe Text Format)
CODECS = re.compile(
    r"ascii|utf-8|utf-16(-[lb]e)?|utf-32(-[lb]e)?|utf-7|iso8859-\d+|cp\d{3,4}|koi8-[rtu]|mac-\w+"
    r"|gb2312|gbk|gb18030|big5|big5hkscs|shift_jis\w*|euc_\w+|iso2022_\w+|johab|hz|tis-620"
)
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class _Seen(dict[int, str | int | None]):
    """What each character becomes; looked up once and kept."""

    def __missing__(self, code: int) -> str | int | None:
        character = chr(code)
        category = unicodedata.category(character)
        becomes: str | int | None = code
        if character == "\n":
            becomes = code
        elif character == "\t" or category == "Zs":
            becomes = " "
        elif category == "Cs" or (code & 0xFFFE) == 0xFFFE:
            becomes = "\ufffd"
        elif category in {"Cc", "Cf"} or IGNORED.match(character):
            becomes = None
        self[code] = becomes
        return becomes


SEEN = _Seen()


def seen(text: str) -> str:
    """The text without anything that is not seen: NFC, ``\\n``, plain spaces, no end of blanks."""
    text = BREAKS.sub("\n", text).translate(SEEN)
    text = unicodedata.normalize("NFC", _not_piled(text))
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def _not_piled(text: str) -> str:
    """No more marks on a letter than can be told apart: sorting a heap of them takes for ever."""
    if text.isascii():
        return text
    kept, piled = [], 0
    for character in text:
        piled = piled + 1 if unicodedata.combining(character) else 0
        if piled <= PILED:
            kept.append(character)
    return "".join(kept)


def one_line(text: str) -> str:
    """The text in one line, as a label or the value of a head line."""
    return " ".join(seen(text).split())


def decoded(content: bytes, charset: str = "") -> str:
    """Bytes as text: by their mark, the charset they claim if it is one, or the likeliest."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(name, "replace")
    for name in (_known(charset), _wide(content), "utf-8", "cp1252"):
        if name:
            try:
                return content.decode(name)
            except (UnicodeError, ValueError):
                continue
    return content.decode("latin-1")


def _known(charset: str) -> str:
    """The codec of a charset, "" for one that is no charset (Python also calls zip a codec)."""
    try:
        name = codecs.lookup(charset.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ""
    if name in {"ascii", "iso8859-1"}:
        return ""  # what senders say who do not know: the likeliest is found below
    return name if CODECS.fullmatch(name) else ""


def _wide(content: bytes) -> str:
    """UTF-16 without its mark: every other byte of European text is empty."""
    start = content[:2000]
    if len(start) < 4 or len(content) % 2:
        return ""
    if start[1::2].count(0) > 0.4 * len(start) > 2 * start[::2].count(0):
        return "utf-16-le"
    if start[::2].count(0) > 0.4 * len(start) > 2 * start[1::2].count(0):
        return "utf-16-be"
    return ""


def is_text(text: str) -> bool:
    """Whether people wrote it: bytes of a picture or a program are full of controls."""
    return len(NOT_TEXT.findall(text[:100_000])) * 50 <= len(text[:100_000])
