"""Runs early in the frozen program: tells OpenSSL where this system keeps its certificates.

The bundled OpenSSL knows the place of the system it was built on only. Model downloads need it.
"""

import os
import sys
from pathlib import Path

_BUILT_IN = "/usr/lib/ssl/cert.pem"
_PLACES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS, Alpine
)

if sys.platform != "win32" and "SSL_CERT_FILE" not in os.environ:
    _found = [place for place in (_BUILT_IN, *_PLACES) if Path(place).exists()]
    if _found and _found[0] != _BUILT_IN:
        os.environ["SSL_CERT_FILE"] = _found[0]
