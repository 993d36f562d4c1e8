"""Text as the typesetter's own fonts can show it, on every machine in the same way."""

import re
import unicodedata

from app.core.text import HIDDEN

# Letters and signs of the two embedded fonts, in their regular and in their heavier cuts: Latin,
# Greek, Cyrillic, Armenian, Hebrew, Arabic, Georgian, punctuation, money, numbers, arrows, shapes.
SHOWN_CLASS = (
    r"\x20-\x7e\xa0-\u0241\u0243-\u0245\u0247-\u0249\u024c\u024d\u0250-\u02e9\u02ec-\u02ee\u02f3"
    r"\u0300-\u0344\u0351\u0357-\u0363\u0374-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1"
    r"\u03a3-\u03ce\u03d0-\u03e1\u03f0-\u045f\u0462\u0463\u0470-\u0477\u0490-\u04c4\u04c7-\u04cc"
    r"\u04cf-\u04f9\u0510\u0511\u051a-\u051d\u0531-\u0556\u0559-\u055f\u0561-\u0587\u0589\u058a"
    r"\u05b0-\u05c3\u05c6\u05d0-\u05ea\u05f0-\u05f4\u060c\u0615\u061b\u061f\u0621-\u063a\u0640-\u0655"
    r"\u0660-\u066d\u0674\u0679-\u067b\u067e-\u0680\u0683\u0684\u0686\u0687\u0691\u0698\u06a4\u06a9"
    r"\u06af\u06be\u06cc\u06f0-\u06f9\u10d0-\u10fc\u1e00-\u1e9b\u1e9e-\u1ef9\u1f00-\u1f15"
    r"\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f59\u1f5b\u1f5d\u1f5f-\u1f7d"
    r"\u1f80-\u1fb4\u1fb6-\u1fc4\u1fc6-\u1fd3\u1fd6-\u1fdb\u1fdd-\u1fef\u1ff2-\u1ff4\u1ff6-\u1ffe"
    r"\u2000-\u200d\u2010-\u2027\u202f-\u2037\u2039-\u203f\u2042\u2044-\u204b\u2070\u2071"
    r"\u2074-\u208e\u2090-\u209c\u20a0-\u20b5\u20b8-\u20ba\u20bd\u20bf\u2100-\u2103\u2105\u2106\u2109"
    r"\u2113\u2115-\u2117\u2120\u2122\u2126\u212a\u212b\u212e\u2153-\u2184\u2190-\u2220\u2223-\u222d"
    r"\u2234-\u223d\u2241-\u226b\u2300\u2302\u2308-\u230b\u2318\u2460-\u2487\u2500-\u262f\u2638-\u268b"
    r"\u2690-\u269c\u26a0-\u26a5"
)
_NOT_SHOWN = re.compile(f"[^{SHOWN_CLASS}]")
BREAK = "\u200b"  # a place where a line may end, which shows nothing


def shown(text: str, longest: int = 48) -> str:
    """The line with what no font has written out, and a place to break in every long word.

    A sign is named (“[grinning face]”); a letter gives its number in Unicode (“[U+674E]”), by
    which it can be told from any other. Controls and marks that turn the direction are left out.
    """
    plain = unicodedata.normalize("NFC", HIDDEN.sub("", text))
    fitted = _NOT_SHOWN.sub(lambda found: _written_out(found.group()), plain)
    return re.sub(rf"\S{{{longest}}}(?=\S)", rf"\g<0>{BREAK}", fitted)


def _written_out(sign: str) -> str:
    if sign.isspace():
        return " "
    if unicodedata.category(sign) in {"Cf", "Mn", "Me"}:
        return ""
    alike = unicodedata.normalize("NFKC", sign)
    if alike != sign and not _NOT_SHOWN.search(alike):
        return alike
    if unicodedata.category(sign)[0] == "S" and (name := unicodedata.name(sign, "")):
        return f"[{name.lower()}]"
    return f"[U+{ord(sign):04X}]{BREAK}"
