"""Decodes the files named on standard input, one JSON line each way. Run by `media_runner`.

Warnings are errors and memory is limited, so that whatever escapes the decoding code shows.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from indexer.core.errors import EnvironmentFault, PhotoError
from indexer.core.formats import format_of
from indexer.media.decode import decode_photo
from indexer.media.thumbnail import make_thumbnail

MEMORY_LIMIT = 3 << 30


def limit_memory() -> None:
    """Where the system can: a bomb must end as an error, not as a swapping machine."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


def outcome(path: str) -> tuple[str, str]:
    """What became of one file, and the words for it."""
    try:
        with Path(path).open("rb") as file:
            photo = decode_photo(file, format_hint=format_of(path) or "", target_side=256)
        thumbnail = make_thumbnail(photo.image)
        if photo.image.mode != "RGB" or not thumbnail.startswith(b"\xff\xd8"):
            return "wrong", f"{photo.image.mode} {photo.image.size}"
        json.dumps(photo.metadata.caption + "".join(photo.metadata.keywords)).encode()
        return "indexed", f"{photo.image.size} suspect={photo.suspect}"
    except (PhotoError, EnvironmentFault) as error:
        return error.kind, str(error)
    except MemoryError as error:
        return "PhotoTooLarge", repr(error)
    except Exception as error:  # noqa: BLE001 - what escapes is what this test looks for
        return "escaped", repr(error)


def main() -> None:
    """Answer until standard input ends."""
    limit_memory()
    for line in sys.stdin:
        path = json.loads(line)
        began = time.monotonic()
        what, words = outcome(path)
        answer = {"outcome": what, "words": words, "seconds": time.monotonic() - began}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
