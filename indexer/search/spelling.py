"""Misspelt words in quotes: when no photo has them, what the library has instead is looked for."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.core.normal import plain
from indexer.search.filters import photo_test
from indexer.search.grammar.chips import ChipKind

if TYPE_CHECKING:
    from indexer.search.grammar.chips import Chip, Parse
    from indexer.store.index_reader import IndexReader

_LETTERS = re.compile(r"[^\W\d_]+")
_ALIKE = 0.75  # of difflib's ratio: holdiay and barcelna pass, cat for car does not


def corrected(parse: Parse, reader: IndexReader) -> Parse:
    """The parse with words of the library in place of quoted ones that no photo has.

    Such a chip keeps its text and says in its message what is shown instead. Plain words are left
    alone: they are compared by meaning, and a rare word is no misspelt one.
    """
    chips = tuple(_corrected(chip, reader) for chip in parse.chips)
    return replace(parse, chips=chips)


def _corrected(chip: Chip, reader: IndexReader) -> Chip:
    if chip.kind is not ChipKind.TEXT or chip.negated or len(reader.filtered([photo_test(chip)])):
        return chip
    phrase = _LETTERS.sub(lambda word: _nearest(word[0], reader), chip.values[0])
    instead = replace(chip, values=(phrase,))
    if phrase == chip.values[0] or not len(reader.filtered([photo_test(instead)])):
        return chip
    message = f"no photo has “{chip.values[0]}”; showing results for “{phrase}”"
    return replace(instead, message=message)


def _nearest(word: str, reader: IndexReader) -> str:
    """The most alike word of the library's texts; the word itself where there is none."""
    near = difflib.get_close_matches(plain(word), reader.similar_words(word), 1, _ALIKE)
    return near[0] if near else word
