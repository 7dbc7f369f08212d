"""Why a path has no row in the index, found out as a scan would."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from indexer.core.folder_names import placed
from indexer.pipeline.odd_names import begins_like_photo
from indexer.pipeline.skip_rules import (
    NO_MEDIA_MARK,
    SkipRules,
    file_reason,
    is_photo_name,
    no_media_above,
)
from indexer.search.explain import Cause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.core.types import WatchedFolder


def why_absent(path: str, folders: Sequence[WatchedFolder]) -> tuple[Cause, str]:
    """The cause and a sentence for an absolute path that the index does not know."""
    place = placed(path, folders)
    if place is None:
        return Cause.NOT_WATCHED, "It is in no watched folder. Add its folder to search it."
    if not os.path.lexists(path):
        return Cause.NOT_FOUND, "There is no such file. Check the path."
    folder, relative = place[0], PurePath(place[1])
    marked = no_media_above(folder.path, relative.parent.as_posix().removeprefix("."))
    if marked is not None:
        mark = PurePath(folder.path, marked, os.fsdecode(NO_MEDIA_MARK))
        return Cause.EXCLUDED, f"Pixlore leaves it out because of the file {mark}. Delete that."
    reason = _excluded(relative, path, SkipRules(folder.excludes))
    if reason is not None:
        return Cause.EXCLUDED, f"Pixlore leaves it out: {reason}."
    return Cause.PENDING, "The scan has not come to it yet."


def _excluded(relative: PurePath, path: str, rules: SkipRules) -> str | None:
    names = relative.parts
    for depth, name in enumerate(names[:-1], start=1):
        reason = rules.folder_reason(name, "/".join(names[:depth]))
        if reason:
            return f"{reason} ({'/'.join(names[:depth])})"
    if not is_photo_name(relative.name) and not begins_like_photo(path):
        return "neither its name nor its first bytes are those of a photo Pixlore reads"
    return rules.name_reason(relative.name, relative.as_posix()) or _file_reason(path)


def _file_reason(path: str) -> str | None:
    try:
        return file_reason(Path(path).stat())
    except OSError as error:
        return error.strerror or "it cannot be read"
