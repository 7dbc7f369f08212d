"""One life of a window, in a process of its own: `python life.py ROOT ACTIONS_FILE`.

Does the actions of a file of JSON lines and says before each which one it is, so that whoever reads
along knows the last one of a process that died. Exit code 0: nothing was found. 1: something was;
the last line of the output is a JSON object that says what.
"""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import (  # noqa: E402
    QCoreApplication,
    QMessageLogContext,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)

QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)

import desktop.controllers.outside as outside_module  # noqa: E402
from desktop.app import Desktop  # noqa: E402
from desktop.controllers.outside import Outside  # noqa: E402
from desktop.indexed_library import IndexedLibrary  # noqa: E402
from desktop.program import make_application  # noqa: E402
from indexer.api import LibraryPaths, PixloreError  # noqa: E402
from tests.soak.monkey.actions import Action  # noqa: E402
from tests.soak.monkey.hands import Hands  # noqa: E402
from tests.soak.monkey.invariants import contradictions  # noqa: E402
from tests.soak.monkey.library import Place  # noqa: E402

STALL_S = 2.0
_BEAT_S = 0.05
_BETWEEN_MS = 15
_QUIET_S = 0.6
"""So long nothing must be under way before a window counts as settled: above its own timers."""
_SETTLED_WITHIN_S = 60.0
_HARMLESS = ("propagateSizeHints", "This plugin does not support")


class Life:
    """Composes the window, does one action after the other, and stops at the first finding."""

    def __init__(self, place: Place, actions: list[Action]) -> None:
        self.finding: dict[str, str] | None = None
        self._actions = actions
        self._done = 0
        self._application = make_application()
        self._application.setQuitOnLastWindowClosed(False)
        paths = LibraryPaths(place.data)
        self._library = IndexedLibrary(paths)
        self._desktop = Desktop(self._application, paths, self._library, Outside(lambda _url: True))
        self._beat = time.monotonic()
        self._hands = Hands(self._desktop, place, self._mark_beat)
        self._quiet_since: float | None = None
        self._settling_since = 0.0
        self._over = threading.Event()
        self._closed_by = ""

    def run(self) -> None:
        """Live until the last action, or a finding."""
        self._watch()
        self._desktop.window.closing.connect(self._note_closing)
        self._desktop.start([])
        heart = QTimer(self._desktop.window, interval=round(_BEAT_S * 1000))
        heart.timeout.connect(self._mark_beat)
        heart.start()
        threading.Thread(target=self._look_for_stalls, daemon=True).start()
        QTimer.singleShot(0, self._begin)
        self._application.exec()
        if self._done < len(self._actions) and self.finding is None:
            self.found("end", f"the program ended by itself\n{self._closed_by}")
        self._over.set()
        heart.stop()

    def end(self) -> None:
        """End the window and the service, as a person who quits for good."""
        pid = self._desktop.service.status.pid if self._desktop.service.status else 0
        self._desktop.window.close()
        try:
            self._library.service().call("shutdown")
        except PixloreError as error:
            say(f"the service {pid} had ended: {error}")
        self._desktop.stop()

    def found(self, kind: str, text: str) -> None:
        """Note the first finding and end. Any thread."""
        if self.finding is None:
            self.finding = {"kind": kind, "text": text[-4000:], "after": str(self._done)}
            here = threading.current_thread() is threading.main_thread()
            for window in self._application.topLevelWidgets() if here else ():
                if window is not self._desktop.window:
                    window.close()
            self._application.quit()

    def _watch(self) -> None:
        sys.excepthook = self._note_exception
        threading.excepthook = lambda it: self._note_exception(
            it.exc_type, it.exc_value, it.exc_traceback
        )
        sys.unraisablehook = lambda it: self._note_exception(
            it.exc_type, it.exc_value, it.exc_traceback
        )
        qInstallMessageHandler(self._note_qt)
        logging.getLogger().addHandler(_Findings(self))

    def _note_exception(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.found("exception", "".join(traceback.format_exception(kind, error, trace)))

    def _note_qt(self, kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
        quiet = kind in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
        if not quiet and not any(words in message for words in _HARMLESS):
            self.found("Qt warning", f"{message}\n{''.join(traceback.format_stack()[-8:])}")

    def _begin(self) -> None:
        if self._desktop.service.status is None or not self._desktop.model.rowCount():
            QTimer.singleShot(50, self._begin)
            return
        self._step()

    def _step(self) -> None:
        """Do the next action; the one after it is arranged first, for what opens a loop itself."""
        if self.finding is not None:
            return
        if self._done >= len(self._actions):
            self._application.quit()
            return
        action = self._actions[self._done]
        if action["do"] == "settle":
            if not self._is_settled():
                QTimer.singleShot(50, self._step)
                return
            if not self._is_asked():
                for sentence in contradictions(self._desktop):
                    self.found("contradiction", sentence)
        self._settling_since, self._quiet_since = 0.0, None
        self._done += 1
        say(json.dumps(action))
        QTimer.singleShot(_BETWEEN_MS, self._step)
        self._hands.do(action)

    def _is_asked(self) -> bool:
        """Whether a dialog or a menu waits for an answer; work may be under way behind it."""
        modal = self._application.activeModalWidget()
        return modal is not None or self._application.activePopupWidget() is not None

    def _is_settled(self) -> bool:
        """Whether nothing has been under way for a while; also after a long wait."""
        now = time.monotonic()
        self._settling_since = self._settling_since or now
        if self._is_asked():
            return True
        if self._desktop.tasks.unanswered:
            self._quiet_since = None
            if now - self._settling_since > _SETTLED_WITHIN_S:
                self.found("stall", f"work was under way for {_SETTLED_WITHIN_S} s")
            return False
        self._quiet_since = self._quiet_since or now
        return now - self._quiet_since > _QUIET_S

    def _note_closing(self) -> None:
        self._closed_by = "".join(traceback.format_stack()[-8:])

    def _mark_beat(self) -> None:
        self._beat = time.monotonic()

    def _look_for_stalls(self) -> None:
        """On a thread: the main thread must come back to its loop within two seconds.

        Two seconds of its own computing are a stall on any machine. Where it waits for something,
        what this thread comes late itself is not counted: the machine is busy with something else.
        """
        clock = time.pthread_getcpuclockid(threading.main_thread().ident or 0)
        beat, computed, lost, looked = self._beat, time.clock_gettime(clock), 0.0, time.monotonic()
        while not self._over.wait(_BEAT_S):
            now = time.monotonic()
            lost += max(0.0, now - looked - _BEAT_S)
            looked = now
            if beat != self._beat:
                beat, computed, lost = self._beat, time.clock_gettime(clock), 0.0
            busy, silent = time.clock_gettime(clock) - computed, now - self._beat
            waits = busy < silent / 4 and silent > STALL_S + 4 * lost
            if busy > STALL_S or waits:
                with (Path(os.environ["PIXLORE_DATA_DIR"]) / "stall.txt").open("w+") as file:
                    faulthandler.dump_traceback(file, all_threads=True)
                    file.seek(0)
                    self._stalled(file.read())
                return

    def _stalled(self, stacks: str) -> None:
        finding = {"kind": "stall", "text": stacks[-6000:], "after": str(self._done)}
        say(json.dumps(finding))
        os._exit(1)


class _Findings(logging.Handler):
    """What the window logs as an error is a finding."""

    def __init__(self, life: Life) -> None:
        super().__init__(logging.ERROR)
        self._life = life
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        self._life.found("logged error", self.format(record))


def say(line: str) -> None:
    """Tell whoever reads along, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Live one life."""
    faulthandler.enable()
    outside_module._ask_file_service = lambda _path: True  # no file manager is asked for
    place = Place(Path(sys.argv[1]))
    lines = Path(sys.argv[2]).read_text("utf-8").splitlines()
    life = Life(place, [json.loads(line) for line in lines if line.strip()])
    life.run()
    if life.finding is not None:
        say(json.dumps(life.finding))
        os._exit(1)
    life.end()
    say("{}")
    os._exit(0)


if __name__ == "__main__":
    main()
