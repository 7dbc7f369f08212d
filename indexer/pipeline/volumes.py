"""Which drive a folder is on, whether it is still the same one, and what kind it is."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

NETWORK_TYPES = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "drvfs", "afpfs", "webdav", "davfs", "ceph"}
)
"""Changes made elsewhere raise no events here: such folders are scanned, not watched."""
_STABLE_INODE_TYPES = frozenset({"ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "tmpfs"})
_ESCAPE = re.compile(rb"\\([0-7]{3})")
_DRIVE_REMOTE = 4
_PLATFORM: str = sys.platform


@dataclass(frozen=True, slots=True)
class Volume:
    """The drive below a folder. `identity` stays the same when it is plugged in again."""

    identity: str
    file_system: str = ""
    device: int = 0

    @property
    def is_remote(self) -> bool:
        """Whether others may change files here without this computer noticing."""
        return self.file_system in NETWORK_TYPES or self.file_system.startswith("fuse.")

    @property
    def has_stable_inodes(self) -> bool:
        """Whether a file keeps its inode until it is replaced, also over a restart."""
        return self.file_system in _STABLE_INODE_TYPES


@dataclass(frozen=True, slots=True)
class _Mount:
    point: str
    file_system: str
    source: str


def volume_of(path: str) -> Volume:
    """The drive that holds `path`; raises OSError when the path cannot be reached."""
    device = os.stat(path).st_dev  # noqa: PTH116 - a path may hold any bytes
    if _PLATFORM.startswith("linux"):
        return _linux_volume(path, device)
    if _PLATFORM == "win32":
        return _windows_volume(path, device)
    # Device numbers change between boots on macOS: the mount point's name is what stays.
    return Volume(f"mount:{_mount_point(path)}", "", device)


def _linux_volume(path: str, device: int) -> Volume:
    mount = _mount_of(os.path.realpath(path), _mounts())
    if mount is None:
        return Volume("", "", device)
    uuid = _uuid_of(mount.source)
    identity = f"uuid:{uuid}" if uuid else f"{mount.file_system}:{mount.source}"
    return Volume(identity, mount.file_system, device)


def _mounts() -> list[_Mount]:
    try:
        lines = Path("/proc/self/mountinfo").read_text(errors="surrogateescape").splitlines()
    except OSError:
        return []
    return [mount for line in lines if (mount := _parse_mount(line)) is not None]


def _parse_mount(line: str) -> _Mount | None:
    """One line of mountinfo: ... mount point ... - file system, source, options (see proc(5))."""
    before, separator, after = line.partition(" - ")
    fields, kinds = before.split(" "), after.split(" ")
    if not separator or len(fields) < 5 or len(kinds) < 2:
        return None
    return _Mount(_unescape(fields[4]), kinds[0], _unescape(kinds[1]))


def _unescape(field: str) -> str:
    """Undo the octal escapes that the kernel writes for spaces and the like."""
    raw = _ESCAPE.sub(lambda match: bytes([int(match.group(1), 8)]), os.fsencode(field))
    return os.fsdecode(raw)


def _mount_of(path: str, mounts: list[_Mount]) -> _Mount | None:
    """The mount with the longest point above `path`; of several on one point, the last."""
    best: _Mount | None = None
    for mount in mounts:
        inside = path == mount.point or path.startswith(mount.point.rstrip("/") + "/")
        if inside and (best is None or len(mount.point) >= len(best.point)):
            best = mount
    return best


def _uuid_of(source: str) -> str | None:
    if not source.startswith("/dev/"):
        return None
    real = os.path.realpath(source)
    try:
        links = list(Path("/dev/disk/by-uuid").iterdir())
    except OSError:
        return None
    return next((link.name for link in links if os.path.realpath(link) == real), None)


def _windows_volume(path: str, device: int) -> Volume:
    import ctypes

    drive = os.path.splitdrive(os.path.realpath(path))[0]
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    remote = kernel.GetDriveTypeW(f"{drive}\\") == _DRIVE_REMOTE
    if remote:
        return Volume(f"share:{drive.lower()}", "cifs", device)
    return Volume(f"serial:{device:x}", "ntfs", device)


def _mount_point(path: str) -> str:
    point = os.path.realpath(path)
    while not os.path.ismount(point):
        point = os.path.dirname(point)  # noqa: PTH120
    return point
