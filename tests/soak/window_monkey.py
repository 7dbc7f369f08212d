"""Plays with the real window: `python tests/soak/window_monkey.py --seeds 20 --actions 1000`.

Each seed is one life of the window over the real service and a library of its own, in a process of
its own: random actions of every kind that a person can do, the same for the same seed. A crash, an
exception that nobody handled, a logged error, a warning of Qt, a stall, or a window that
contradicts itself is a finding. The shortest tail of the actions that shows it again is printed and
kept; with `--replay FILE` it is done again. Exit code 0 only when nothing was found.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.soak.monkey.actions import Action, plan  # noqa: E402
from tests.soak.monkey.library import Place, make_photos  # noqa: E402

LIFE = ROOT / "tests" / "soak" / "monkey" / "life.py"
_REAL_PHOTOS = ROOT.parent / "shared" / "photos" / "coco"
_SECONDS_PER_ACTION = 3.0
_START_S = 180.0


@dataclass(frozen=True)
class Outcome:
    """What came of one life; `finding` is empty when nothing was found."""

    done: int
    finding: str


class Playground:
    """The indexed library that each life begins with, always in the same place."""

    def __init__(self, folder: Path) -> None:
        self._fresh = folder / "fresh"
        self._folder = folder
        self.place = Place(folder / "life")
        self._environment = os.environ | self.place.environment()
        self._environment["PYTHONPATH"] = str(ROOT)
        self._environment.setdefault("QT_QPA_PLATFORM", "offscreen")

    def prepare(self) -> int:
        """Make the photos and have them indexed; return how many there are."""
        make_photos(self.place, _REAL_PHOTOS)
        self.place.data.mkdir()
        folders = [str(self.place.photos), str(self.place.drive)]
        answer = json.loads(self._pixlore("index", *folders, "--json", allowed=(0, 1)))
        self._pixlore("stop")
        shutil.copytree(self.place.root, self._fresh, symlinks=True)
        return int(answer["indexed"])

    def live(self, actions: list[Action]) -> Outcome:
        """Do the actions in a fresh window over the fresh library."""
        shutil.rmtree(self.place.root)
        shutil.copytree(self._fresh, self.place.root, symlinks=True)
        written = self._folder / "actions.jsonl"
        written.write_text("".join(json.dumps(each) + "\n" for each in actions), "utf-8")
        command = [sys.executable, str(LIFE), str(self.place.root), str(written)]
        errors = self._folder / "errors.txt"
        limit = _START_S + _SECONDS_PER_ACTION * len(actions)
        with errors.open("w+", encoding="utf-8", errors="replace") as stream:
            try:
                ended = subprocess.run(
                    command,
                    env=self._environment,
                    stdout=subprocess.PIPE,
                    stderr=stream,
                    timeout=limit,
                    check=False,
                )
                code, output = ended.returncode, ended.stdout
            except subprocess.TimeoutExpired as late:
                code, output = -1, late.stdout or b""
            stream.seek(0)
            said = stream.read()
        self._pixlore("stop", allowed=(0, 1))
        lines = output.decode("utf-8", "replace").splitlines()
        done = sum(line.startswith('{"do"') for line in lines)
        if code == 0:
            return Outcome(done, "")
        if lines and lines[-1].startswith('{"kind"'):
            finding = json.loads(lines[-1])
            return Outcome(done, f"{finding['kind']}: {finding['text']}")
        what = "it did not come to an end" if code == -1 else f"the process ended with {code}"
        return Outcome(done, f"{what}\n{said[-6000:]}")

    def _pixlore(self, *arguments: str, allowed: tuple[int, ...] = (0,)) -> str:
        command = [sys.executable, "-m", "indexer", *arguments]
        ended = subprocess.run(
            command, env=self._environment, capture_output=True, text=True, check=False
        )
        if ended.returncode not in allowed:
            sys.exit(f"{' '.join(command)} failed: {ended.stdout}{ended.stderr}")
        return ended.stdout


def shorten(playground: Playground, actions: list[Action]) -> tuple[list[Action], Outcome | None]:
    """The shortest tail, by doubling, that shows a finding again; all of them if none does."""
    length = 1
    while length < len(actions):
        tail = [*actions[-length:], {"do": "settle"}]
        outcome = playground.live(tail)
        if outcome.finding:
            return tail[: outcome.done], outcome
        length *= 2
    return actions, None


def play(playground: Playground, seed: int, count: int, keep: Path) -> bool:
    """One seed; whether nothing was found."""
    started = time.monotonic()
    actions = plan(seed, count)
    outcome = playground.live(actions)
    tell(f"seed {seed}: {outcome.done} actions in {time.monotonic() - started:.0f} s")
    if not outcome.finding:
        return True
    tell(f"seed {seed} found after {outcome.done} actions: {outcome.finding}")
    tail, again = shorten(playground, actions[: outcome.done])
    kept = keep / f"monkey-{seed}.jsonl"
    kept.write_text("".join(json.dumps(each) + "\n" for each in tail), "utf-8")
    shown = "shows it again" if again is not None else "is all that was done; no tail showed it"
    tell(f"seed {seed}: {len(tail)} actions, {shown}; kept in {kept}")
    for each in tail[-20:]:
        tell(f"    {json.dumps(each)}")
    return False


def tell(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Play as asked; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=1, help="how many lives")
    parser.add_argument("--actions", type=int, default=200, help="actions of each life")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--replay", type=Path, help="do the actions of this file instead")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixlore-monkey-") as folder:
        playground = Playground(Path(folder))
        tell(f"{playground.prepare()} photos are indexed")
        if arguments.replay is not None:
            lines = arguments.replay.read_text("utf-8").splitlines()
            outcome = playground.live([json.loads(line) for line in lines])
            tell(f"{outcome.done} actions: {outcome.finding or 'nothing was found'}")
            return 1 if outcome.finding else 0
        seeds = range(arguments.seed, arguments.seed + arguments.seeds)
        sound = [play(playground, seed, arguments.actions, arguments.keep) for seed in seeds]
    tell(f"{sum(sound)} of {len(sound)} seeds found nothing in {arguments.actions} actions each")
    return 0 if all(sound) else 1


if __name__ == "__main__":
    sys.exit(main())
