"""Starts an installed or frozen Pixlore as a person would, and checks the main job.

    python packaging/smoke_test.py build/frozen/pixlore/pixlore
    python packaging/smoke_test.py --desktop-entry /usr/share/applications/NAME.desktop --no-network

It indexes 20 photos with the starter model, searches by text, finds similar photos, opens the
window and quits, all in a temporary library that it removes. Needs only Python; without a display
on Linux also `xvfb-run`, for `--no-network` also `unshare`. The photos are those of the
scikit-image package, or those of `--photos`.
"""

from __future__ import annotations

import argparse
import configparser
import importlib.util
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PHOTOS = 20
QUERY, ANSWER = "a cat", "chelsea.png"
PICTURES = {".jpg", ".jpeg", ".png", ".webp"}
_COMMAND_S, _WINDOW_S, _QUIT_S = 180, 30, 20


class SmokeTestFailed(Exception):
    """Pixlore did not do its job; the text says what."""


class Installation:
    """One way to start Pixlore, with a library of its own."""

    def __init__(self, command: list[str], window: list[str], library: Path) -> None:
        self.command = command
        self.window = window
        self.environment = {**os.environ, "PIXLORE_DATA_DIR": str(library)}
        self._start_report = library.with_suffix(".started")

    def ask(self, *arguments: str) -> dict[str, Any]:
        """Run a command and return its JSON answer."""
        run = subprocess.run(
            [*self.command, *arguments, "--json"],
            capture_output=True,
            encoding="utf-8",
            env=self.environment,
            timeout=_COMMAND_S,
            check=False,
        )
        if run.returncode != 0:
            raise SmokeTestFailed(f"pixlore {arguments[0]} failed: {run.stdout}{run.stderr}")
        return dict(json.loads(run.stdout))

    def open_window(self, *arguments: str) -> float:
        """Open the window, wait for its first paint, quit; return the seconds to the paint."""
        self._start_report.unlink(missing_ok=True)
        environment = {**self.environment, "PIXLORE_START_REPORT": str(self._start_report)}
        started = time.time()
        window = subprocess.Popen([*self.window, *arguments], env=environment)
        try:
            return self._wait_for_paint(window) - started
        finally:
            _quit(window)

    def _wait_for_paint(self, window: subprocess.Popen[bytes]) -> float:
        deadline = time.monotonic() + _WINDOW_S
        while time.monotonic() < deadline:
            events = self._start_report.read_text() if self._start_report.exists() else ""
            if (painted := re.match(r"painted (\S+)\n", events)) is not None:
                return float(painted[1])
            if window.poll() is not None:
                raise SmokeTestFailed(f"the window ended at once: exit code {window.returncode}")
            time.sleep(0.02)
        raise SmokeTestFailed(f"no window after {_WINDOW_S} s")


def check(installation: Installation, photos: Path, slowest_s: float) -> Iterator[str]:
    """Do the main job step by step; each step gives one line. Raises SmokeTestFailed."""
    started = time.monotonic()
    answer = installation.ask("index", str(photos))
    if answer["indexed"] != PHOTOS:
        raise SmokeTestFailed(f"{PHOTOS} photos to index, but the answer is {answer}")
    yield f"indexed {PHOTOS} photos in {time.monotonic() - started:.1f} s"
    yield f"searched: first of {_search(installation, photos)}"
    yield f"similar: {_find_similar(installation, photos)} photos ranked"
    for _ in range(3):
        seconds = installation.open_window()
        _require_quick(seconds, slowest_s)
        yield f"window visible after {seconds:.2f} s, and quit"
    seconds = installation.open_window(str(next(photos.iterdir())))
    yield f"window opened with a photo after {seconds:.2f} s, and quit"
    installation.ask("doctor")
    yield "doctor finds nothing wrong"


def _search(installation: Installation, photos: Path) -> str:
    hits = installation.ask("search", QUERY)["hits"]
    if not hits:
        raise SmokeTestFailed(f"no photo found for “{QUERY}”")
    best = Path(hits[0]["path"]).name
    if (photos / ANSWER).exists() and best != ANSWER:
        raise SmokeTestFailed(f"the best photo for “{QUERY}” is {best}, not {ANSWER}")
    return f"{len(hits)} hits for “{QUERY}” is {best}"


def _find_similar(installation: Installation, photos: Path) -> int:
    hits = installation.ask("similar", str(min(photos.iterdir())))["hits"]
    if not hits:
        raise SmokeTestFailed("no similar photo found")
    return len(hits)


def _require_quick(seconds: float, slowest: float) -> None:
    if seconds > slowest:
        raise SmokeTestFailed(
            f"the window took {seconds:.2f} s; at most {slowest:.1f} s are allowed"
        )


def _quit(window: subprocess.Popen[bytes]) -> None:
    """Close the window as the end of a session does."""
    if window.poll() is not None:
        return
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/PID", str(window.pid)], check=False, capture_output=True)
    else:
        window.send_signal(signal.SIGTERM)
    try:
        code = window.wait(_QUIT_S)
    except subprocess.TimeoutExpired:
        window.kill()
        raise SmokeTestFailed(f"the window did not quit within {_QUIT_S} s") from None
    if code != 0:
        raise SmokeTestFailed(f"the window quit with exit code {code}")


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="pixlore-smoke-") as folder:
        yield Path(folder)


def _copy_photos(source: Path | None, target: Path) -> Path:
    """Put the photos of the test into a folder of their own."""
    folder = source or _demo_photos()
    photos = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
    if len(photos) < PHOTOS:
        raise SmokeTestFailed(f"{folder} has {len(photos)} photos; {PHOTOS} are needed")
    target.mkdir()
    for photo in photos[:PHOTOS]:
        shutil.copyfile(photo, target / photo.name)
    return target


def _demo_photos() -> Path:
    spec = importlib.util.find_spec("skimage")
    if spec is None or spec.origin is None:
        raise SmokeTestFailed("give photos with --photos, or install scikit-image")
    return Path(spec.origin).parent / "data"


def _command_of(entry: Path) -> list[str]:
    """The command of a desktop entry, without the place for a file name."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(entry, "utf-8")
    words = shlex.split(parser["Desktop Entry"]["Exec"])
    return [word for word in words if not word.startswith("%")]


def _restart_inside(wrapper: list[str]) -> None:
    """Go on in a process that `wrapper` starts; returns only where it cannot be started."""
    os.execvp(wrapper[0], [*wrapper, sys.executable, *sys.argv])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("program", nargs="*", help="the command that starts Pixlore")
    parser.add_argument("--desktop-entry", type=Path, help="start what this file names instead")
    parser.add_argument("--photos", type=Path, help=f"a folder with at least {PHOTOS} pictures")
    parser.add_argument("--no-network", action="store_true", help="run without any network (Linux)")
    parser.add_argument("--window", help="the program that opens the window, if it is another")
    parser.add_argument(
        "--slowest-window", type=float, default=_WINDOW_S, metavar="SECONDS", help="fail above this"
    )
    return parser.parse_args()


def main() -> int:
    """Run all steps; 0 when Pixlore did its job."""
    arguments = _arguments()
    if arguments.no_network and "PIXLORE_SMOKE_OFFLINE" not in os.environ:
        os.environ["PIXLORE_SMOKE_OFFLINE"] = "1"
        _restart_inside(["unshare", "--net", "--map-root-user"])
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        _restart_inside(["xvfb-run", "--auto-servernum", "--server-args=-screen 0 1280x800x24"])
    command = arguments.program
    if arguments.desktop_entry is not None:
        command = _command_of(arguments.desktop_entry)
    window = [arguments.window] if arguments.window else command
    with _scratch() as scratch:
        installation = Installation(command, window, scratch / "library")
        try:
            photos = _copy_photos(arguments.photos, scratch / "photos")
            for line in check(installation, photos, arguments.slowest_window):
                print(f"ok  {line}", flush=True)
        except SmokeTestFailed as failure:
            print(f"FAILED  {failure}")
            return 1
        finally:
            subprocess.run([*command, "stop"], env=installation.environment, check=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
