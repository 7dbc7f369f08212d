"""Where Pixlore keeps things, and with which permissions."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import platformdirs

DATA_DIR_VARIABLE = "PIXLORE_DATA_DIR"
_LONGEST_SOCKET_PATH = 100  # sun_path holds 104 bytes on macOS and 108 on Linux


@dataclass(frozen=True, slots=True)
class LibraryPaths:
    """Every path under one data directory. Making the object touches nothing on disk."""

    data_dir: Path

    @property
    def user_db(self) -> Path:
        """What a person made: folders, settings, favourites, saved searches."""
        return self.data_dir / "user.db"

    @property
    def index_db(self) -> Path:
        """What can be rebuilt from the photos."""
        return self.data_dir / "index.db"

    @property
    def thumbnails_db(self) -> Path:
        """Thumbnails, apart from the index so that it stays small."""
        return self.data_dir / "thumbnails.db"

    @property
    def codes(self) -> Path:
        """What large libraries are searched by; made from the index."""
        return self.data_dir / "codes"

    @property
    def backups(self) -> Path:
        """Verified copies of user.db."""
        return self.data_dir / "backups"

    @property
    def models(self) -> Path:
        """Installed model weights."""
        return self.data_dir / "models"

    @property
    def trials(self) -> Path:
        """Which device and number format suits each model on this computer."""
        return self.data_dir / "trials.json"

    @property
    def logs(self) -> Path:
        """Rotated log files."""
        return self.data_dir / "logs"

    @property
    def lock(self) -> Path:
        """Held by the one service of this library."""
        return self.data_dir / "service.lock"

    @property
    def key(self) -> Path:
        """The secret that a client proves it can read."""
        return self.data_dir / "service.key"

    @property
    def socket(self) -> str:
        """Address of the service: a socket path, or a pipe name on Windows."""
        return self._address("service")

    @property
    def window_socket(self) -> str:
        """Address of the window, as `socket`."""
        return self._address("window")

    @property
    def has_own_sockets(self) -> bool:
        """Whether the sockets lie where nobody else can put one, as far as the system tells."""
        if os.name == "nt":
            return True
        folder = Path(self.socket).parent
        try:
            # A person may have linked the library; the folder in a shared place must be real.
            found = folder.stat() if folder == self.data_dir else folder.lstat()
        except OSError:
            return False
        others_write = stat.S_IWGRP | stat.S_IWOTH
        is_ours = found.st_uid == os.getuid() and not found.st_mode & others_write
        return stat.S_ISDIR(found.st_mode) and is_ours

    def _address(self, name: str) -> str:
        digest = blake2b(os.fsencode(self.data_dir), digest_size=8).hexdigest()
        if os.name == "nt":
            suffix = "" if name == "service" else f"-{name}"
            return rf"\\.\pipe\pixlore-{digest}{suffix}"
        return str(self._socket_folder(digest) / f"{name}.sock")

    def _socket_folder(self, digest: str) -> Path:
        """The data directory where its sockets' paths are short enough, else a folder of ours."""
        places = (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp")  # noqa: S108
        beside = [Path(place) / f"pixlore-{os.getuid()}-{digest}" for place in places if place]
        folders = [self.data_dir, *beside]
        return next(filter(_fits, folders), folders[-1])

    def create(self) -> None:
        """Make the data directory and its folders, readable by their owner only.

        Raises:
            OSError: a folder cannot be made, or somebody else's is in the place of the sockets.
        """
        for folder in (self.data_dir, self.backups, self.models, self.logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name != "nt":
            self.data_dir.chmod(0o700)
            socket_folder = Path(self.socket).parent
            socket_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self.has_own_sockets:
                raise PermissionError(
                    errno.EPERM, "another user can write there", str(socket_folder)
                )


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / "service.sock")) <= _LONGEST_SOCKET_PATH


def library_paths(data_dir: str | os.PathLike[str] | None = None) -> LibraryPaths:
    """The paths for `data_dir`, else for $PIXLORE_DATA_DIR, else for the user's own directory."""
    chosen = data_dir or os.environ.get(DATA_DIR_VARIABLE)
    if chosen:
        return LibraryPaths(Path(chosen).expanduser().absolute())
    return LibraryPaths(Path(platformdirs.user_data_dir("pixlore", appauthor=False)))
