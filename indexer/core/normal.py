"""The one normal form in which texts are compared, and the one in which they are stored.

Stored and shown is NFC: what a person sees, composed. Compared is NFKC with letter case folded
(Unicode's caseless match for identifiers): a Mac decomposes the names of files, and Japanese and
Chinese keyboards write full-width letters, digits and half-width kana at will, so that whoever
searches `ABC` or `ガス` means those too. Case folding makes `ß` and `ss` one, as Swiss spelling and
capitals do.
"""

from __future__ import annotations

import unicodedata

_ACCENTED = ("LATIN", "GREEK", "CYRILLIC")


def composed(text: str) -> str:
    """A text as it is stored and shown."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """A text as it is compared; accents count."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def plain(text: str) -> str:
    """A text as its words are searched: folded, and Latin, Greek and Cyrillic without accents.

    The marks of other scripts are letters: kana without their marks would be other words.
    """
    same = folded(text)
    if same.isascii():
        return same
    kept: list[str] = []
    accented = False
    for sign in unicodedata.normalize("NFD", same):
        if not unicodedata.combining(sign):
            accented = unicodedata.name(sign, "").startswith(_ACCENTED)
        elif accented:
            continue
        kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))
