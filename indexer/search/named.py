"""The words of a query that names, folders, keywords and captions may hold too."""

from __future__ import annotations

import re

from indexer.core.normal import folded

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_SHORT_WORDS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_EMPTY = """
a an and are as at be by for from her his i in is it its me my of on or our photo photos picture
pictures image images she he some that the their them there they this to was we were what which
while who with you your 的 照片 图片
"""
_EMPTY_WORDS = frozenset(_EMPTY.split())


def name_words(meaning: str) -> list[str]:
    """The words that say something, in the form in which they are compared, each once."""
    words = _WORD.findall(folded(meaning))
    full = [word for word in words if word not in _EMPTY_WORDS and _is_long_enough(word)]
    return list(dict.fromkeys(full))


def _is_long_enough(word: str) -> bool:
    """Two Chinese or Korean signs are a word; two Latin letters are in every other name."""
    return len(word) >= (2 if _SHORT_WORDS.search(word) else 3)


def says_something(words: str) -> bool:
    """Whether there is a word in it beside “photos”, “my” and the like."""
    return any(word not in _EMPTY_WORDS for word in _WORD.findall(folded(words)))
