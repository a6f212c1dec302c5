"""Addresses -> answers of polite requests: robots.txt, pauses, redirects, servers that ask to wait.

What a redirect leads to is asked like any other address: its robots.txt, its host's pause, its place on the network.
"""

from __future__ import annotations

import datetime
import email.utils
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urldefrag, urljoin

from protego import Protego

from extractor.errors import FetchError
from extractor.fetch import wire
from extractor.fetch.wire import AGENT, Answer, Limits

PAUSE = 2.0
"""Seconds between two requests to one host, where its robots.txt asks for no longer ones."""
LONGEST_PAUSE = 60.0
REDIRECTS = 5
TRIES = 3
"""Requests for one address, where the server fails or asks to wait."""
ROBOTS_BYTES = 500_000
_AGAIN = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass
class _Host:
    """What is known of one host."""

    rules: Protego | None = None
    """None where it has no robots.txt."""
    refused: str | None = None
    """Why its robots.txt could not be had, and so nothing may be asked."""
    delay: float = 0.0
    free_at: float = 0.0
    """When it may be asked next, on the clock that never goes back."""


class Client:
    """One run's way to the servers."""

    def __init__(self, limits: Limits, pause: float = PAUSE) -> None:
        """`pause` in seconds."""
        self._limits = limits
        self._pause = pause
        self._hosts: dict[str, _Host] = {}

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to a GET, redirects followed; `headers` go with the first request alone. Raises FetchError."""
        return self._followed(url, headers or {}, self._limits, admitted=True)

    def _followed(self, url: str, headers: Mapping[str, str], limits: Limits, *, admitted: bool) -> Answer:
        """With `admitted`, each address is held against the robots.txt of its host first."""
        seen: list[str] = []
        while True:
            url = urldefrag(url).url
            if url in seen:
                raise FetchError("its redirects lead in a circle; check the address")
            seen.append(url)
            if len(seen) > REDIRECTS + 1:
                raise FetchError(f"more than {REDIRECTS} redirects; check the address")
            parts = wire.split(url)
            host = self._admitted(parts) if admitted else self._hosts.get(_base(parts), _Host())
            try:
                answer = self._tried(url, headers if len(seen) == 1 else {}, limits, host)
            except FetchError as error:
                raise FetchError(f"redirected to {url}: {error}" if len(seen) > 1 else str(error)) from error
            place = answer.headers.get("location")
            if answer.status not in _MOVED or not place:
                return answer
            url = urljoin(url, _decoded(place))

    def _admitted(self, parts: SplitResult) -> _Host:
        """A host, if its robots.txt permits the address. Raises FetchError."""
        base = _base(parts)
        if base not in self._hosts:
            self._hosts[base] = self._met(base)
        host = self._hosts[base]
        if host.refused:
            raise FetchError(host.refused)
        if host.rules is not None and not host.rules.can_fetch(parts.geturl(), AGENT):
            raise FetchError("forbidden by the robots.txt of the site; save the page by hand if you may")
        return host

    def _met(self, base: str) -> _Host:
        """A host with its robots.txt (RFC 9309): none permits all, one that cannot be had forbids all."""
        host = _Host(delay=self._pause)
        limits = self._limits._replace(bytes=ROBOTS_BYTES)
        try:
            answer = self._followed(f"{base}/robots.txt", {}, limits, admitted=False)
        except FetchError as error:
            host.refused = str(error)
            return host
        if answer.status == 200:
            host.rules = Protego.parse(answer.data.decode("utf-8", "replace"))
            asked = host.rules.crawl_delay(AGENT)
            host.delay = min(LONGEST_PAUSE, max(self._pause, float(asked or 0)))
        elif answer.status >= 500 or answer.status == 429:
            host.refused = f"its robots.txt could not be had: the server answered {answer.status}; try again later"
        host.free_at = time.monotonic() + host.delay
        return host

    def _tried(self, url: str, headers: Mapping[str, str], limits: Limits, host: _Host) -> Answer:
        """One address asked, and again where the server fails for a moment or asks to wait."""
        for tried in range(1, TRIES + 1):
            self._wait(host)
            try:
                answer = wire.ask(url, headers, limits)
            finally:
                host.free_at = time.monotonic() + host.delay
            if answer.status not in _AGAIN:
                return answer
            wait = retry_after(answer.headers.get("retry-after", ""))
            host.free_at = time.monotonic() + (host.delay * 2**tried if wait is None else max(wait, host.delay))
            if tried == TRIES:
                return answer
        raise AssertionError("the last try returns")

    def _wait(self, host: _Host) -> None:
        left = host.free_at - time.monotonic()
        if left > LONGEST_PAUSE + 1:
            raise FetchError(f"the server asks to wait {left:.0f} seconds; try again then")
        if left > 0:
            time.sleep(left)


def retry_after(text: str) -> float | None:
    """Seconds that a server asks to wait, by their number or by a date; None where it says nothing."""
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        until = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=datetime.UTC)
    return max(0.0, (until - datetime.datetime.now(datetime.UTC)).total_seconds())


def _base(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def _decoded(place: str) -> str:
    """An address of a header, which may hold UTF-8 as it is."""
    try:
        return place.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return place
