"""Turns the dataclasses of `requests` into frames and back, checking every field's type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import islice
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from indexer.worker.frames import Frame, FrameError

Message = TypeVar("Message")

_SEVERAL = tuple[bytes, ...]


def to_frame(message: Any, descriptor: int | None = None) -> Frame:
    """A frame of a dataclass: its `bytes` fields become binary parts, the rest JSON.

    Of a field of several `bytes` the JSON holds how many they are.
    """
    kind: Any = type(message)
    header: dict[str, object] = {}
    parts: list[bytes] = []
    for name, hint in _hints(kind).items():
        value = getattr(message, name)
        if hint is bytes:
            parts.append(value)
        elif hint == _SEVERAL:
            header[name] = len(value)
            parts += value
        else:
            header[name] = _plain(value)
    return Frame({"op": kind.__name__, **header}, tuple(parts), descriptor)


def from_frame(frame: Frame, kinds: dict[str, type[Message]]) -> Message:
    """The dataclass a frame holds, one of `kinds` by name; raises `FrameError`."""
    kind = kinds.get(str(frame.header.get("op")))
    if kind is None:
        raise FrameError("unknown operation")
    message: Message = _build(kind, frame.header, iter(frame.parts))
    return message


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _build(kind: Any, header: dict[str, Any], parts: Iterator[bytes]) -> Any:
    values: dict[str, Any] = {}
    for name, hint in _hints(kind).items():
        if hint is bytes:
            values[name] = next(parts, None)
            if values[name] is None:
                raise FrameError(f"part {name} is missing")
        elif hint == _SEVERAL:
            count = _checked(header.get(name), int, name)
            values[name] = tuple(islice(parts, max(0, count)))
            if len(values[name]) != count:
                raise FrameError(f"parts of {name} are missing")
        elif name in header:
            values[name] = _checked(header[name], hint, name)
        else:
            raise FrameError(f"field {name} is missing")
    return kind(**values)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _checked(value: Any, hint: Any, name: str) -> Any:
    """`value` as `hint` wants it: JSON arrays as tuples, objects as dataclasses."""
    if isinstance(hint, UnionType):
        return _one_of(value, get_args(hint), name)
    origin = get_origin(hint)
    if origin is tuple and isinstance(value, list):
        return _as_tuple(value, get_args(hint), name)
    if origin is dict and isinstance(value, dict):
        of = get_args(hint)[1]
        return {key: _checked(one, of, name) for key, one in value.items()}
    if is_dataclass(hint) and isinstance(value, dict):
        return _build(hint, value, iter(()))
    if hint is float and type(value) is int:
        return float(value)
    if origin is None and type(value) is hint:
        return value
    raise FrameError(f"field {name} has a wrong type")


def _one_of(value: Any, hints: tuple[Any, ...], name: str) -> Any:
    if value is None and NoneType in hints:
        return None
    others = [hint for hint in hints if hint is not NoneType]
    return _checked(value, others[0], name)


def _as_tuple(value: list[Any], hints: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    if hints[-1] is Ellipsis:
        return tuple(_checked(one, hints[0], name) for one in value)
    if len(hints) != len(value):
        raise FrameError(f"field {name} has a wrong length")
    return tuple(_checked(one, hint, name) for one, hint in zip(value, hints, strict=True))
