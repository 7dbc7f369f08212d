"""Writes the manual page `pixlore(1)` from the command line's own parsers: so it stays true."""

from __future__ import annotations

import argparse
import sys

from project import PROJECT, version

_HEAD = """\
.TH PIXLORE 1 "" "Pixlore {version}" "User Commands"
.SH NAME
pixlore \\- find your photos by what is in them
.SH SYNOPSIS
.B pixlore
.RB [ \\-\\-quick | \\-\\-background ]
.RI [ FOLDER | PHOTO ]
.br
.B pixlore
.RB [ \\-\\-data\\-dir
.IR DIR ]
.I COMMAND
.RI [ ARGUMENT ...]
.SH DESCRIPTION
Without a command Pixlore opens its window. A folder, given as a path, is offered for indexing;
a photo is searched for photos like it.
.B \\-\\-quick
brings the window to the front, ready to type: bind it to a key of your desktop.
.B \\-\\-background
shows only the icon in the tray, as at login.
Everything runs on this computer. Photos are opened for reading only and never changed.
.SH COMMANDS
"""

_TAIL = """\
.SH EXIT STATUS
0 done; 1 it could not be done; 2 wrong usage.
.SH ENVIRONMENT
.TP
.B PIXLORE_DATA_DIR
The folder of the library.
.SH FILES
.TP
.I ~/.local/share/pixlore
The library: watched folders, favourites, search index, thumbnails, models, logs.
Removing the program leaves it.
"""


def render() -> str:
    """The page as roff source."""
    parts = [_HEAD.format(version=version())]
    for name, parser in _commands().items():
        parts += [f".SS {name}\n", *_command(parser)]
    return "".join([*parts, _TAIL])


def _commands() -> dict[str, argparse.ArgumentParser]:
    if str(PROJECT) not in sys.path:
        sys.path.append(str(PROJECT))  # last: the folder `packaging` must not hide the package
    from indexer.cli.main import build_parser

    return dict(_subparsers(build_parser()))


def _subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of all commands by name; `model install` is below `model`."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                below = _subparsers(child)
                found |= {f"{name} {inner}": each for inner, each in below.items()} or {name: child}
    return found


def _command(parser: argparse.ArgumentParser) -> list[str]:
    usage = " ".join(parser.format_usage().removeprefix("usage:").split())
    lines = [f".B {_escaped(usage)}\n.PP\n{_escaped(parser.description or '')}\n"]
    for action in parser._actions:
        if action.help and action.help != argparse.SUPPRESS and action.dest != "help":
            lines.append(f".TP\n.B {_escaped(_label(action))}\n{_escaped(_help(parser, action))}\n")
    return lines


def _label(action: argparse.Action) -> str:
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest
    value = "" if action.nargs == 0 else metavar
    return f"{', '.join(action.option_strings)} {value}".strip()


def _help(parser: argparse.ArgumentParser, action: argparse.Action) -> str:
    return (action.help or "") % {**vars(action), "prog": parser.prog}


def _escaped(text: str) -> str:
    """Text that roff prints as it is: a leading dot or quote would be a command."""
    lines = text.replace("\\", "\\e").replace("-", "\\-").splitlines()
    return "\n".join(f"\\&{line}" if line[:1] in {".", "'"} else line for line in lines)


if __name__ == "__main__":
    print(render(), end="")
