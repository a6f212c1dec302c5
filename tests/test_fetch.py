"""Addresses of a real server on this machine -> files in a folder, or issues."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from extractor import clean, fetch
from extractor.errors import FetchError
from extractor.models import Article, Issue

PAGE = (
    b"<html><head><title>Tern</title></head><body><article><h1>Tern Overtakes Heron</h1>"
    b"<p>Tokens handled by the Oslo lab's models rose to 4.1 trillion in the week, it said.</p></article></body></html>"
)
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><link>/</link>
<item><title>a</title><link>/page?n=1</link></item><item><link>/page?n=2</link></item>
<item><link>/page?n=1</link></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link href="/"/>
<entry><link rel="self" href="/s"/><link href="/page?n=3"/></entry></feed>"""


class Handler(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        name = self.path.strip("/").split("?")[0].replace(".", "_")
        try:
            getattr(self, f"give_{name}", self.give_missing)()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def give(self, data: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def give_page(self) -> None:
        self.give(PAGE, ETag="x5")

    def give_robots_txt(self) -> None:
        self.give(b"User-agent: *\nDisallow: /secret\n", "text/plain")

    def give_secret(self) -> None:
        self.give(PAGE)

    def give_paper(self) -> None:
        self.give(b"%PDF-1.7 and so on", "application/pdf")

    def give_moved(self) -> None:
        self.give(b"moved", status=302, Location="/page?moved")

    def give_loop(self) -> None:
        self.give(b"moved", status=302, Location="/loop")

    def give_missing(self) -> None:
        self.give(b"<p>not here, sorry</p>", status=404)

    def give_huge(self) -> None:
        self.give(b"")
        for _ in range(40):
            self.wfile.write(b"<p>more</p>" * 10_000)

    def give_bomb(self) -> None:
        self.give(gzip.compress(bytes(40_000_000)), Content_Encoding="gzip")

    def give_drip(self) -> None:
        self.give(b"")
        for _ in range(100):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)

    def give_feed(self) -> None:
        self.give(FEED, "application/rss+xml")

    def give_atom(self) -> None:
        self.give(ATOM, "application/atom+xml")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.daemon_threads = True
    found.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


@pytest.fixture
def site(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


def get(url: str, into: Path, **limits: float) -> Path | Issue:
    (found,) = fetch.fetch([url], into, allow_private=True, pause=0, **limits)
    return found


def test_a_page_is_kept_as_it_is_with_its_sidecar_and_can_be_read(site: str, tmp_path: Path) -> None:
    path = get(f"{site}/page", tmp_path)
    assert isinstance(path, Path)
    assert path.read_bytes() == PAGE
    facts = json.loads(path.with_suffix(".json").read_text())
    assert (facts["url"], facts["status"], facts["headers"]["etag"]) == (f"{site}/page", 200, "x5")
    (article,) = clean.articles([tmp_path])
    assert isinstance(article, Article)
    assert (article.url, article.title) == (f"{site}/page", "Tern Overtakes Heron")


def test_a_page_is_not_asked_for_twice(site: str, server: ThreadingHTTPServer, tmp_path: Path) -> None:
    first = get(f"{site}/page?once", tmp_path)
    assert get(f"{site}/page?once", tmp_path) == first
    assert server.asked.count("/page?once") == 1  # type: ignore[attr-defined]
    assert get(f"{site}/page?other", tmp_path) != first


def test_a_redirect_is_followed_and_noted(site: str, tmp_path: Path) -> None:
    path = get(f"{site}/moved", tmp_path)
    assert isinstance(path, Path)
    facts = json.loads(path.with_suffix(".json").read_text())
    assert (facts["url"], facts["final_url"]) == (f"{site}/moved", f"{site}/page?moved")


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/gone", "404"),
        ("/paper", "application/pdf"),
        ("/loop", "not reached"),
        ("/secret", "robots.txt"),
        ("/drip", "more than 1 seconds"),
        ("/huge", "1 MB"),
        ("/bomb", "1 MB"),
    ],
)
def test_what_fails_is_an_issue_in_one_line_and_leaves_no_file(site: str, tmp_path: Path, path: str, part: str) -> None:
    issue = get(site + path, tmp_path, seconds=1, megabytes=1)
    assert isinstance(issue, Issue)
    assert issue.stage == "fetch"
    assert issue.message.startswith(f"{site}{path}: ")
    assert part in issue.message
    assert "\n" not in issue.message
    assert not list(tmp_path.iterdir())


def test_private_addresses_are_refused_unless_allowed(site: str, tmp_path: Path) -> None:
    (issue,) = fetch.fetch([f"{site}/page"], tmp_path, pause=0)
    assert isinstance(issue, Issue)
    assert "private" in issue.message


@pytest.mark.parametrize(
    "url", ["", "file:///etc/hosts", "ftp://a.example/x", "nonsense", "http://", "http://[x", "http://a:99999/"]
)
def test_other_addresses_are_issues(url: str, tmp_path: Path) -> None:
    assert isinstance(get(url, tmp_path), Issue)


def test_one_failure_does_not_stop_the_others(site: str, tmp_path: Path) -> None:
    found = list(fetch.fetch([f"{site}/gone", "nonsense", f"{site}/page"], tmp_path, allow_private=True, pause=0))
    assert [type(item).__name__ for item in found] == ["Issue", "Issue", type(tmp_path).__name__]


def test_feeds_list_their_articles_once_and_in_order(site: str) -> None:
    assert fetch.feed(f"{site}/feed", allow_private=True) == [f"{site}/page?n=1", f"{site}/page?n=2"]
    assert fetch.feed(f"{site}/atom", allow_private=True) == [f"{site}/page?n=3"]
    with pytest.raises(FetchError):
        fetch.feed(f"{site}/gone", allow_private=True)
