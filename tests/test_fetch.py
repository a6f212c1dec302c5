"""Addresses of a real server on this machine -> files in a folder, or issues; whatever the server does."""

from __future__ import annotations

import datetime
import json
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from extractor import clean
from extractor.fetch import Entry, Fetcher, Limits, client, wire
from extractor.models import Article, Issue
from tests.servers import PAGE, Server, serving

HERE = Limits(seconds=2, bytes=1_000_000, allow_private=True)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as found, serving() as other:
        found.elsewhere = other.url
        yield found


@pytest.fixture
def site(server: Server) -> str:
    return server.url


def fetcher(into: Path, limits: Limits = HERE, *, refresh: bool = False) -> Fetcher:
    return Fetcher(into, limits, pause=0.01, refresh=refresh)


def get(url: str, into: Path, limits: Limits = HERE, *, refresh: bool = False) -> Path | Issue:
    (found,) = fetcher(into, limits, refresh=refresh).pages([Entry(url)])
    return found


def facts(path: Path | Issue) -> dict[str, object]:
    assert isinstance(path, Path), path
    found = json.loads(path.with_suffix(".json").read_text())
    assert isinstance(found, dict)
    return found


def test_a_page_is_kept_as_it_is_with_its_sidecar_and_can_be_read(site: str, tmp_path: Path) -> None:
    path = get(f"{site}/page", tmp_path)
    known = facts(path)
    assert isinstance(path, Path)
    assert path.read_bytes() == PAGE
    assert (known["url"], known["final_url"], known["status"]) == (f"{site}/page", f"{site}/page", 200)
    assert known["headers"]["etag"] == '"x5"'  # type: ignore[index]
    (article,) = clean.articles([tmp_path])
    assert isinstance(article, Article)
    assert (article.url, article.title) == (f"{site}/page", "Tern Overtakes Heron")


def test_a_page_is_not_asked_for_twice_not_even_for_another_part_of_it(
    site: str, server: Server, tmp_path: Path
) -> None:
    first = get(f"{site}/page?once", tmp_path)
    assert get(f"{site}/page?once#part", tmp_path) == get(f" {site}/page?once ", tmp_path) == first
    assert server.asked.count("/page?once") == 1
    assert get(f"{site}/page?other", tmp_path) != first


def test_refreshing_asks_only_for_what_has_changed(site: str, server: Server, tmp_path: Path) -> None:
    same, changed = get(f"{site}/page?r", tmp_path), get(f"{site}/changing", tmp_path)
    assert isinstance(same, Path)
    assert isinstance(changed, Path)
    before = changed.read_bytes()
    assert (get(f"{site}/page?r", tmp_path, refresh=True), get(f"{site}/changing", tmp_path, refresh=True)) == (
        same, changed,
    )  # fmt: skip
    assert '"x5"' in [sent.get("if-none-match") for sent in server.sent[-4:]]
    assert (same.read_bytes(), changed.read_bytes() != before) == (PAGE, True)


@pytest.mark.parametrize("name", ["moved", "moved_away", "untyped", "packed", "chunks", "recovering", "busy"])
def test_what_is_a_little_unusual_is_fetched_all_the_same(site: str, tmp_path: Path, name: str) -> None:
    path = get(f"{site}/{name}", tmp_path)
    assert isinstance(path, Path), path
    assert (path.read_bytes(), path.suffix) == (PAGE, ".html")


def test_a_redirect_is_noted(site: str, tmp_path: Path) -> None:
    known = facts(get(f"{site}/moved", tmp_path))
    assert (known["url"], known["final_url"]) == (f"{site}/moved", f"{site}/page?moved")


FAILURES = [
    ("gone", "404"),
    ("broken", "answered 500"),
    ("closed", "asks to wait 7200 seconds"),
    ("empty", "sent nothing"),
    ("paper", "application/pdf"),
    ("secret", "robots.txt"),
    ("page?print=1", "robots.txt"),
    ("loop", "circle"),
    ("chain", "more than 5 redirects"),
    ("moved_to_secret", "robots.txt"),
    ("moved_to_their_secret", "robots.txt"),
    ("moved_to_file", "no http"),
    ("moved_nowhere", "answered 302"),
    ("drip", "more than 2 seconds"),
    ("drip_of_headers", "more than 2 seconds"),
    ("silence", "more than 2 seconds"),
    ("huge", "larger than 1 MB"),
    ("huge_and_says_so", "larger than 1 MB"),
    ("bomb", "larger than 1 MB"),
    ("half", "broke off"),
    ("half_a_chunk", "not reached"),
    ("half_packed", "broke off"),
    ("badly_packed", "unpacked"),
    ("strangely_packed", "packed as 'br'"),
    ("nonsense", "not reached"),
    ("many_headers", "not reached"),
    ("long_header", "not reached"),
]


@pytest.mark.parametrize(("path", "part"), FAILURES, ids=[path for path, _ in FAILURES])
def test_what_fails_is_an_issue_in_one_line_and_leaves_no_file(site: str, tmp_path: Path, path: str, part: str) -> None:
    issue = get(f"{site}/{path}", tmp_path)
    assert isinstance(issue, Issue), issue
    assert issue.stage == "fetch"
    assert issue.message.startswith(f"{site}/{path}: ")
    assert part in issue.message
    assert "\n" not in issue.message
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "words"),
    [("latin", "3 €, sagt Özgür"), ("cyrillic", "Модель Сова"), ("unknown_charset", "4.1 trillion in the week")],
)
def test_a_wrong_or_missing_charset_costs_no_letter(site: str, tmp_path: Path, name: str, words: str) -> None:
    get(f"{site}/{name}", tmp_path)
    (article,) = clean.articles([tmp_path])
    assert isinstance(article, Article)
    assert words in article.text


def test_servers_that_fail_are_asked_three_times_and_no_more(site: str, server: Server, tmp_path: Path) -> None:
    before = server.times["broken"]
    get(f"{site}/broken", tmp_path)
    assert server.times["broken"] - before == client.TRIES


def test_a_host_that_asks_to_wait_is_left_alone_and_others_are_not(site: str, server: Server, tmp_path: Path) -> None:
    before = len(server.asked)
    wanted = [f"{site}/closed", f"{site}/page?w=1", f"{server.elsewhere}/page"]
    found = list(fetcher(tmp_path).pages(map(Entry, wanted)))
    assert [isinstance(each, Issue) for each in found] == [True, True, False]
    assert server.asked[before:] == ["/robots.txt", "/closed"]


def test_one_host_is_not_asked_twice_without_a_pause(site: str, tmp_path: Path) -> None:
    wanted = [Entry(f"{site}/page?p={number}") for number in range(3)]
    started = time.monotonic()
    assert len(list(Fetcher(tmp_path, HERE, pause=0.2).pages(wanted))) == 3
    assert time.monotonic() - started >= 0.6  # robots.txt, and three pages after it


def test_a_host_is_asked_for_its_rules_once(site: str, server: Server, tmp_path: Path) -> None:
    before = server.asked.count("/robots.txt")
    assert len(list(fetcher(tmp_path).pages(Entry(f"{site}/page?q={number}") for number in range(3)))) == 3
    assert server.asked.count("/robots.txt") == before + 1


def test_where_the_rules_cannot_be_had_nothing_is_asked(tmp_path: Path) -> None:
    class Failing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(503 if self.path == "/robots.txt" else 200)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Failing) as failing:
        threading.Thread(target=failing.serve_forever, daemon=True).start()
        issue = get(f"http://127.0.0.1:{failing.server_address[1]}/page", tmp_path)
        failing.shutdown()
    assert isinstance(issue, Issue)
    assert "robots.txt could not be had" in issue.message


PRIVATE = [
    "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0.0.0.0", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fc00::1]",
    "10.0.0.8", "172.16.4.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "198.18.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_private_addresses_are_refused_however_they_are_written(host: str, tmp_path: Path, server: Server) -> None:
    before = len(server.asked)
    issue = get(f"http://{host}:{server.server_address[1]}/page", tmp_path, Limits(seconds=5))
    assert isinstance(issue, Issue)
    assert "private address" in issue.message or "no such host" in issue.message
    assert len(server.asked) == before
    assert not list(tmp_path.iterdir())


def test_public_addresses_are_not_refused() -> None:
    public = ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]
    assert [wire.is_public(address) for address in public] == [True] * 5


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Let names of this test lead where it says; each look-up takes the next answer."""
    left = list(answers)

    def look_up(host: str, port: int, *args: object, **more: object) -> list[object]:
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_a_name_that_leads_to_a_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, server: Server, tmp_path: Path
) -> None:
    resolving(monkeypatch, ["127.0.0.1"])
    issue = get(f"http://news.example:{server.server_address[1]}/page", tmp_path, Limits(seconds=5))
    assert isinstance(issue, Issue)
    assert "news.example is a private address" in issue.message


def test_a_name_is_looked_up_once_and_the_connection_goes_to_what_was_checked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A second look-up, which could lead elsewhere, is never made."""
    resolving(monkeypatch, ["203.0.113.7", "93.184.215.14"], ["127.0.0.1"])
    met: list[object] = []

    class Socket(socket.socket):
        def connect(self, address: object) -> None:
            met.append(address)
            raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "socket", Socket)
    issue = get("http://news.example/page", tmp_path, Limits(seconds=5))
    assert isinstance(issue, Issue)
    assert met == [("93.184.215.14", 80)], "the documentation address beside it is not public"


def test_a_redirect_to_a_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, server: Server, tmp_path: Path
) -> None:
    """A server that counts as public here sends us on to one that does not."""
    public = wire.is_public
    monkeypatch.setattr(wire, "is_public", lambda address: address == "127.0.0.1" or public(address))
    before = server.elsewhere
    try:
        for host in ("127.0.0.2", "169.254.169.254", "[::1]", "10.0.0.1", "2130706434"):
            server.elsewhere = f"http://{host}"
            issue = get(f"{server.url}/moved_away?{host}", tmp_path, Limits(seconds=5))
            assert isinstance(issue, Issue)
            assert "private address" in issue.message
        server.elsewhere = before
        assert isinstance(get(f"{server.url}/moved_away", tmp_path, Limits(seconds=5)), Path)
    finally:
        server.elsewhere = before


def test_certificates_are_verified(tmp_path: Path, server: Server) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
    try:
        subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as secure:
        secure.socket = context.wrap_socket(secure.socket, server_side=True)
        threading.Thread(target=secure.serve_forever, daemon=True).start()
        issue = get(f"https://localhost:{secure.server_address[1]}/page", tmp_path / "pages")
        secure.shutdown()
    assert isinstance(issue, Issue)
    assert "certificate" in issue.message


@pytest.mark.parametrize(
    "url",
    [
        "", "file:///etc/hosts", "ftp://a.example/x", "nonsense", "http://", "http://[x", "http://a:99999/", "http://\ud800/",
        "http://a b/", "javascript:alert(1)", "http://\x00/", "http://" + "a" * 300 + ".example/", "http://..example/",
    ],
)  # fmt: skip
def test_other_addresses_are_issues(url: str, tmp_path: Path) -> None:
    assert isinstance(get(url, tmp_path), Issue)


def test_one_failure_does_not_stop_the_others(site: str, tmp_path: Path) -> None:
    found = fetcher(tmp_path).pages(map(Entry, [f"{site}/gone", "nonsense", f"{site}/page"]))
    assert [isinstance(each, Issue) for each in found] == [True, True, False]


def test_a_folder_that_cannot_be_written_is_an_issue(site: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    issue = get(f"{site}/page", tmp_path / "file")
    assert isinstance(issue, Issue)
    assert "not saved" in issue.message


def test_feeds_list_their_articles_once_in_order_and_with_their_days(site: str, tmp_path: Path) -> None:
    known = fetcher(tmp_path)
    assert known.feed(f"{site}/rss") == [Entry(f"{site}/page?n=1", "2026-03-16"), Entry(f"{site}/page?n=2")]
    assert known.feed(f"{site}/atom") == [Entry(f"{site}/page?n=3", "2026-03-15")]
    first, *_ = known.pages([Entry(f"{site}/page?n=1", "2026-03-16")])
    assert facts(first)["published"] == "2026-03-16"
    (article,) = clean.articles([tmp_path])
    assert isinstance(article, Article)
    assert article.published == "2026-03-16"


def test_a_feed_is_sent_again_only_where_it_has_changed(site: str, server: Server, tmp_path: Path) -> None:
    first = fetcher(tmp_path).feed(f"{site}/rss")
    assert "if-none-match" not in server.sent[-1]
    assert fetcher(tmp_path).feed(f"{site}/rss") == first
    assert server.sent[-1]["if-none-match"] == '"f1"'


def test_feeds_that_are_none_or_mean_harm_are_issues_or_only_links(site: str, tmp_path: Path) -> None:
    known = fetcher(tmp_path)
    for path, part in (("gone", "404"), ("page", "no RSS"), ("drip", "2 seconds"), ("bomb", "1 MB")):
        issue = known.feed(f"{site}/{path}")
        assert isinstance(issue, Issue), path
        assert part in issue.message
    found = known.feed(f"{site}/laughs")
    assert isinstance(found, Issue) or found in ([], [Entry(f"{site}/page?n=4")])


@pytest.mark.parametrize(
    ("text", "seconds"), [("120", 120), ("", None), ("soon", None), ("-5", None), ("9" * 30, 999_999_999)]
)
def test_seconds_to_wait(text: str, seconds: float | None) -> None:
    assert client.retry_after(text) == seconds


def test_dates_to_wait_for() -> None:
    until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=90)
    found = client.retry_after(format_datetime(until, usegmt=True))
    assert found is not None
    assert 80 < found <= 90
    assert client.retry_after("Mon, 16 Mar 2020 08:00:00 GMT") == 0


def test_the_command_fetches_what_run_then_reads(site: str, tmp_path: Path) -> None:
    listed, into, db = tmp_path / "urls.txt", tmp_path / "pages", tmp_path / "claims.db"
    listed.write_text(f"# ours\n{site}/page\n\n{site}/gone\n")
    command = [sys.executable, "-m", "extractor"]
    options = ["--into", str(into), "--allow-private", "--pause", "0", "--feed", f"{site}/rss", "--from", str(listed)]
    done = subprocess.run([*command, "fetch", *options], capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert "404" in done.stderr
    assert len(list(into.glob("*.html"))) == 3
    done = subprocess.run([*command, "run", str(into), "--db", str(db)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
