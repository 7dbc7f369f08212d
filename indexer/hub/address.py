"""Where the hub is, and which addresses may be contacted at all."""

from __future__ import annotations

import os
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from indexer.core.errors import UsageError

ENDPOINT_VARIABLE = "HF_ENDPOINT"
_PUBLIC_HUB = "https://huggingface.co"


def hub_endpoint() -> str:
    """The hub, or the mirror that $HF_ENDPOINT names; without a slash at its end.

    Raises:
        UsageError: the mirror's address is not one that may be contacted.
    """
    endpoint = os.environ.get(ENDPOINT_VARIABLE, "").strip().rstrip("/") or _PUBLIC_HUB
    if not is_allowed(endpoint):
        raise UsageError(
            f"{ENDPOINT_VARIABLE} is “{endpoint}”, but a mirror's address must begin with "
            "https://. Correct it or remove it, then start Pixlore again."
        )
    return endpoint


def file_url(endpoint: str, repository: str, revision: str, name: str) -> str:
    """Where the hub answers for one file of a repository."""
    return f"{endpoint}/{quote(repository)}/resolve/{quote(revision, safe='')}/{quote(name)}"


def listing_url(endpoint: str, repository: str, revision: str) -> str:
    """Where the hub tells which files a repository holds."""
    return f"{endpoint}/api/models/{quote(repository)}/revision/{quote(revision, safe='')}"


def is_allowed(url: str) -> bool:
    """Whether `url` is encrypted, or leads to this very computer."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    return parts.scheme == "http" and _is_loopback(host)


def host_of(url: str) -> str:
    """The name to show for an address."""
    return urlsplit(url).hostname or url


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
