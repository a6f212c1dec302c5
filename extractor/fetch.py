"""URLs -> pages saved as they are, each with a sidecar that says where it came from; `clean` reads such a folder.

Polite: robots.txt is obeyed and one host is never asked twice without a pause. Careful: private addresses, endless
pages and servers that answer a byte at a time are given up, each as one issue.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
import os
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from lxml import etree
from trafilatura.downloads import fetch_response
from trafilatura.settings import use_config
from trafilatura.spider import get_rules
from trafilatura.utils import Response

from extractor.errors import FetchError
from extractor.models import Issue

T = TypeVar("T")
AGENT = "ai-claims-extractor"
PAUSE = 2.0
"""Seconds between two requests to one host, where its robots.txt asks for no longer ones."""
LONGEST_PAUSE = 60.0
_SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md"}
_KEPT_HEADERS = ("content-type", "date", "last-modified", "etag", "content-language")
_UNSAFE = re.compile(r"[^a-z0-9]+")
_LOG = logging.getLogger("trafilatura.downloads")


class _Limits(NamedTuple):
    seconds: float
    bytes: int
    config: ConfigParser


class _Reasons(logging.Handler):
    """Catches why a download failed: the library only logs it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the cause, the last argument of the message."""
        self.last = str(record.args[-1]) if isinstance(record.args, tuple) and record.args else record.getMessage()


def fetch(
    urls: Iterable[str],
    into: Path,
    *,
    seconds: float = 30,
    megabytes: float = 10,
    allow_private: bool = False,
    pause: float = PAUSE,
) -> Iterator[Path | Issue]:
    """Download pages into a folder, one after another; each gives the path of its file, or an issue.

    `seconds` is the time one page may take in all, `megabytes` its size unpacked; `allow_private` permits addresses of
    the own network. A page that is there already is not asked for again.
    """
    limits = _limits(seconds, megabytes, allow_private)
    into.mkdir(parents=True, exist_ok=True)
    hosts = _Hosts(pause)
    for url in urls:
        try:
            yield _page(url.strip(), into, limits, hosts)
        except FetchError as error:
            yield Issue(path=url, stage="fetch", error="not fetched", message=f"{url}: {error}")


def feed(url: str, *, seconds: float = 30, allow_private: bool = False) -> list[str]:
    """The addresses of the articles that an RSS or Atom feed lists, in its order. Raises FetchError."""
    response = _get(url, _limits(seconds, 10, allow_private))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(response.data or b"", parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise FetchError(f"{url}: no RSS or Atom feed")
    links = [
        (link.get("href") or link.text or "").strip()
        for item in root.iter("{*}item", "{*}entry")
        for link in [_article_link(item)]
        if link is not None
    ]
    return list(dict.fromkeys(urljoin(url, link) for link in links if link))


def _article_link(item: etree._Element) -> etree._Element | None:
    links = item.findall("{*}link")
    return next((link for link in links if link.get("rel", "alternate") == "alternate"), None)


def _limits(seconds: float, megabytes: float, allow_private: bool) -> _Limits:
    config = use_config()
    size = int(megabytes * 1_000_000)
    for key, value in {
        "DOWNLOAD_TIMEOUT": str(max(1, round(seconds))),
        "MAX_FILE_SIZE": str(size),
        "MAX_REDIRECTS": "5",
        "USER_AGENTS": AGENT,
        "SSRF_PROTECTION": "off" if allow_private else "on",
        "INSECURE_SSL_FALLBACK": "off",
    }.items():
        config.set("DEFAULT", key, value)
    return _Limits(seconds, size, config)


class _Hosts:
    """What is known of the hosts of one run: their rules, and when each was last asked."""

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self.rules: dict[str, RobotFileParser | None] = {}
        self.asked: dict[str, float] = {}

    def admit(self, parts: SplitResult, limits: _Limits) -> None:
        """Wait for the host's turn. Raises FetchError where its robots.txt forbids the address."""
        base = f"{parts.scheme}://{parts.netloc}"
        if base not in self.rules:
            self.rules[base] = _in_time(lambda: get_rules(base, config=limits.config), limits.seconds)
        rules = self.rules[base]
        if rules is not None and not rules.can_fetch(AGENT, parts.geturl()):
            raise FetchError("forbidden by the robots.txt of the site; save the page by hand if you may")
        asked = rules.crawl_delay(AGENT) if rules is not None else None
        delay = min(LONGEST_PAUSE, max(self.pause, float(asked or 0)))
        wait = self.asked.get(base, -delay) + delay - time.monotonic()
        if base in self.asked and wait > 0:
            time.sleep(wait)
        self.asked[base] = time.monotonic()


def _page(url: str, into: Path, limits: _Limits, hosts: _Hosts) -> Path:
    parts = _split(url)
    stem = _stem(url, parts)
    for suffix in dict.fromkeys(_SUFFIXES.values()):
        if (into / f"{stem}{suffix}").is_file():
            return into / f"{stem}{suffix}"
    hosts.admit(parts, limits)
    response = _get(url, limits)
    headers = {key.lower(): value for key, value in (response.headers or {}).items()}
    kind = headers.get("content-type", "text/html").split(";")[0].strip().lower()
    if kind not in _SUFFIXES:
        raise FetchError(f"is {kind}, no page; give the address of an article")
    path = into / f"{stem}{_SUFFIXES[kind]}"
    facts = {
        "url": url,
        "final_url": response.url,
        "status": response.status,
        "fetched": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "headers": {key: headers[key] for key in _KEPT_HEADERS if key in headers},
    }
    # The page comes last: where it stands, its sidecar stands too.
    _write(path.with_suffix(".json"), json.dumps(facts, ensure_ascii=False, indent=1).encode())
    _write(path, response.data or b"")
    return path


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise FetchError("no http or https address")
    return parts


def _stem(url: str, parts: SplitResult) -> str:
    """A file name that a person can read and no other address shares."""
    words = _UNSAFE.sub("-", f"{parts.hostname}{parts.path}".lower()).strip("-")
    return f"{words[:80].strip('-')}-{hashlib.sha256(url.encode()).hexdigest()[:8]}"


def _write(path: Path, data: bytes) -> None:
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_bytes(data)
        os.replace(partial, path)
    except OSError as error:
        raise FetchError(f"not saved as {path.name}: {error.strerror}; check the folder") from error


def _get(url: str, limits: _Limits) -> Response:
    """Download one address. Raises FetchError with the reason."""
    reasons = _Reasons()
    _LOG.addHandler(reasons)
    _LOG.propagate, before = False, _LOG.propagate
    try:
        response = _in_time(lambda: fetch_response(url, config=limits.config), limits.seconds)
    finally:
        _LOG.removeHandler(reasons)
        _LOG.propagate = before
    if response is None or not response.data:
        raise FetchError(_why(reasons.last, limits))
    if response.status != 200:
        raise FetchError(f"the server answered {response.status}; check the address")
    return response


def _why(reason: str, limits: _Limits) -> str:
    if "SSRF" in reason or "non-public" in reason:
        return "a private address; such are only fetched when that is allowed"
    if "MAX_FILE_SIZE" in reason:
        return f"larger than {limits.bytes / 1e6:g} MB; no article is"
    return f"not reached: {' '.join(reason.split())[:200] or 'nothing came'}"


def _in_time(work: Callable[[], T], seconds: float) -> T:
    """What a function gives within the time; a download's own limit counts each read anew, so it needs this one too.

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
    if failed:
        raise FetchError(f"not reached: {' '.join(str(failed[0]).split())[:200]}") from failed[0]
    raise FetchError(f"took more than {seconds:g} seconds; try again later")
