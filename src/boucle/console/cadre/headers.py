"""Headers: what every answer of the console says to the browser, errors included."""

from __future__ import annotations

from typing import Any

from litestar.datastructures import MutableScopeHeaders
from litestar.types import ASGIApp, Message

from boucle.config import Config
from boucle.console.cadre.door import over_tls

# No nonce, no inline script or style, no other host.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_UNUSED = (
    "accelerometer", "bluetooth", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "magnetometer", "microphone", "midi", "payment", "serial", "usb",
)  # fmt: skip
HEADERS = {
    "content-security-policy": CSP,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": ", ".join(f"{name}=()" for name in _UNUSED),
    # Not `no-referrer`: a form would then send `Origin: null`, and the guard reads Origin.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
HSTS = "max-age=31536000; includeSubDomains"


def secured(app: ASGIApp, config: Config) -> ASGIApp:
    """Wrap the whole application: what the toolkit answers by itself bears the headers too.

    A page is never kept by a cache; an answer that says otherwise itself is let say so. Over TLS
    alone a browser is told to come back so (RFC 6797 §7.2).
    """

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
                if over_tls(scope, config):
                    headers["strict-transport-security"] = HSTS
            await send(message)

        await app(scope, receive, send_secured)

    return wrapped
