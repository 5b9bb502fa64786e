"""Compression: answers in zstd or gzip, as the client prefers, as they go.

Litestar's own middleware does not read preferences (`gzip;q=0`), compresses streams of events, and
works in the loop that serves everybody; see docs/decisions/0017. A stream is flushed block by
block: nothing waits for its end. Left as they are: small answers, what is compressed already,
events, and the signed address of a deposit, which holds a secret beside words of the caller's
(BREACH).
"""

from __future__ import annotations

import sys
import zlib
from typing import Any, Protocol

from anyio import CapacityLimiter, to_thread
from litestar.types import ASGIApp

from boucle.api.entree.gate import PUBLISHED

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TAILLE_MIN = 1_024
_TYPES = ("text/", "application/json", "application/xml", "application/javascript", "image/svg+xml")
_EVENTS = "text/event-stream"
_SECRETS = frozenset({f"{PUBLISHED}/getfileurldeposit"})
_GROS = 64 * 1_024
_FILS = 2
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_NIVEAU, _ZSTD_NIVEAU = 5, 3


class _Coder(Protocol):
    def code(self, block: bytes, *, last: bool) -> bytes: ...


class _Gzip:
    nom = b"gzip"

    def __init__(self) -> None:
        self._inner = zlib.compressobj(_GZIP_NIVEAU, wbits=_GZIP)

    def code(self, block: bytes, *, last: bool) -> bytes:
        """Compress a block whole, so that it can be read before the next one comes."""
        mode = zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH
        return self._inner.compress(block) + self._inner.flush(mode)


class _Zstd:
    nom = b"zstd"

    def __init__(self) -> None:
        self._inner = zstd.ZstdCompressor(level=_ZSTD_NIVEAU)

    def code(self, block: bytes, *, last: bool) -> bytes:
        """Compress a block whole, so that it can be read before the next one comes."""
        kind = zstd.ZstdCompressor
        coded: bytes = self._inner.compress(block, kind.FLUSH_FRAME if last else kind.FLUSH_BLOCK)
        return coded


def compress(app: ASGIApp) -> ASGIApp:
    """Wrap the whole application: compress what the client takes compressed."""
    fils: list[CapacityLimiter] = []

    async def coded(coder: _Coder, block: bytes, *, last: bool) -> bytes:
        if len(block) < _GROS:
            return coder.code(block, last=last)
        if not fils:
            fils.append(CapacityLimiter(_FILS))
        return await to_thread.run_sync(lambda: coder.code(block, last=last), limiter=fils[0])

    async def compressed(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"].lower() in _SECRETS:
            await app(scope, receive, send)
            return
        chosen = None if scope["method"] == "HEAD" else preferred(_accepted(scope))
        start: dict[str, Any] = {}
        coder: _Coder | None = None

        async def sent(message: Any) -> None:
            nonlocal coder
            if message["type"] == "http.response.start":
                if not _compressible(message):
                    await send(message)
                elif chosen is None:
                    await send({**message, "headers": [*message["headers"], _VARY]})
                else:
                    start.update(message)
                return
            body, more = message.get("body", b""), message.get("more_body", False)
            if start:
                if more or len(body) >= TAILLE_MIN:
                    assert chosen is not None
                    coder = chosen()
                    body = await coded(coder, body, last=not more)
                    await send({**start, "headers": _headers(start, chosen.nom, body, more)})
                else:
                    await send({**start, "headers": [*start["headers"], _VARY]})
                start.clear()
            elif coder is not None:
                body = await coded(coder, body, last=not more)
            await send({**message, "body": body})

        await app(scope, receive, sent)

    return compressed


_VARY = (b"vary", b"accept-encoding")
_CODERS: dict[str, Any] = {"zstd": _Zstd, "gzip": _Gzip}


def preferred(accepted: str) -> Any:
    """Choose the coding that the client likes best, zstd before gzip; None for neither."""
    weights: dict[str, int] = {}
    for part in accepted.lower().split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip()] = _weight(parameter.strip())
    ranked = [
        (weights.get(name, weights.get("*", 0)), -rank, coder)
        for rank, (name, coder) in enumerate(_CODERS.items())
    ]
    weight, _, coder = max(ranked, key=lambda one: one[:2])
    return coder if weight else None


def _weight(parameter: str) -> int:
    """Read `q=0.25` in thousandths: 1000 without one, 0 when it cannot be read."""
    if not parameter:
        return 1_000
    name, _, value = parameter.partition("=")
    whole, _, part = value.strip().partition(".")
    if name.strip() != "q" or whole not in ("0", "1") or not f"{part}0".isdigit():
        return 0
    return min(1_000, int(whole) * 1_000 + int(part[:3].ljust(3, "0")))


def _accepted(scope: Any) -> str:
    return ",".join(
        value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-encoding"
    )


def _compressible(message: Any) -> bool:
    headers = {name.lower(): value for name, value in message["headers"]}
    kind = headers.get(b"content-type", b"").decode("latin-1")
    return (
        message["status"] not in (204, 206, 304)
        and b"content-encoding" not in headers
        and kind.startswith(_TYPES)
        and not kind.startswith(_EVENTS)
    )


def _headers(start: Any, coding: bytes, body: bytes, more: bool) -> list[tuple[bytes, bytes]]:
    kept = []
    for name, value in start["headers"]:
        lower = name.lower()
        if lower == b"etag" and not value.startswith(b"W/"):
            value = b"W/" + value
        if lower not in (b"content-length", b"accept-ranges"):
            kept.append((name, value))
    length = [] if more else [(b"content-length", b"%d" % len(body))]
    return [*kept, (b"content-encoding", coding), _VARY, *length]
