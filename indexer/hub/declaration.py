"""What the hub declares about a file before it is fetched: its size, hash and version."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha1, sha256
from typing import TYPE_CHECKING, Any

from indexer.core.errors import HubUnavailable, ModelError
from indexer.hub.address import file_url, host_of, listing_url

if TYPE_CHECKING:
    from hashlib import _Hash

    from indexer.hub.connection import Connection

_LONGEST_LISTING = 8 << 20


@dataclass(frozen=True, slots=True)
class DeclaredFile:
    """One file of a repository as the hub describes it."""

    name: str
    url: str
    """Of this very version: later changes in the repository do not reach it."""
    size: int
    digest: str
    """Hex: SHA-256 of a large file, git's SHA-1 of a small one."""
    commit: str
    """The version of the repository."""

    def hasher(self) -> _Hash:
        """A hash object to feed the whole file to; its hex digest must be `digest`."""
        if len(self.digest) == sha256().digest_size * 2:
            return sha256()
        # Small files are not in the hub's large-file store but in git, which hashes a header too.
        return sha1(f"blob {self.size}\0".encode(), usedforsecurity=False)


class Repository:
    """One repository of the hub."""

    def __init__(self, connection: Connection, endpoint: str, name: str, revision: str) -> None:
        self._connection = connection
        self._endpoint = endpoint
        self._name = name
        self._revision = revision

    def file(self, name: str) -> DeclaredFile:
        """What the hub declares about one file; raises like `Connection.get`."""
        asked = file_url(self._endpoint, self._name, self._revision, name)
        headers = self._connection.describe(asked)
        commit = headers.get("x-repo-commit", "")
        digest = _digest(headers.get("x-linked-etag") or headers.get("etag", ""))
        size = headers.get("x-linked-size") or headers.get("content-length", "")
        if not re.fullmatch("[0-9a-f]{40}", commit) or not digest or not size.isdecimal():
            raise HubUnavailable(
                f"{host_of(asked)} does not say what {name} should contain, so it could not be "
                "checked. Nothing was fetched; use another mirror."
            )
        pinned = file_url(self._endpoint, self._name, commit, name)
        return DeclaredFile(name, pinned, int(size), digest, commit)

    def at(self, commit: str) -> Repository:
        """The same repository at one version."""
        return Repository(self._connection, self._endpoint, self._name, commit)

    def file_names(self) -> list[str]:
        """All files of the repository; raises like `Connection.get`."""
        url = listing_url(self._endpoint, self._name, self._revision)
        with self._connection.get(url) as answer:
            return _names(answer.read(_LONGEST_LISTING), url)


def _digest(etag: str) -> str:
    """The hash in an ETag; empty when it holds something else."""
    found = etag.removeprefix("W/").strip('"').lower()
    return found if re.fullmatch("[0-9a-f]{64}|[0-9a-f]{40}", found) else ""


def _names(content: bytes, url: str) -> list[str]:
    try:
        listing: dict[str, Any] = json.loads(content)
        return [str(file["rfilename"]) for file in listing["siblings"]]
    except (ValueError, KeyError, TypeError) as error:
        raise HubUnavailable(
            f"{host_of(url)} does not list files as a model hub does. Check the mirror."
        ) from error


def check_pin(file: DeclaredFile, pinned: str) -> None:
    """Refuse a file that is not the one Pixlore's list of models was made with."""
    if pinned and file.digest != pinned:
        raise ModelError(
            f"The hub offers another {file.name} than the one this version of Pixlore was made "
            "for. Nothing was fetched; use another mirror or a newer Pixlore."
        )
