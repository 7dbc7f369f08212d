"""What a folder of Linux programs needs from the system: libraries and the C library's version."""

from __future__ import annotations

import platform
import re
import subprocess
from pathlib import Path

_NEEDED = re.compile(r"\(NEEDED\)\s+Shared library: \[([^\]]+)\]")
_GLIBC = re.compile(rb"GLIBC_2\.(\d+)\0")
_OPTIONAL = re.compile(r"[Ww]ayland|libQt6Wl")
"""Files that Qt passes over where the desktop lacks their libraries."""


def machine() -> str:
    """The processor's name as Linux gives it."""
    return platform.machine()


def taken_from_system(folder: Path) -> list[str]:
    """Names of the libraries that files under `folder` need and `folder` does not hold."""
    files = _elf_files(folder)
    own = {path.name for path in files}
    required = [path for path in files if not _OPTIONAL.search(str(path))]
    missing = {name for path in required for name in _needs(path)} - own
    return sorted(name for name in missing if not name.startswith("ld-linux"))


def newest_glibc(folder: Path) -> str:
    """The oldest version of the C library that has every symbol asked for."""
    minors = {
        int(minor) for path in _elf_files(folder) for minor in _GLIBC.findall(path.read_bytes())
    }
    return f"2.{max(minors)}"


def system_paths(library: str) -> list[str]:
    """Where the loader finds a library on this computer, as paths that dpkg may know it by."""
    cache = _output("/sbin/ldconfig", "-p")
    found = re.findall(rf"^\s*{re.escape(library)} \(.*\) => (\S+)$", cache, re.MULTILINE)
    real = [str(Path(path).resolve()) for path in found]
    return list(dict.fromkeys([*found, *real, *(path.removeprefix("/usr") for path in real)]))


def _elf_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and _is_elf(path)]


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _needs(path: Path) -> list[str]:
    return _NEEDED.findall(_output("readelf", "--dynamic", "--wide", str(path)))


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
