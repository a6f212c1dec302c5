"""One address, headers and limits -> one answer of one server, read whole; nothing is followed, nothing tried again.

The connection goes to the very address that was found public: where its name leads a moment later changes nothing.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import NamedTuple, Protocol, TypeVar
from urllib.parse import SplitResult, quote, urlsplit

import certifi

from extractor.errors import FetchError

T = TypeVar("T")
AGENT = "ai-claims-extractor"
_CHUNK = 1 << 16
_ACCEPT = "text/html, application/xhtml+xml, text/plain, text/markdown, application/xml;q=0.8, */*;q=0.1"
_KEPT_BY_QUOTE = "%/:=&?~#+!$,;'@()*[]|"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Limits(NamedTuple):
    """What one request may cost, and whom it may reach."""

    seconds: float = 30
    """In all, from the look-up of the name to the last byte."""
    bytes: int = 10_000_000
    """Of the body, unpacked."""
    allow_private: bool = False


class Answer(NamedTuple):
    """What a server answered."""

    url: str
    """The address that was asked."""
    status: int
    headers: Mapping[str, str]
    """By names in small letters."""
    data: bytes
    """The body of a 200, unpacked; else empty."""


class _Packed(Protocol):
    @property
    def unused_data(self) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int = ...) -> bytes: ...


def split(url: str) -> SplitResult:
    """The parts of a web address. Raises FetchError for any other."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise FetchError("no http or https address")
    return parts


def ask(url: str, headers: Mapping[str, str], limits: Limits) -> Answer:
    """Send one GET. Raises FetchError with the reason where no answer came within the limits."""
    parts = split(url)
    stop = threading.Event()
    try:
        return _in_time(partial(_exchange, url, parts, headers, limits, stop), limits.seconds)
    finally:
        stop.set()


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and so are those that it wraps (IPv4 in IPv6)."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped or found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        wrapped = [found.sixtofour, *(found.teredo or ())]
        if any(each is not None and not is_public(str(each)) for each in wrapped):
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _exchange(
    url: str, parts: SplitResult, headers: Mapping[str, str], limits: Limits, stop: threading.Event
) -> Answer:
    connection = _connection(parts, limits)
    sent = {
        "User-Agent": AGENT,
        "Accept": _ACCEPT,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    try:
        connection.request("GET", _target(parts), headers=sent | dict(headers))
        response = connection.getresponse()
        told = {key.lower(): value for key, value in reversed(response.getheaders())}
        data = _body(response, told, limits, stop) if response.status == 200 else b""
        return Answer(url, response.status, told, data)
    finally:
        connection.close()


def _connection(parts: SplitResult, limits: Limits) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise FetchError(f"{host[:60]!r} is no name of a host") from error
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port or 443, timeout=limits.seconds, context=_trust()
        )
    else:
        connection = http.client.HTTPConnection(host, parts.port or 80, timeout=limits.seconds)
    connection._create_connection = partial(_connect, limits.allow_private)  # type: ignore[attr-defined]
    return connection


@cache
def _trust() -> ssl.SSLContext:
    """Certificates are always verified: by those of the system, and by Mozilla's."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _connect(
    allow_private: bool, address: tuple[str, int], timeout: float | None = None, source: object = None
) -> socket.socket:
    """A connection to the first address of a host that is public and answers."""
    host, port = address
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    good = [each for each in found if allow_private or is_public(str(each[4][0]))]
    if not good:
        raise FetchError(f"{host} is a private address; such are only fetched with --allow-private")
    failure: OSError | None = None
    for family, kind, proto, _, place in good:
        connection = socket.socket(family, kind, proto)
        try:
            connection.settimeout(timeout)
            connection.connect(place)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure or OSError("no address")


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_KEPT_BY_QUOTE)
    return f"{path}?{quote(parts.query, safe=_KEPT_BY_QUOTE)}" if parts.query else path


def _body(response: http.client.HTTPResponse, told: Mapping[str, str], limits: Limits, stop: threading.Event) -> bytes:
    """The body of an answer, unpacked, as long as it keeps within its size."""
    packing = told.get("content-encoding", "").strip().lower()
    if packing not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise FetchError(f"packed as {packing[:20]!r}, which was not asked for")
    packed = _unpacker() if packing not in {"", "identity"} else None
    kept = bytearray()
    if (response.length or 0) > limits.bytes:
        raise _too_large(limits)
    while not stop.is_set() and (chunk := response.read1(_CHUNK)):
        if packed:
            chunk, packed = _unpacked(packed, chunk, limits.bytes + 1 - len(kept))
        kept += chunk
        if len(kept) > limits.bytes:
            raise _too_large(limits)
    if response.length or (packed and kept and not packed.eof):
        raise FetchError("the answer broke off; try again later")
    return bytes(kept)


def _too_large(limits: Limits) -> FetchError:
    return FetchError(f"larger than {limits.bytes / 1e6:g} MB; no article is, but --megabytes N allows more")


def _unpacker() -> _Packed:
    return zlib.decompressobj(47)  # zlib or gzip, whichever the data say


def _unpacked(packed: _Packed, chunk: bytes, room: int) -> tuple[bytes, _Packed]:
    """A part of a body unpacked to at most so many bytes; a file of gzip may have several members."""
    made = packed.decompress(chunk, room)
    while packed.eof and packed.unused_data.startswith(b"\x1f\x8b") and len(made) < room:
        rest, packed = packed.unused_data, _unpacker()
        made += packed.decompress(rest, room - len(made))
    return made, packed


def _in_time(work: Callable[[], T], seconds: float) -> T:
    """What a function gives within the time; a limit of a socket counts each read anew, so it needs this one too.

    Raises FetchError when time is up. The thread is left to end by itself: it holds no lock, and the process does not
    wait for it.
    """
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if done:
        return done[0]
    if not failed or isinstance(failed[0], TimeoutError):
        raise FetchError(f"took more than {seconds:g} seconds; try again later")
    if isinstance(failed[0], FetchError):
        raise failed[0]
    raise FetchError(_why(failed[0])) from failed[0]


def _why(error: BaseException) -> str:
    said = " ".join(str(error).split())[:200] or type(error).__name__
    if isinstance(error, ssl.SSLError):
        return f"not reached safely: {said}; its certificate must be put right there"
    if isinstance(error, zlib.error):
        return "what came cannot be unpacked; try again later"
    if isinstance(error, socket.gaierror | UnicodeError):
        return f"not reached: no such host ({said}); check the address"
    return f"not reached: {said}; try again later"
