"""What a person can do, as plain data: a name and parameters, so that it can be done again."""

from __future__ import annotations

import random
from typing import Any

Action = dict[str, Any]

QUERIES = (
    "cat", "a cat", "dog asleep on a red sofa", "海边的日落", "Hund im Schnee", "motorcycle -snow",
    '"', '"exact words', "camera:zzz", "camera:canon", "camra:canon", "foo:bar cat", "date:2004",
    "date:july", "date:2003..2005", "in:Camera", "in:日本", "-in:Screenshots", "type:png",
    "rating:>3", "near:Paris", "place:", "#nothing", "like:", "like:nothing.jpg", "red^3 car^0.2",
    "(((", "a" * 300, "\u0000x", "\ud800", "%s %n {0}", "<b>bold</b>", "  ", "🦄", "1960s car",
    "december 25", "-", "cat -cat", "date:99999", "size:", "is:favourite", "burst", "IMG_0001",
    "very long name",
)  # fmt: skip
"""Good and bad ones, in several languages."""

KEYS = (
    "Down", "Up", "Left", "Right", "Home", "End", "PgDown", "PgUp", "Return", "Escape",
    "Escape", "Tab", "Shift+Tab", "Space", "F", "S", "D", "I", "R", "1", "+", "-", "F1", "F5",
    "F11", "Del", "Menu", "Ctrl+A", "Ctrl+B", "Ctrl+C", "Ctrl+F", "Ctrl+K", "Ctrl+V", "Ctrl+Z",
    "Ctrl+,", "Shift+F10", "Shift+Down", "Shift+End", "Alt+Left", "Alt+Right", "Ctrl+Home",
)  # fmt: skip

_WEIGHTS: dict[str, int] = {
    "type": 10, "clear": 3, "key": 16, "sidebar": 10, "sidebar_menu": 2, "tile": 8, "open": 5,
    "tile_menu": 3, "wheel": 5, "scroll": 5, "band": 2, "press": 10, "choose": 4, "settings": 4,
    "drop": 3, "drop_folder": 1, "paste": 2, "region": 2, "resize": 5, "language": 2, "look": 2,
    "text_size": 1, "quick": 2, "minimize": 1, "new_photo": 3, "lose_photo": 2, "rename_folder": 1,
    "drive": 2, "kill_service": 1, "pause": 1, "similar": 3, "favourite": 2, "stack": 3,
    "trash": 2, "settle": 9,
}  # fmt: skip


def plan(seed: int, count: int) -> list[Action]:
    """So many actions; the same for the same seed."""
    dice = random.Random(seed)
    names, weights = list(_WEIGHTS), list(_WEIGHTS.values())
    chosen = [_action(name, dice) for name in dice.choices(names, weights, k=count)]
    return [*chosen, {"do": "settle"}]


def _action(name: str, dice: random.Random) -> Action:
    return {"do": name, **_parameters(name, dice)}


def _parameters(name: str, dice: random.Random) -> dict[str, Any]:
    match name:
        case "type":
            return {"text": dice.choice(QUERIES), "submit": dice.random() < 0.2}
        case "key":
            return {"keys": dice.choice(KEYS), "times": dice.choice((1, 1, 1, 3))}
        case "resize":
            return {"width": dice.randrange(420, 1500), "height": dice.randrange(320, 1000)}
        case "language":
            return {"code": dice.choice(("en", "zh_CN", ""))}
        case "look":
            return {"name": dice.choice(("system", "light", "dark"))}
        case "text_size":
            return {"percent": dice.choice((90, 100, 115, 130, 150))}
        case "settings":
            return {"chapter": dice.randrange(7)}
        case "wheel":
            return {"steps": dice.randrange(-12, 13), "ctrl": dice.random() < 0.2}
        case "tile":
            return {"at": dice.random(), "keys": dice.choice(("", "", "Ctrl", "Shift"))}
        case _:
            return {"at": dice.random(), "to": dice.random(), "entry": dice.randrange(40)}
