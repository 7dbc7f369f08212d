"""Copies photo files to a folder, or moves them to the trash. No file is ever overwritten."""

from __future__ import annotations

import filecmp
import itertools
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.trash_bin import restore
from indexer.api import FileUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the files: the paths that are done, and why the others are not."""

    done: tuple[str, ...] = ()
    failed: tuple[tuple[str, Exception], ...] = field(default_factory=tuple)
    """Path and error."""
    cancelled: bool = False


def copy_files(
    paths: Sequence[str], folder: str, go_on: Callable[[int], bool] = lambda _done: True
) -> Outcome:
    """Copy each file into `folder` under its own name; nothing there is ever replaced.

    A name that is taken gets a number: `beach.jpg` becomes `beach (2).jpg`. Blocks; `go_on` is told
    after each file how many were tried, and ends the work by returning False.
    """
    return _each(paths, lambda path: _copy(path, Path(folder)), go_on)


def move_to_trash(
    paths: Sequence[str], go_on: Callable[[int], bool] = lambda _done: True
) -> Outcome:
    """Move each file to the system's trash, from where the person can bring it back. Blocks."""
    from send2trash import send2trash  # type: ignore[import-untyped]

    return _each(paths, lambda path: send2trash(os.fspath(path)), go_on)


def restore_files(
    paths: Sequence[str], go_on: Callable[[int], bool] = lambda _done: True
) -> Outcome:
    """Bring files that were moved to the trash back to where they were. Blocks."""
    return _each(paths, restore, go_on, expect=False)


def trash_copies(
    copies: Sequence[tuple[str, str]],
    go_on: Callable[[int], bool] = lambda _done: True,
    *,
    same_bytes: bool,
) -> Outcome:
    """Move the first file of each pair to the trash, while the second one, its copy, is there.

    With `same_bytes` both are read and compared first: what the index knows may be out of date.
    """
    from send2trash import send2trash

    kept = dict(copies)

    def act(path: str) -> None:
        _expect_copy(path, kept[path], same_bytes=same_bytes)
        send2trash(os.fspath(path))

    return _each(list(kept), act, go_on)


def _expect_copy(path: str, kept: str, *, same_bytes: bool) -> None:
    if not Path(kept).is_file():
        raise FileUnavailable("The photo that was to be kept is not there. Nothing was moved.")
    if Path(path).samefile(kept):
        raise FileUnavailable("Both names lead to one and the same file. Nothing was moved.")
    if same_bytes and not filecmp.cmp(path, kept, shallow=False):
        raise FileUnavailable("The files are no longer the same. Nothing was moved.")


def _each(
    paths: Sequence[str],
    act: Callable[[str], object],
    go_on: Callable[[int], bool],
    *,
    expect: bool = True,
) -> Outcome:
    """With `expect` the file must be there."""
    done: list[str] = []
    failed: list[tuple[str, Exception]] = []
    for number, path in enumerate(paths, start=1):
        try:
            if expect:
                _expect_file(path)
            act(path)
        except (OSError, FileUnavailable) as error:
            failed.append((path, error))
        else:
            done.append(path)
        if not go_on(number):
            return Outcome(tuple(done), tuple(failed), cancelled=number < len(paths))
    return Outcome(tuple(done), tuple(failed))


def _expect_file(path: str) -> None:
    if not Path(path).is_file():
        raise FileUnavailable("The file is not there. Connect its drive, or look for it again.")


def _copy(path: str, folder: Path) -> None:
    """Copy through a file that only this call has made, so that no other can be overwritten."""
    target = _new_file(folder, Path(path).name)
    try:
        shutil.copyfile(path, target)
        shutil.copystat(path, target)
    except OSError:
        target.unlink(missing_ok=True)
        raise


def _new_file(folder: Path, name: str) -> Path:
    for target in _free_names(folder, name):
        try:
            target.touch(exist_ok=False)
        except FileExistsError:
            continue
        return target
    raise AssertionError("there is always a next name")


def _free_names(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    stem, suffix = Path(name).stem, Path(name).suffix
    for number in itertools.count(2):
        yield folder / f"{stem} ({number}){suffix}"
