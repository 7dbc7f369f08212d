"""Start at login: what is written for each system, and that only our own file is removed."""

from __future__ import annotations

import plistlib
from pathlib import Path

from desktop.autostart import DESKTOP_ENTRY, LAUNCH_AGENT, DesktopEntry, LaunchAgent


def test_a_desktop_entry_is_written_read_and_removed(tmp_path: Path) -> None:
    folder = tmp_path / "autostart"
    autostart = DesktopEntry(folder, ["/opt/my apps/pixlore$1", "100%"])
    assert not autostart.is_on()
    autostart.turn(on=True)
    assert autostart.is_on()
    lines = (folder / DESKTOP_ENTRY).read_text("utf-8").splitlines()
    assert lines[0] == "[Desktop Entry]"
    assert "TryExec=/opt/my apps/pixlore$1" in lines
    assert 'Exec="/opt/my apps/pixlore\\\\$1" "100%%" "--background"' in lines
    other = folder / "other.desktop"
    other.touch()
    autostart.turn(on=False)
    autostart.turn(on=False)
    assert not autostart.is_on()
    assert list(folder.iterdir()) == [other]


def test_an_entry_that_the_desktop_switched_off_is_off(tmp_path: Path) -> None:
    autostart = DesktopEntry(tmp_path, ["/usr/bin/pixlore"])
    autostart.turn(on=True)
    entry = tmp_path / DESKTOP_ENTRY
    entry.write_text(entry.read_text("utf-8") + "Hidden=true\n", "utf-8")
    assert not autostart.is_on()


def test_a_launch_agent_names_the_program(tmp_path: Path) -> None:
    autostart = LaunchAgent(tmp_path / "LaunchAgents", ["/Applications/Pixlore.app/pixlore"])
    autostart.turn(on=True)
    agent = plistlib.loads((tmp_path / "LaunchAgents" / LAUNCH_AGENT).read_bytes())
    assert agent["ProgramArguments"] == ["/Applications/Pixlore.app/pixlore", "--background"]
    assert agent["RunAtLoad"] is True
    autostart.turn(on=False)
    assert not autostart.is_on()
