"""What client and service say to each other: JSON messages over a local socket.

A client sends `{"id", "method", "params"}`; the service answers `{"id", "result"}` or
`{"id", "error": {"kind", "message"}}`, and to subscribers also `{"event", "params"}`. The first
request of a connection is `hello` with the protocol version.

Methods, with parameters and result:

    hello(protocol)
        {"protocol", "version", "pid"}
    status()
        status.ServiceStatus as JSON
    subscribe()
        {}; from now on this connection gets events
    embed_text(texts)
        {"model_id", "model_name", "vectors": vector}
    embed_photo(path, region=None)
        {"model_id", "model_name", "joint": vector, "visual": vector or null};
        region: [x, y, width, height] as fractions of the upright photo
    score(path, texts)
        {"photo", "model", "scores": [{"text", "cosine", "logit", "probability"}]}
    warm_up(part="text")
        {} at once; the worker starts and loads one half of the model: "text" or "image"
    add_folder(path, excludes=[], min_side=0)
        {"folder": folder, "added": bool, "covered_by": path or null, "absorbed": [paths]}
    set_folder(path, excludes=null, min_side=null)
        {"folder": folder}; what is not given stays. Photos that are left out from now on count as
        missing, those that are too small as failed
    remove_folder(path)
        {"removed": path}
    folders()
        {"folders": [folder]}
    rescan(path=None, wait=False)
        {"folders": number}; wait: answers when the scan is over
    accept_missing(path)
        {"missing": number}; a person says that the photos are really gone
    purge_folder(path)
        {"purged": number}; forgets the photos of a folder that are missing
    pause(), resume()
        {}
    retry_failed(path=None)
        {"retried": number}
    models()
        {"active": name, "target": name, "models": [model], "installing": install or null};
        a model: {"name", "title", "good_for", "licence", "languages", "download_mb", "memory_mb",
        "installed", "active", "target", "recommended", "local", "searched" (photos), "disk_bytes",
        "quality", "speed" (photos a second here, or null), "precision"}
    install_model(name)
        {} at once; name: of the list, or owner/name of an open_clip repository. Goes on after a
        cut or cancelled install. `model_progress` events tell how far it is
    cancel_install()
        {"cancelled": bool}
    use_model(name, architecture="", weights="")
        {"active": name, "target": name}; weights: a local safetensors file of that open_clip
        architecture, for a model that is in no catalogue
    remove_model(name)
        {"freed_bytes": number}; its vectors go too. Refused for a model in use
    set_favourites(photo_ids, favourite)
        {"photos": number}; makes photos favourites, or favourites no more
    teach(name, up=[paths], down=[paths])
        {"name", "up": number, "down": number}; thumbs up and down for a concept, #name
    forget(name)
        {"forgotten": bool}
    concepts()
        {"concepts": [{"name", "up", "down"}]}
    decide(paths, verdict="different")
        {"pairs": number}; these photos are no duplicates of each other
    save_search(name, query)
        {"id"}; in place of a search of the same name
    delete_search(name)
        {"deleted": bool}
    seen_search(name)
        {}; its hits of now are no longer new
    add_history(query), forget_history()
        {}
    set_setting(name, value)
        {}
    shutdown()
        {}; the service ends after the answer

A folder is status.FolderStatus as JSON. Events: `progress` (ServiceStatus as JSON, at most four a
second), `library_changed {"indexed", "removed"}`, `folders_changed {}`, `favourites_changed {}`,
`searches_changed {}`, `model_changed {"active", "target"}`, `model_progress` (an install:
hub.progress.InstallProgress as
JSON: "name", "phase", "done_bytes", "total_bytes", "bytes_per_s", "eta_s", "message",
"error_kind"), `stopping {}`.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from indexer.core.errors import PixloreError, ServiceUnavailable, UsageError
from indexer.core.types import Vector

PROTOCOL_VERSION = 1
MAX_MESSAGE_BYTES = 1 << 20
MAX_TEXTS = 256

Json = dict[str, Any]


class ProtocolError(PixloreError):
    """A message that is not of this protocol. The connection that sent it is closed."""


class ServiceOutdated(ServiceUnavailable):
    """The service that runs speaks another version of the protocol."""


@dataclass(frozen=True, slots=True)
class Request:
    """One question. `id` is chosen by the client and comes back in the answer."""

    id: int
    method: str
    params: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a request, or its error; never both."""

    id: int
    result: Json | None = None
    error: PixloreError | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """News for subscribers."""

    name: str
    params: Json = field(default_factory=dict)


def encode_request(request: Request) -> bytes:
    """The bytes of a request; raises UsageError if they pass MAX_MESSAGE_BYTES."""
    return _dump({"id": request.id, "method": request.method, "params": request.params})


def encode_answer(answer: Answer) -> bytes:
    """The bytes of an answer; an answer that is too large becomes an error answer."""
    if answer.error is not None:
        error = {"kind": answer.error.kind, "message": str(answer.error)}
        return _dump({"id": answer.id, "error": error})
    try:
        return _dump({"id": answer.id, "result": answer.result or {}})
    except UsageError as error:
        return encode_answer(Answer(answer.id, error=error))


def encode_event(event: Event) -> bytes:
    """The bytes of an event."""
    return _dump({"event": event.name, "params": event.params})


def decode_request(message: bytes) -> Request:
    """Read what a client sent, trusting nothing; raises ProtocolError."""
    content = _load(message)
    number, method, params = content.get("id"), content.get("method"), content.get("params", {})
    if not isinstance(number, int) or not isinstance(method, str) or not isinstance(params, dict):
        raise ProtocolError("A request needs a number as id, a method and an object of params.")
    return Request(number, method, params)


def decode_reply(message: bytes) -> tuple[int, Json | None, Json | None] | Event:
    """Read what the service sent: (id, result, error) of an answer, or an Event."""
    content = _load(message)
    if isinstance(content.get("event"), str):
        return Event(content["event"], content.get("params") or {})
    if not isinstance(content.get("id"), int):
        raise ProtocolError("The service sent a message that is neither an answer nor an event.")
    return content["id"], content.get("result"), content.get("error")


def encode_vector(vector: Vector) -> Json:
    """A vector or a stack of them as shape and base64 of little-endian float32."""
    values = np.ascontiguousarray(vector, dtype="<f4")
    return {"shape": list(values.shape), "float32": base64.b64encode(values.tobytes()).decode()}


def decode_vector(content: object) -> Vector:
    """The array that `encode_vector` described; raises ProtocolError."""
    if not isinstance(content, dict):
        raise ProtocolError("A vector must be an object of shape and float32.")
    try:
        values = np.frombuffer(base64.b64decode(content["float32"], validate=True), dtype="<f4")
        return values.reshape([int(side) for side in content["shape"]]).astype(np.float32)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise ProtocolError(f"A vector could not be read: {error}") from None


def _dump(content: Json) -> bytes:
    # A file name that is no valid UTF-8 holds lone surrogates; JSON's \u escapes carry them.
    message = json.dumps(content, separators=(",", ":")).encode("ascii")
    if len(message) > MAX_MESSAGE_BYTES:
        raise UsageError("This is too much for one message. Ask for less at a time.")
    return message


def _load(message: bytes) -> Json:
    try:
        content = json.loads(message)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"A message is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise ProtocolError("A message must be a JSON object.")
    return content
