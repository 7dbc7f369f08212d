"""Collects the licence texts of everything that the frozen program carries along."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from project import PROJECT

_NAMED = re.compile(r"(^|/)(licen[cs]e|copying|notice|authors|copyright)[^/]*$", re.IGNORECASE)
_QT = (
    "Qt and PySide6 are used under the LGPL 3: their libraries lie in the folder of this program\n"
    "as separate files, which you may replace with versions of your own."
)


def collect() -> str:
    """One text: name, version, licence and licence files of every package of Pixlore's closure."""
    return "\n".join([_QT, *(_section(name) for name in sorted(runtime_packages()))])


def runtime_packages() -> set[str]:
    """The names of all installed packages that Pixlore needs, itself left out."""
    found: set[str] = set()
    waiting = list(_requirements(_own_requirements()))
    while waiting:
        name = _canonical(waiting.pop())
        if name in found or not _is_installed(name):
            continue
        found.add(name)
        waiting.extend(_requirements(metadata.requires(name) or []))
    return found


def _own_requirements() -> list[str]:
    with (PROJECT / "pyproject.toml").open("rb") as file:
        return list(tomllib.load(file)["project"]["dependencies"])


def _requirements(lines: list[str]) -> list[str]:
    parsed = [Requirement(line) for line in lines]
    return [r.name for r in parsed if r.marker is None or r.marker.evaluate({"extra": ""})]


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _section(name: str) -> str:
    package = metadata.distribution(name)
    about = package.metadata
    named = [about[field] for field in ("License-Expression", "License") if field in about]
    licence = named[0].splitlines()[0] if named else "see below"
    heading = f"{about['Name']} {package.version}: {licence}"
    texts = [
        Path(str(package.locate_file(path))).read_bytes().decode(errors="replace")
        for path in package.files or []
        if _NAMED.search(str(path)) and path.suffix not in {".py", ".pyc"}
    ]
    return "\n".join(["", "=" * 80, heading, "=" * 80, *texts])


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
