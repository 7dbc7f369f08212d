"""Words typed into a search box, made into the kind of sentence that CLIP models were taught."""

from __future__ import annotations

_MOST_WORDS = 2


def as_prompt(text: str) -> str:
    """“a photo of …” around one or two English-looking words; anything else unchanged.

    CLIP models learned from captions, and a bare word is rarely one (Radford et al., "Learning
    transferable visual models from natural language supervision", 2021, section 3.1.4). Longer
    queries are sentences already, and other scripts would be mixed with English.
    """
    words = text.split()
    if text.isascii() and 0 < len(words) <= _MOST_WORDS:
        return f"a photo of {' '.join(words)}"
    return text
