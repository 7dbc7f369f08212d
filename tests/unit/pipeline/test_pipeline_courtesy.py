"""Indexing waits for mains power and for a person's absence, when that is wished and only then."""

from __future__ import annotations

from types import SimpleNamespace

import psutil
import pytest

from indexer.pipeline import idleness
from indexer.pipeline.courtesy import NOT_TOLD, Courtesy, Wishes, on_battery
from indexer.pipeline.idleness import logind_idle, mutter_idle, seconds_idle
from indexer.pipeline.throttle import PauseReason, Throttle
from tests.x_server import XServer

IDLE_AFTER_S = 120.0
BOTH = Wishes(plugged_in_only=True, idle_only=True)


class Computer:
    """What a test says about the computer."""

    def __init__(self) -> None:
        self.on_battery = False
        self.idle_s: float | None = 1000.0
        self.throttle = Throttle()
        self.courtesy = Courtesy(
            self.throttle, IDLE_AFTER_S, lambda: self.on_battery, lambda: self.idle_s
        )

    @property
    def pause(self) -> PauseReason | None:
        current = self.throttle.current()
        return current.reason if current else None


@pytest.fixture
def computer() -> Computer:
    return Computer()


def test_without_wishes_nothing_waits(computer: Computer) -> None:
    computer.on_battery, computer.idle_s = True, 0.0
    assert not computer.courtesy.look(Wishes())
    assert computer.pause is None


def test_on_battery_it_waits_until_it_is_plugged_in(computer: Computer) -> None:
    wishes = Wishes(plugged_in_only=True)
    computer.on_battery = True
    assert not computer.courtesy.look(wishes)
    assert computer.pause is PauseReason.BATTERY
    assert not computer.courtesy.look(wishes)
    computer.on_battery = False
    assert computer.courtesy.look(wishes)
    assert computer.pause is None
    assert not computer.courtesy.look(wishes)


@pytest.mark.parametrize(
    ("idle_s", "expected"),
    [(0.0, PauseReason.BUSY), (119.9, PauseReason.BUSY), (120.0, None), (9000.0, None)],
)
def test_somebody_at_the_keyboard_makes_it_wait(
    computer: Computer, idle_s: float, expected: PauseReason | None
) -> None:
    computer.idle_s = idle_s
    computer.courtesy.look(Wishes(idle_only=True))
    assert computer.pause is expected


def test_the_return_of_a_person_pauses_again(computer: Computer) -> None:
    wishes = Wishes(idle_only=True)
    assert not computer.courtesy.look(wishes)
    computer.idle_s = 0.5
    computer.courtesy.look(wishes)
    assert computer.pause is PauseReason.BUSY
    computer.idle_s = 130.0
    assert computer.courtesy.look(wishes)
    assert computer.pause is None


def test_a_wish_taken_back_ends_the_pause(computer: Computer) -> None:
    computer.on_battery, computer.idle_s = True, 0.0
    computer.courtesy.look(BOTH)
    assert computer.courtesy.look(Wishes(plugged_in_only=True))
    assert computer.pause is PauseReason.BATTERY
    assert computer.courtesy.look(Wishes())
    assert computer.pause is None


def test_other_reasons_are_left_alone(computer: Computer) -> None:
    computer.throttle.pause(PauseReason.USER)
    computer.courtesy.look(BOTH)
    assert computer.pause is PauseReason.USER


def test_a_system_that_does_not_tell_is_said_and_does_not_wait(computer: Computer) -> None:
    computer.idle_s = None
    computer.courtesy.look(BOTH)
    assert computer.pause is None
    assert computer.courtesy.problem == NOT_TOLD
    computer.courtesy.look(Wishes())
    assert computer.courtesy.problem == ""


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (None, False),
        (SimpleNamespace(percent=50, power_plugged=True), False),
        (SimpleNamespace(percent=50, power_plugged=False), True),
        (SimpleNamespace(percent=50, power_plugged=None), False),
    ],
)
def test_the_battery_is_read(
    monkeypatch: pytest.MonkeyPatch, reading: object, expected: bool
) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: reading, raising=False)
    assert on_battery() is expected


def test_a_battery_that_cannot_be_read_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("no such device")

    monkeypatch.setattr(psutil, "sensors_battery", broken, raising=False)
    assert on_battery() is False


def test_what_the_desktops_answer_is_understood() -> None:
    assert mutter_idle("t 61500\n") == 61.5
    assert logind_idle("b true\nt 1000000000\n", 1060.0) == 60.0
    assert logind_idle("b false\nt 1000000000\n", 1060.0) == 0.0
    assert logind_idle("b false\nt 0\n", 1060.0) is None
    assert logind_idle(None, 1060.0) is None


def test_without_a_desktop_nobody_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert idleness._linux_idle() is None
    monkeypatch.setenv("DISPLAY", ":no-such-server")
    assert seconds_idle() is None


def test_an_x_server_tells(x_server: XServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", x_server.name)
    while (idle := seconds_idle()) is not None and idle < 2.0:
        pass
    assert idle is not None
    x_server.press("space")
    after = seconds_idle()
    assert after is not None
    assert after < idle
