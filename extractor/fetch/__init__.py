"""URLs and feeds -> pages saved as they are, each with a sidecar that says where it came from; `run` reads the folder.

Polite: robots.txt is obeyed, one host is never asked twice without a pause, and what is there already is not asked for
again. Careful: private addresses, endless pages and servers that drip a byte at a time are given up, each as an issue.
"""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import hashlib
import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urldefrag, urljoin

import feedparser

from extractor.errors import FetchError
from extractor.fetch import wire
from extractor.fetch.client import PAUSE, Client
from extractor.fetch.wire import Answer, Limits
from extractor.models import Issue

__all__ = ["PAUSE", "Entry", "Fetcher", "Limits"]

FEEDS = ".feeds"
"""Folder, inside the one for the pages, in which feeds are kept; `run` passes it over."""
_SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md"}
_KEPT_HEADERS = ("content-type", "date", "last-modified", "etag", "content-language")
_CONDITIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
_UNSAFE = re.compile(r"[^a-z0-9]+")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Entry(NamedTuple):
    """An article to download, and what is known of it beforehand."""

    url: str
    published: str | None = None
    """ISO date, as a feed gives it."""


class Fetcher:
    """Downloads into one folder, one page after another."""

    def __init__(
        self, into: Path, limits: Limits | None = None, *, pause: float = PAUSE, refresh: bool = False
    ) -> None:
        """`pause` in seconds between two requests to one host; `refresh` asks servers whether stored pages changed."""
        self._into = into
        self._refresh = refresh
        self._client = Client(limits or Limits(), pause)

    def pages(self, wanted: Iterable[Entry]) -> Iterator[Path | Issue]:
        """Download pages; each gives the path of its file, or an issue. A page that is there is not asked for again."""
        for entry in wanted:
            try:
                yield self._page(entry)
            except FetchError as error:
                yield _issue(entry.url, error)

    def feed(self, url: str) -> list[Entry] | Issue:
        """The articles that an RSS or Atom feed lists, each once, in its order; or an issue.

        A feed is asked for anew each time, but sent again only where it has changed.
        """
        try:
            data, base = self._feed(url)
            found = feedparser.parse(io.BytesIO(data), response_headers={"content-location": base})
            entries = [entry for item in found.entries if (entry := _entry(item, base))]
            if not entries and not found.version:
                raise FetchError("no RSS or Atom feed; give the address of one")
            first: dict[str, Entry] = {}
            for entry in entries:
                first.setdefault(entry.url, entry)
            return list(first.values())
        except FetchError as error:
            return _issue(url, error)

    def _page(self, entry: Entry) -> Path:
        url = urldefrag(entry.url.strip()).url
        stem = _stem(url, wire.split(url))
        there = next((path for path in _places(self._into / stem) if path.is_file()), None)
        if there and not self._refresh:
            return there
        answer = self._client.get(url, _conditions(there))
        if there and answer.status == 304:
            return there
        kind = _kind(_checked(answer))
        path = self._into / f"{stem}{_SUFFIXES[kind]}"
        facts = _facts(url, answer) | ({"published": entry.published} if entry.published else {})
        # The page comes last: where it stands, its sidecar stands too.
        _write(path.with_suffix(".json"), json.dumps(facts, ensure_ascii=False, indent=1).encode())
        _write(path, answer.data)
        if there and there != path:
            there.unlink(missing_ok=True)
        return path

    def _feed(self, url: str) -> tuple[bytes, str]:
        """The bytes of a feed, from its server or as they were last time, and the address that its links start from."""
        url = urldefrag(url.strip()).url
        path = self._into / FEEDS / f"{_stem(url, wire.split(url))}.xml"
        answer = self._client.get(url, _conditions(path if path.is_file() else None))
        if answer.status == 304 and path.is_file():
            return path.read_bytes(), str(_sidecar(path).get("final_url") or url)
        data = _checked(answer).data
        _write(path.with_suffix(".json"), json.dumps(_facts(url, answer), ensure_ascii=False, indent=1).encode())
        _write(path, data)
        return data, answer.url


def _issue(url: str, error: FetchError) -> Issue:
    return Issue(path=url, stage="fetch", error="not fetched", message=f"{url}: {error}")


def _entry(item: Any, base: str) -> Entry | None:
    link = str(item.get("link") or "").strip()
    said = str(item.get("published") or item.get("updated") or "")
    return Entry(urljoin(base, link), _day(said)) if link else None


def _day(said: str) -> str | None:
    """The day that a feed writes, as it was where it was written; not turned into the one in Greenwich.

    >>> _day("Mon, 16 Mar 2026 00:30:00 +0800"), _day("2026-03-16T00:30:00+08:00"), _day("soon")
    ('2026-03-16', '2026-03-16', None)
    """
    found = _ISO_DAY.match(said.strip())
    try:
        if found:
            return datetime.date.fromisoformat(found[0]).isoformat()
        parsed = email.utils.parsedate(said)
        return datetime.date(*parsed[:3]).isoformat() if parsed else None
    except ValueError:
        return None


def _checked(answer: Answer) -> Answer:
    if answer.status in {429, 503}:
        raise FetchError(f"the server answered {answer.status}, too busy; try again later")
    if answer.status != 200:
        fix = "try again later" if answer.status >= 500 else "check the address"
        raise FetchError(f"the server answered {answer.status}; {fix}")
    if not answer.data.strip():
        raise FetchError("the server sent nothing; check the address")
    return answer


def _kind(answer: Answer) -> str:
    """The media type of a page. Raises FetchError for anything that is none."""
    kind = answer.headers.get("content-type", "").split(";")[0].strip().lower()
    if not kind:
        kind = "text/html" if b"<" in answer.data[:1000] else "text/plain"
    if kind not in _SUFFIXES:
        raise FetchError(f"is {kind[:60]}, no page; give the address of an article")
    return kind


def _facts(url: str, answer: Answer) -> dict[str, Any]:
    return {
        "url": url,
        "final_url": answer.url,
        "status": answer.status,
        "fetched": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "sha256": hashlib.sha256(answer.data).hexdigest(),
        "headers": {key: answer.headers[key] for key in _KEPT_HEADERS if key in answer.headers},
    }


def _conditions(path: Path | None) -> dict[str, str]:
    """The headers that ask for a page only where it is another than the one that is there."""
    known = _sidecar(path).get("headers", {}) if path else {}
    if not isinstance(known, dict):
        return {}
    return {header: known[key] for key, header in _CONDITIONS.items() if isinstance(known.get(key), str)}


def _sidecar(path: Path) -> Mapping[str, Any]:
    with contextlib.suppress(OSError, ValueError, RecursionError):
        found = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}


def _places(stem: Path) -> Iterator[Path]:
    for suffix in dict.fromkeys(_SUFFIXES.values()):
        yield stem.with_name(stem.name + suffix)


def _stem(url: str, parts: SplitResult) -> str:
    """A file name that a person can read and no other address shares."""
    words = _UNSAFE.sub("-", f"{parts.hostname}{parts.path}".lower()).strip("-")
    return f"{words[:80].strip('-')}-{hashlib.sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _write(path: Path, data: bytes) -> None:
    partial = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        os.replace(partial, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise FetchError(f"not saved as {path.name}: {error.strerror}; check the folder and its disk") from error
