"""Start at login: a desktop entry (Linux), a Run value (Windows) or a launch agent (macOS).

Only the person's own session is touched, and only what Pixlore itself wrote is removed.
"""

from __future__ import annotations

import os
import plistlib
import sys
from pathlib import Path
from typing import Protocol

DESKTOP_ENTRY = "io.github.pixlore.Pixlore.desktop"
LAUNCH_AGENT = "io.github.pixlore.Pixlore.plist"
_BACKGROUND = "--background"
_RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
_VALUE = "Pixlore"


class Autostart(Protocol):
    """Whether Pixlore starts with the session."""

    def is_on(self) -> bool:
        """Whether the session will start Pixlore."""
        ...

    def turn(self, *, on: bool) -> None:
        """Have it started, or not; raises OSError when the system does not let us."""
        ...


def program() -> list[str]:
    """The words that start this Pixlore."""
    if os.environ.get("APPIMAGE"):
        return [os.environ["APPIMAGE"]]
    if getattr(sys, "frozen", False):
        return [sys.executable]
    beside = Path(sys.executable).with_name("pixlore.exe" if os.name == "nt" else "pixlore")
    return [str(beside)] if beside.exists() else [sys.executable, "-m", "desktop"]


def system_autostart() -> Autostart:
    """The way of this system."""
    if sys.platform == "win32":
        return RunValue(program())
    if sys.platform == "darwin":
        return LaunchAgent(Path.home() / "Library" / "LaunchAgents", program())
    configuration = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return DesktopEntry(Path(configuration) / "autostart", program())


class DesktopEntry:
    """An entry of the XDG autostart specification. `TryExec` makes it inert after removal."""

    def __init__(self, folder: Path, words: list[str]) -> None:
        self._path = folder / DESKTOP_ENTRY
        self._words = words

    def is_on(self) -> bool:
        """Whether the entry is there and not switched off by the desktop's own settings."""
        try:
            entry = self._path.read_text("utf-8")
        except OSError:
            return False
        return "Hidden=true" not in entry and "X-GNOME-Autostart-enabled=false" not in entry

    def turn(self, *, on: bool) -> None:
        """Write the entry, or remove it."""
        if not on:
            self._path.unlink(missing_ok=True)
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(self._entry(), "utf-8")

    def _entry(self) -> str:
        command = " ".join(_quoted(word) for word in [*self._words, _BACKGROUND])
        return (
            "[Desktop Entry]\n"
            "Type=Application\n"
            "Name=Pixlore\n"
            f"TryExec={_escaped(self._words[0])}\n"
            f"Exec={command}\n"
            "Icon=io.github.pixlore.Pixlore\n"
            "X-GNOME-Autostart-Delay=10\n"
        )


class LaunchAgent:
    """A property list that macOS reads at login."""

    def __init__(self, folder: Path, words: list[str]) -> None:
        self._path = folder / LAUNCH_AGENT
        self._words = words

    def is_on(self) -> bool:
        """Whether the agent is there."""
        return self._path.exists()

    def turn(self, *, on: bool) -> None:
        """Write the agent, or remove it."""
        if not on:
            self._path.unlink(missing_ok=True)
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        agent = {
            "Label": LAUNCH_AGENT.removesuffix(".plist"),
            "ProgramArguments": [*self._words, _BACKGROUND],
            "RunAtLoad": True,
            "ProcessType": "Background",
        }
        self._path.write_bytes(plistlib.dumps(agent))


class RunValue:
    """A value under the person's Run key in the Windows registry."""

    def __init__(self, words: list[str]) -> None:
        self._words = words

    def is_on(self) -> bool:
        """Whether the value is there."""
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:  # type: ignore[attr-defined,unused-ignore]
                winreg.QueryValueEx(key, _VALUE)  # type: ignore[attr-defined,unused-ignore]
        except FileNotFoundError:
            return False
        return True

    def turn(self, *, on: bool) -> None:
        """Write the value, or remove it."""
        import subprocess
        import winreg

        command = subprocess.list2cmdline([*self._words, _BACKGROUND])
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN_KEY) as key:  # type: ignore[attr-defined,unused-ignore]
            if on:
                winreg.SetValueEx(key, _VALUE, 0, winreg.REG_SZ, command)  # type: ignore[attr-defined,unused-ignore]
            elif self.is_on():
                winreg.DeleteValue(key, _VALUE)  # type: ignore[attr-defined,unused-ignore]


def _escaped(text: str) -> str:
    """A string value of a desktop entry."""
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _quoted(word: str) -> str:
    """An argument of Exec: quoted, then escaped as a string; a percent sign is doubled."""
    inner = word.replace("%", "%%")
    for mark in ("\\", '"', "`", "$"):
        inner = inner.replace(mark, "\\" + mark)
    return _escaped(f'"{inner}"')
