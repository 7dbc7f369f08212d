"""Decodes many hostile files in child processes and says how each one ended."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_S = 30.0
GOOD_ENDS = frozenset({"indexed", "NotAPhoto", "CorruptPhoto", "PhotoTooLarge"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one file ended: an outcome of `GOOD_ENDS`, or "escaped", "wrong", "died", "hung"."""

    path: str
    outcome: str
    words: str = ""
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether the file was decoded or refused with a reason."""
        return self.outcome in GOOD_ENDS


class Child:
    """One decoding process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-X", "faulthandler", "-m", "tests.soak.media_child"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.answers: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.answers.put(line)
        self.answers.put("")

    def judge(self, path: str) -> Verdict:
        self.process.stdin.write(json.dumps(path) + "\n")
        self.process.stdin.flush()
        try:
            line = self.answers.get(timeout=DEADLINE_S)
        except queue.Empty:
            return Verdict(path, "hung", seconds=DEADLINE_S)
        if not line:
            return Verdict(path, "died", f"exit code {self.process.wait()}")
        return Verdict(path, **json.loads(line))

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdin.close()
        self.process.stdout.close()


def judge_files(paths: list[str]) -> list[Verdict]:
    """Decode each file; a child that dies or hangs is replaced and the rest goes on."""
    verdicts: list[Verdict] = []
    child = Child()
    try:
        for path in paths:
            verdicts.append(child.judge(path))
            if verdicts[-1].outcome in {"died", "hung"}:
                child.stop()
                child = Child()
    finally:
        child.stop()
    return verdicts
