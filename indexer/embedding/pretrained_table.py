"""`python -m indexer.embedding.pretrained_table ARCHITECTURE TAG`: one row of open_clip's table.

Prints JSON: {"known", "hub", "near"}: whether there is such a row, its `owner/name/` or
`owner/name/file` (empty when it is not on the hub), and the names most like an unknown one.
"""

from __future__ import annotations

import json
import sys
from difflib import get_close_matches
from typing import Any

from indexer.embedding.runtime import prepare_open_clip

_MOST_NEAR = 5


def row(architecture: str, tag: str) -> dict[str, Any]:
    """What open_clip's table says of these weights."""
    prepare_open_clip()
    import open_clip

    found = open_clip.get_pretrained_cfg(architecture, tag)
    near = [] if found else _near(architecture, tag, open_clip.list_pretrained())
    return {"known": bool(found), "hub": found.get("hf_hub", ""), "near": near}


def _near(architecture: str, tag: str, pairs: list[tuple[str, str]]) -> list[str]:
    """The names most like this one, best first; of this architecture alone where it is known."""
    architecture, tag = architecture.replace("/", "-").lower(), tag.lower()
    same = [pair for pair in pairs if pair[0].lower() == architecture]
    names = {":".join(pair).lower(): ":".join(pair) for pair in same or pairs}
    near = get_close_matches(f"{architecture}:{tag}", names, _MOST_NEAR)
    return [names[key] for key in near]


def main() -> None:
    """Print the row that the command line names."""
    print(json.dumps(row(*sys.argv[1:3])))  # noqa: T201 - the answer to the program that started it


if __name__ == "__main__":
    main()
