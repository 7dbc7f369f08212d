"""Fetches one file until it is whole and its hash is right, whatever the connection does.

What has arrived stays in the partial file, so that a later try asks only for the rest. What a
server says of ranges is never trusted: the hash over the whole file decides.
"""

from __future__ import annotations

import errno
import http.client
import os
import re
from typing import TYPE_CHECKING

from indexer.core.errors import DiskFull, HubUnavailable, ModelError
from indexer.hub.address import host_of
from indexer.hub.connection import Interrupted, RangeRefused

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from indexer.hub.connection import Connection, Patience
    from indexer.hub.declaration import DeclaredFile
    from indexer.hub.progress import Watch

_CHUNK = 1 << 18


class Transfer:
    """Fetches declared files. One thread."""

    def __init__(self, connection: Connection, patience: Patience, watch: Watch) -> None:
        self._connection = connection
        self._patience = patience
        self._watch = watch

    def fetch(self, file: DeclaredFile, part: Path) -> None:
        """Bring `part` to exactly the bytes that the hub declares.

        Raises:
            Cancelled: the person asked for it; `part` keeps what has arrived.
            HubUnavailable: the connection failed too often; `part` keeps what has arrived.
            ModelError: other bytes arrived than the hub declares; `part` is gone.
            DiskFull: there is no space left.
        """
        resumed = _size(part) > 0
        self._complete(file, part)
        if self._is_right(file, part):
            return
        self._discard(part)
        if resumed:  # the older half may have been of another version
            self._complete(file, part)
            if self._is_right(file, part):
                return
            self._discard(part)
        raise ModelError(
            f"What arrived as {file.name} is not what {host_of(file.url)} declares: it was "
            "deleted. Try again; if it happens again, use another network or mirror."
        )

    def _complete(self, file: DeclaredFile, part: Path) -> None:
        """Read until the partial file has the declared size."""
        failures = 0
        while (have := _size(part)) != file.size:
            if have > file.size:
                self._discard(part)
                continue
            try:
                self._read_on(file, part, have)
            except RangeRefused:
                self._discard(part)
                failures += 1
            except Interrupted as error:
                failures = 1 if _size(part) > have else failures + 1
                self._rest(failures, error, file)
            if failures > self._patience.tries:
                raise _gave_up(file, "it refuses to go on where the download stopped")
        part.touch()  # a file may be declared empty

    def _rest(self, failures: int, error: Interrupted, file: DeclaredFile) -> None:
        if failures >= self._patience.tries:
            raise _gave_up(file, str(error)) from error
        self._watch.wait(self._patience.pause_after(failures))

    def _read_on(self, file: DeclaredFile, part: Path, have: int) -> None:
        """One request for what is missing; raises Interrupted when it ends too early."""
        with self._connection.get(file.url, start=have) as answer:
            start = _start_of(answer, have)
            if start != have:
                self._watch.restart(have)
            with _appending(part, start) as target:
                self._copy(answer, target, file.size - start)

    def _copy(self, answer: http.client.HTTPResponse, target: BinaryIO, wanted: int) -> None:
        while wanted > 0:
            self._watch.check()
            try:
                chunk = answer.read1(min(_CHUNK, wanted))
            except (OSError, http.client.HTTPException) as error:
                raise Interrupted("the connection broke") from error
            if not chunk:
                raise Interrupted("the connection ended early")
            _write(target, chunk)
            wanted -= len(chunk)
            self._watch.add(len(chunk))

    def _is_right(self, file: DeclaredFile, part: Path) -> bool:
        """Whether the whole file has the declared hash."""
        hasher = file.hasher()
        with part.open("rb") as source, self._watch.checking():
            while chunk := source.read(_CHUNK):
                self._watch.check()
                hasher.update(chunk)
        return hasher.hexdigest() == file.digest

    def _discard(self, part: Path) -> None:
        self._watch.restart(_size(part))
        part.unlink(missing_ok=True)


def _appending(part: Path, start: int) -> BinaryIO:
    """The partial file, open to write from `start`, which is its end or its beginning."""
    target = part.open("ab" if start else "wb")
    target.truncate(start)
    return target


def _write(target: BinaryIO, chunk: bytes) -> None:
    try:
        target.write(chunk)
        target.flush()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(
                "The disk is full. What has arrived is kept: free some space, then install the "
                "model again to go on."
            ) from error
        raise


def _start_of(answer: http.client.HTTPResponse, wanted: int) -> int:
    """Where the bytes of this answer begin: a server may send the whole file instead of a range."""
    if answer.status != http.HTTPStatus.PARTIAL_CONTENT:
        return 0
    found = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
    if found is None or int(found[1]) != wanted:
        raise RangeRefused
    return wanted


def _gave_up(file: DeclaredFile, reason: str) -> HubUnavailable:
    return HubUnavailable(
        f"{file.name} could not be fetched from {host_of(file.url)}: {reason}. Check the network; "
        "installing again goes on where this stopped."
    )


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - one call, no object
    except FileNotFoundError:
        return 0
