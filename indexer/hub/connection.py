"""One request to the hub and its answer, with every failure as a sentence.

The standard library's `urllib` does it: a few requests need no package of their own, it honours
the system's proxies and certificates, and it sends no token and no statistics. `huggingface_hub`
was not taken: it sends a token that lies on the computer, reports what it runs on, and does not
compare what arrived with the SHA-256 that the hub declares.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from indexer import __version__
from indexer.core.errors import HubUnavailable, ModelError
from indexer.hub.address import host_of, is_allowed

if TYPE_CHECKING:
    from email.message import Message

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TEMPORARY = frozenset({408, 425, 429})


class Interrupted(Exception):
    """The connection failed in a way that may be over soon: try again."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for the hub, and how often to try again."""

    silence_s: float = 30.0
    """A connection that says nothing for so long is given up."""
    pause_s: float = 1.0
    """Before the second try; twice as long before each further one."""
    longest_pause_s: float = 30.0
    tries: int = 6
    """In a row without a single new byte."""

    def pause_after(self, failures: int) -> float:
        """How long to wait after so many failures in a row."""
        return min(self.longest_pause_s, self.pause_s * 2.0 ** (failures - 1))


class Connection:
    """Sends requests to a hub. Any thread."""

    def __init__(self, patience: Patience) -> None:
        self._silence_s = patience.silence_s
        self._following = build_opener(_SafeRedirects)
        self._staying = build_opener(_NoRedirects)

    def get(self, url: str, *, start: int = 0) -> http.client.HTTPResponse:
        """The open answer for a file's bytes from `start`; close it. Redirects are followed.

        Raises:
            Interrupted: try again later.
            HubUnavailable, ModelError: trying again would not help.
        """
        headers = {"Range": f"bytes={start}-"} if start else {}
        return self._open(self._following, _request(url, "GET", headers))

    def describe(self, url: str) -> dict[str, str]:
        """The headers of an answer by lower-case name, those of the first redirect before later.

        The hub declares a file's hash before it redirects to the store that holds the bytes; only
        before that, and within the hub, are redirects followed. Raises like `get`.
        """
        found: dict[str, str] = {}
        for _ in range(_MOST_REDIRECTS):
            headers, target = self._headers(url)
            found = headers | found
            declared = "x-linked-etag" in found
            if declared or target is None or host_of(target) != host_of(url):
                return found
            url = target
        raise _circle(url)

    def _headers(self, url: str) -> tuple[dict[str, str], str | None]:
        """The headers for `url`, and where they redirect to."""
        try:
            with self._open(self._staying, _request(url, "HEAD", {})) as answer:
                return _by_name(answer.headers), None
        except _Redirected as redirected:
            return redirected.headers, redirected.target

    def _open(self, opener: OpenerDirector, request: Request) -> http.client.HTTPResponse:
        try:
            answer: http.client.HTTPResponse = opener.open(request, timeout=self._silence_s)
        except HTTPError as error:
            with error:
                raise _refusal(error) from error
        except (URLError, http.client.HTTPException, OSError) as error:
            raise Interrupted(_reason(error)) from error
        return answer


class _Redirected(Exception):
    """An answer that names another address."""

    def __init__(self, headers: dict[str, str], target: str) -> None:
        super().__init__(target)
        self.headers = headers
        self.target = target


class _SafeRedirects(HTTPRedirectHandler):
    """Follows a few redirects, and none to an address that may not be contacted."""

    max_redirections = _MOST_REDIRECTS

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        _require_allowed(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


class _NoRedirects(HTTPRedirectHandler):
    """Reports a redirect instead of following it."""

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        del fp, code, msg
        target = urljoin(req.full_url, newurl)
        _require_allowed(target)
        raise _Redirected(_by_name(headers), target)


def _request(url: str, method: str, headers: dict[str, str]) -> Request:
    _require_allowed(url)
    return Request(  # noqa: S310 - the address was checked above
        url, method=method, headers={"User-Agent": f"Pixlore/{__version__}", **headers}
    )


def _require_allowed(url: str) -> None:
    if not is_allowed(url):
        raise HubUnavailable(
            f"The model server sends us on to {host_of(url)} over a connection that is not "
            "encrypted. Nothing was fetched from there; try again later or from another network."
        )


def _refusal(error: HTTPError) -> Exception:
    """What an HTTP error means: temporary, or a sentence that says what to do."""
    host = host_of(error.url)
    if error.code in _TEMPORARY or error.code >= 500:
        return Interrupted(f"{host} answers with error {error.code}")
    if error.code in _REDIRECTS:
        return _circle(error.url)
    if error.code in (401, 403):
        return ModelError(
            f"{host} does not hand out this model without an account ({error.code}). Get its "
            "safetensors file in a browser, then use it with --architecture and --weights."
        )
    if error.code in (404, 410):
        return ModelError(f"{host} has no such file ({error.code}). Check the model's name.")
    if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        return RangeRefused()
    return HubUnavailable(f"{host} refuses with error {error.code}. Try again later.")


class RangeRefused(Exception):
    """The server has no bytes from where we wanted to go on (416)."""


def _circle(url: str) -> HubUnavailable:
    return HubUnavailable(
        f"{host_of(url)} sends us from address to address without an end. Try again later, or "
        "check the proxy and the mirror that are set."
    )


def _by_name(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _reason(error: Exception) -> str:
    """Why a connection failed, in a few words."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, TimeoutError):
        return "the server stopped answering"
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return str(cause) or type(cause).__name__
