"""The files in `codes/`: written whole before they have their names, and deleted when unnamed."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from indexer.core.errors import DatabaseDamaged
from indexer.store.checked_file import is_whole
from indexer.store.code_reader import (
    CodeSet,
    is_of_this_layout,
    open_scalar_codes,
    read_codes,
    scalar_file,
)
from indexer.store.scalar_codes import ScalarCodes

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.core.types import SpaceId, Vector
    from indexer.store.compact_index import CompactIndex


class CodeFiles:
    """The writer's hold of the files. Belongs to the writer's thread.

    Args:
        folder: where they are; made when the first one is written. Only the owner may read it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._replaced: set[str] = set()

    def create_rows(self, space_id: SpaceId, epoch: int, mean: Vector) -> ScalarCodes:
        """A new file of rows.

        Raises:
            OSError: the disk is full, or cannot be written.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return ScalarCodes.create(self.folder / scalar_file(space_id, epoch), mean)

    def open(self, space_id: SpaceId, codes: CodeSet) -> tuple[CompactIndex, ScalarCodes]:
        """The codes and the rows of a set, the rows to be written.

        Raises:
            DatabaseDamaged: a file is missing, or not what was written.
        """
        return read_codes(self.folder, codes), self.open_rows(space_id, codes)

    def open_rows(self, space_id: SpaceId, codes: CodeSet) -> ScalarCodes:
        """The rows of a set, to be written; raises DatabaseDamaged."""
        return open_scalar_codes(self.folder, space_id, codes, writable=True)

    def write(self, name: str, index: CompactIndex) -> int:
        """Write codes; the file is whole before it has its name. Returns its checksum.

        Raises:
            OSError: the disk is full, or cannot be written.
        """
        unfinished = self.folder / f"{name}.part"
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        checksum = index.write(unfinished)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.replace(self.folder / name)
        return checksum

    def are_usable(self, space_id: SpaceId, codes: CodeSet) -> bool:
        """Whether the codes of a set are what was written, and its rows begin so. Reads much."""
        if not is_of_this_layout(codes):
            return False
        try:
            open_scalar_codes(self.folder, space_id, codes).close()
            return is_whole(self.folder / codes.file, codes.checksum)
        except (OSError, DatabaseDamaged):
            return False

    def spare(self, space_id: SpaceId, codes: CodeSet | None) -> None:
        """Let the files of a set that was just replaced be: a reader may be opening them."""
        self._replaced = _names(space_id, codes) if codes else set()

    def sweep(self, sets: dict[SpaceId, CodeSet]) -> None:
        """Delete all files but those of these sets, and those to be spared."""
        known = set(self._replaced)
        for space_id, codes in sets.items():
            known |= _names(space_id, codes)
        with suppress(FileNotFoundError):  # there is no folder yet
            for path in self.folder.iterdir():
                if path.name not in known:
                    with suppress(OSError):  # on Windows, open in a reader: next time
                        path.unlink()


def _names(space_id: SpaceId, codes: CodeSet) -> set[str]:
    return {codes.file, scalar_file(space_id, codes.epoch)}
