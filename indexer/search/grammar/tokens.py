"""Cuts a typed text into words, quotes, groups, concepts and fields. Total: nothing is an error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from indexer.core.formats import format_of
from indexer.search.grammar.fields import FIELD_BY_NAME, probable_field


class Form(Enum):
    """What a token looks like."""

    WORD = auto()
    QUOTED = auto()
    GROUP = auto()
    """Words in parentheses after a minus or a weight: -(red sofa)."""
    CONCEPT = auto()
    FIELD = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text, from `start` to before `end`."""

    form: Form
    start: int
    end: int
    values: tuple[str, ...]
    """The word, the text in the quotes or parentheses, the concept's name, or a field's values."""
    negated: bool = False
    weight: float = 1.0
    field: str = ""
    """The field's name as typed."""
    closed: bool = True
    """False when a closing quote is missing."""

    @property
    def is_plain(self) -> bool:
        """Whether it is a word with nothing before it."""
        return self.form is Form.WORD and not self.negated and self.weight == 1.0


CLOSING = {'"': '"', "“": "”", "”": "”", "„": "“", "「": "」", "『": "』"}
_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"\S+")
_PREFIX = re.compile(r"(-)?(?:([0-9]{1,3}(?:\.[0-9]{1,3})?)[*×](-)?)?(?=\S)")
_CONCEPT = re.compile(r"#([\w-]+)")
_FIELD = re.compile(r"([^\W\d_]{1,20})[:：]")
_UNKNOWN = re.compile(r"[A-Za-z]{2,20}:")
_BARE = re.compile(r"[^\s,，|]+")
_WHOLE = re.compile(r"\S+")
_COMMA = re.compile(r"[,，|]")
_OR = re.compile(r"\s+OR\s+|\s*[|,，]\s*")


def tokens(text: str) -> list[Token]:
    """The pieces of a text in order; only white space lies between them."""
    found = []
    at = _after_space(text, 0)
    while at < len(text):
        token = _token(text, at)
        found.append(token)
        at = _after_space(text, token.end)
    return found


def _token(text: str, start: int) -> Token:
    prefix = _PREFIX.match(text, start)
    assert prefix is not None
    negated = bool(prefix[1] or prefix[3])
    weight = 1.0 if prefix[2] is None else float(prefix[2])
    at = prefix.end()
    form, end, values, field, closed = _body(text, at, grouped=at > start)
    return Token(form, start, end, values, negated, weight, field, closed)


def _body(text: str, at: int, *, grouped: bool) -> tuple[Form, int, tuple[str, ...], str, bool]:
    if text[at] in CLOSING:
        inside, end, closed = _quoted(text, at)
        return Form.QUOTED, end, (inside,), "", closed
    if grouped and text[at] == "(" and (close := text.find(")", at)) > 0:
        inside = " ".join(text[at + 1 : close].split())
        if inside:
            return Form.GROUP, close + 1, (inside,), "", True
    concept = _CONCEPT.match(text, at)
    if concept:
        return Form.CONCEPT, concept.end(), (concept[1],), "", True
    name = _FIELD.match(text, at)
    if name and (name[1].lower() in FIELD_BY_NAME or _is_field_like(text, name)):
        values, end, closed = _values(text, name.end(), name[1])
        return Form.FIELD, end, values, name[1], closed
    word = _WORD.match(text, at)
    assert word is not None
    return Form.WORD, word.end(), (word[0],), "", True


def _is_field_like(text: str, name: re.Match[str]) -> bool:
    """A name near to a field's, or any other with a value right behind it, as in foo:bar.

    Not the beginning of an address (http://), of a path, of words (Re: x) or of a file's name.
    """
    if text.startswith("//", name.end()):
        return False
    if probable_field(name[1]):
        return True
    word = _WORD.match(text, name.start())
    assert word is not None
    rest = word[0][len(name[0]) :]
    return bool(_UNKNOWN.fullmatch(name[0]) and rest) and not (
        ":" in rest or format_of(rest) or rest[0] in "\\/)("
    )


def _values(text: str, at: int, name: str) -> tuple[tuple[str, ...], int, bool]:
    field = FIELD_BY_NAME.get(name.lower())
    if text.startswith("(", at) and (close := text.find(")", at)) > 0:
        inside = text[at + 1 : close]
        values = tuple(_unquoted(value) for value in _OR.split(inside))
        return tuple(value for value in values if value), close + 1, True
    bare = _WHOLE if field is not None and field.whole else _BARE
    return _listed(text, at, bare)


def _listed(text: str, at: int, bare: re.Pattern[str]) -> tuple[tuple[str, ...], int, bool]:
    """Values with commas between them, each bare or in quotes."""
    values: list[str] = []
    while at < len(text):
        if text[at] in CLOSING:
            inside, at, closed = _quoted(text, at)
            values += [inside] if inside else []
            if not closed:
                return tuple(values), at, False
        elif found := bare.match(text, at):
            values.append(found[0])
            at = found.end()
        comma = _COMMA.match(text, at)
        if comma is None:
            break
        at = comma.end()
    return tuple(values), at, True


def _quoted(text: str, at: int) -> tuple[str, int, bool]:
    """The text in the quotes that open at `at`, where they end, and whether they close."""
    closing = CLOSING[text[at]]
    inside: list[str] = []
    at += 1
    while at < len(text):
        if text[at] == closing:
            if closing == '"' and text.startswith('""', at):
                at += 1
            else:
                return " ".join("".join(inside).split()), at + 1, True
        inside.append(text[at])
        at += 1
    return " ".join("".join(inside).split()), at, False


def _unquoted(value: str) -> str:
    return " ".join(value.strip().strip('"“”').split())


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None
    return found.end()
