"""The checks of `pixlore doctor`: each looks at one thing and says what to do about it."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import stat
import sys
import tempfile
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from indexer.api import PixloreError
from indexer.embedding.installed import installed_models
from indexer.embedding.trial import fastest
from indexer.ipc.protocol import decode_vector
from indexer.library import EMBED_TIMEOUT_S
from indexer.pipeline.trials import Trials
from indexer.store.connection import sqlite_versions, wal_is_safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.api import Library, LibraryPaths, Vector
    from indexer.embedding.trial import Attempt


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's. `advice` says what to do; empty when all is well."""

    name: str
    level: Level
    found: str
    advice: str = ""


FLOORS = {
    "torch": ((2, 10), "CVE-2026-24747 in reading model files"),
    "pillow": ((12, 3), "decoder flaws of 2026"),
    "pillow-heif": ((1, 4), "libheif flaws before 1.22"),
    "rawpy": ((0, 27), "LibRaw flaws before 0.22.1"),
}
"""Packages that read hostile files, with the first version that is safe, and why."""

_OLDEST_PYTHON = (3, 11)
_LOW_SPACE, _NO_SPACE = 1 << 30, 100 << 20
_FEW_WATCHES = 65_536
_WATCH_LIMIT = Path("/proc/sys/fs/inotify/max_user_watches")


def check_python() -> Check:
    """The interpreter's version."""
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info < _OLDEST_PYTHON:
        return Check("python", Level.FAIL, found, "Install Python 3.11 or newer.")
    return Check("python", Level.OK, found)


def check_sqlite() -> Check:
    """SQLite's version against the bug that can corrupt a library, and the vector extension."""
    sqlite, vectors = sqlite_versions()
    found = f"SQLite {sqlite}, sqlite-vec {vectors}"
    if wal_is_safe(sqlite):
        return Check("database", Level.OK, f"{found}, write-ahead log is safe")
    advice = "Reinstall Pixlore: a newer apsw brings a fixed SQLite. Until then writing is slower."
    return Check("database", Level.WARN, f"{found}, write-ahead log is not used", advice)


def check_packages() -> Iterator[Check]:
    """Packages that open hostile files, against their security floors."""
    for name, (floor, why) in FLOORS.items():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            yield Check(name, Level.FAIL, "not installed", "Reinstall Pixlore.")
            continue
        wanted = ".".join(map(str, floor))
        if _numbers(version) < floor:
            advice = f"Update to {wanted} or newer: {why}."
            yield Check(name, Level.FAIL, version, advice)
        else:
            yield Check(name, Level.OK, f"{version} (at least {wanted})")


def _numbers(version: str) -> tuple[int, ...]:
    """The leading numbers of a version: (2, 13, 0) of `2.13.0+cpu`."""
    numbers = []
    for part in version.partition("+")[0].split("."):
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)


def check_data_dir(paths: LibraryPaths) -> Check:
    """Whether the library's folder can be written, by its owner only."""
    folder = paths.data_dir
    if not folder.exists():
        return Check("library", Level.OK, f"{folder} will be made at the first start")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Check("library", Level.FAIL, f"{folder} cannot be written", "Give it to your user.")
    if os.name != "nt" and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        advice = f"Other users can look inside: chmod 700 {folder}"
        return Check("library", Level.WARN, str(folder), advice)
    return Check("library", Level.OK, str(folder))


def check_space(paths: LibraryPaths) -> Check:
    """Free space where the library is."""
    folder = next(place for place in (paths.data_dir, *paths.data_dir.parents) if place.exists())
    free = shutil.disk_usage(folder).free
    found = f"{free / (1 << 30):.1f} GB free"
    if free < _NO_SPACE:
        return Check("disk", Level.FAIL, found, "Free some space: indexing is paused without it.")
    if free < _LOW_SPACE:
        return Check("disk", Level.WARN, found, "100,000 photos need about 3 GB.")
    return Check("disk", Level.OK, found)


def check_watches() -> Check | None:
    """How many folders the system lets one user watch; None where there is no such limit."""
    try:
        limit = int(_WATCH_LIMIT.read_text())
    except (OSError, ValueError):
        return None
    if limit < _FEW_WATCHES:
        advice = (
            "Folders above the limit are only scanned hourly. Raise it: "
            "sudo sysctl fs.inotify.max_user_watches=524288"
        )
        return Check("watches", Level.WARN, f"{limit:,} folders", advice)
    return Check("watches", Level.OK, f"{limit:,} folders can be watched")


def check_library(library: Library) -> Iterator[Check]:
    """Whether the databases open and can be read."""
    if not library.reader.exists():
        yield Check("index", Level.OK, "no library yet: pixlore index FOLDER")
        return
    counts = library.reader.counts()
    found = f"{counts.indexed:,} of {counts.total:,} photos indexed, {counts.failed:,} failed"
    if counts.failed:
        yield Check("index", Level.WARN, found, "See why: pixlore failed")
    else:
        yield Check("index", Level.OK, found)


def check_models(paths: LibraryPaths) -> Iterator[Check]:
    """Whether installed models have all their files; a model's hash is checked as it loads."""
    complete = installed_models(paths.models)
    for name, record in complete.items():
        attempts = Trials(paths.trials).attempts_of(record.spec(paths.models / name))
        found = f"{name}: all {len(record.files)} files are there"
        yield Check("model", Level.OK, f"{found}; {_tried(attempts)}")
    folders = paths.models.iterdir() if paths.models.is_dir() else ()
    for folder in sorted(folders):
        if folder.is_dir() and folder.name not in complete:
            name = folder.name.removeprefix(".").removesuffix(".part")
            found = f"{name} is not installed completely"
            yield Check("model", Level.WARN, found, f"To go on: pixlore model install {name}")


def _tried(attempts: Sequence[Attempt]) -> str:
    """What the trial of a model found on this computer."""
    if not attempts:
        return "not tried on this computer yet"
    best = fastest(attempts)
    others = [f"{one.precision} on {one.device}: {one.problem}" for one in attempts if one.problem]
    parts = [f"runs in {best.precision} on {best.device}, {best.photos_per_s:g} photos/s", *others]
    return "; ".join(parts)


def check_service(library: Library) -> Iterator[Check]:
    """Whether the service answers; it is started when none runs."""
    status = library.service().status()
    yield Check("service", Level.OK, f"answers (process {status.pid}, {status.state.value})")
    if status.pause_message:
        yield Check("service", Level.WARN, status.pause_message)
    for problem in status.problems:
        yield Check("service", Level.WARN, problem)


def check_worker(library: Library) -> Iterator[Check]:
    """Whether the worker decodes and embeds: its model files are verified as they load."""
    started = time.monotonic()
    answer = library.service().call(
        "embed_text", texts=[f"a photo, {time.time_ns()}"], timeout_s=EMBED_TIMEOUT_S
    )  # a text that no cache knows
    text_s = time.monotonic() - started
    joint = _embed_sample(library)
    lengths = [np.linalg.norm(decode_vector(answer["vectors"])), np.linalg.norm(joint)]
    name = answer["model_name"]
    if not np.allclose(lengths, 1.0, atol=1e-3):
        yield Check("worker", Level.FAIL, f"{name} gives unsound vectors", "Reinstall the model.")
        return
    yield Check(
        "worker", Level.OK, f"model {name} ({answer['model_id'][:12]}), first text {text_s:.1f} s"
    )


def _embed_sample(library: Library) -> Vector:
    """The vector of a picture made here, decoded and embedded as every photo is."""
    with tempfile.TemporaryDirectory(prefix="pixlore-doctor-") as folder:
        path = Path(folder) / "sample.png"
        Image.linear_gradient("L").convert("RGB").save(path)
        answer = library.service().call("embed_photo", path=str(path), timeout_s=EMBED_TIMEOUT_S)
    return decode_vector(answer["joint"])


def guarded(name: str, checks: Iterator[Check]) -> Iterator[Check]:
    """`checks`, and what stops them as one more that failed."""
    try:
        yield from checks
    except PixloreError as error:
        yield Check(name, Level.FAIL, str(error))
