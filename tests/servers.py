"""Nothing -> a real server on this machine that does what strangers' servers do: drip, loop, bomb, lie, ask to wait."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = (
    b"<html><head><title>Tern</title></head><body><article><h1>Tern Overtakes Heron</h1>"
    b"<p>Tokens handled by the Oslo lab's models rose to 4.1 trillion in the week, it said.</p></article></body></html>"
)
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><link>/</link>
<item><title>a</title><link>/page?n=1</link><pubDate>Mon, 16 Mar 2026 00:30:00 +0800</pubDate></item>
<item><link>/page?n=2</link></item><item><link>/page?n=1</link></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link href="/"/>
<entry><link rel="self" href="/s"/><link href="/page?n=3"/><updated>2026-03-15T23:10:00Z</updated></entry></feed>"""
LAUGHS = b"""<!DOCTYPE rss [<!ENTITY a "hahahahaha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">
<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><title>&f;&x;</title><link>/page?n=4</link></item></channel></rss>"""


class Server(ThreadingHTTPServer):
    """Remembers what it was asked, and with which headers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.sent: list[dict[str, str]] = []
        self.times: Counter[str] = Counter()
        self.elsewhere = ""
        """The address of another host."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is what is wanted here."""


@contextmanager
def serving() -> Iterator[Server]:
    """A server while it is needed."""
    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.sent.append({key.lower(): value for key, value in self.headers.items()})
        name = self.path.strip("/").split("?")[0].replace(".", "_").replace("/", "_")
        self.server.times[name] += 1
        try:
            getattr(self, f"give_{name}", self.give_missing)()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def give(self, data: bytes, kind: str | None = "text/html", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def give_page(self) -> None:
        if self.headers.get("If-None-Match") == '"x5"':
            self.give(b"", status=304)
        else:
            self.give(PAGE, ETag='"x5"', Last_Modified="Mon, 16 Mar 2026 08:00:00 GMT")

    def give_changing(self) -> None:
        self.give(PAGE.replace(b"4.1", b"4.%d" % self.server.times["changing"]), ETag=f'"{time.monotonic_ns()}"')

    def give_robots_txt(self) -> None:
        self.give(b"User-agent: *\nDisallow: /secret\nDisallow: /*?print=\nCrawl-delay: 0.01\n", "text/plain")

    def give_secret(self) -> None:
        self.give(PAGE)

    def give_paper(self) -> None:
        self.give(b"%PDF-1.7 and so on", "application/pdf")

    def give_untyped(self) -> None:
        self.give(PAGE, None)

    def give_latin(self) -> None:
        self.give("<p>Der Preis fiel auf 3 €, sagt Özgür.</p>".encode("cp1252"), "text/html; charset=utf-8")

    def give_cyrillic(self) -> None:
        text = "<p>Модель Сова обрабатывает 4 миллиарда токенов в неделю.</p>"
        self.give(text.encode("koi8-r"), "text/html; charset=koi8-r")

    def give_unknown_charset(self) -> None:
        self.give(PAGE, "text/html; charset=klingon")

    def give_empty(self) -> None:
        self.give(b"")

    def give_moved(self) -> None:
        self.give(b"moved", status=302, Location="/page?moved#top")

    def give_moved_to_secret(self) -> None:
        self.give(b"", status=301, Location="/secret")

    def give_moved_to_file(self) -> None:
        self.give(b"", status=301, Location="file:///etc/passwd")

    def give_moved_away(self) -> None:
        self.give(b"", status=307, Location=f"{self.server.elsewhere}/page")

    def give_moved_to_their_secret(self) -> None:
        self.give(b"", status=308, Location=f"{self.server.elsewhere}/secret")

    def give_moved_nowhere(self) -> None:
        self.give(b"", status=302)

    def give_loop(self) -> None:
        self.give(b"moved", status=302, Location="/loop")

    def give_chain(self) -> None:
        self.give(b"", status=302, Location=f"/chain?{self.server.times['chain']}")

    def give_missing(self) -> None:
        self.give(b"<p>not here, sorry</p>", status=404)

    def give_broken(self) -> None:
        self.give(b"<p>our fault</p>", status=500)

    def give_recovering(self) -> None:
        first = self.server.times["recovering"] == 1
        self.give(b"", status=503, Retry_After="0") if first else self.give(PAGE)

    def give_busy(self) -> None:
        first = self.server.times["busy"] == 1
        self.give(b"", status=429, Retry_After="1") if first else self.give(PAGE)

    def give_closed(self) -> None:
        self.give(b"", status=429, Retry_After="7200")

    def give_huge(self) -> None:
        self.give(b"")
        for _ in range(600):
            self.wfile.write(b"<p>more</p>".ljust(100_000))

    def give_huge_and_says_so(self) -> None:
        self.give(b"", Content_Length="60000000")
        self.wfile.write(bytes(100_000))
        time.sleep(5)

    def give_bomb(self) -> None:
        self.give(gzip.compress(bytes(40_000_000)), Content_Encoding="gzip")

    def give_packed(self) -> None:
        half = len(PAGE) // 2
        self.give(gzip.compress(PAGE[:half]) + gzip.compress(PAGE[half:]), Content_Encoding="gzip")

    def give_half_packed(self) -> None:
        self.give(gzip.compress(PAGE * 50)[:-40], Content_Encoding="gzip")

    def give_badly_packed(self) -> None:
        self.give(b"no gzip at all", Content_Encoding="gzip")

    def give_strangely_packed(self) -> None:
        self.give(PAGE, Content_Encoding="br")

    def give_half(self) -> None:
        self.give(PAGE, Content_Length=str(2 * len(PAGE)))

    def give_chunks(self) -> None:
        self.protocol_version = "HTTP/1.1"
        self.give(b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE), Transfer_Encoding="chunked")
        self.close_connection = True

    def give_half_a_chunk(self) -> None:
        self.protocol_version = "HTTP/1.1"
        self.give(b"%x\r\n%b" % (2 * len(PAGE), PAGE), Transfer_Encoding="chunked")
        self.close_connection = True

    def give_drip(self) -> None:
        self.give(b"")
        for _ in range(200):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.05)

    def give_drip_of_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(200):
            self.wfile.write(b"X-%d: 1\r\n" % number)
            self.wfile.flush()
            time.sleep(0.05)

    def give_silence(self) -> None:
        time.sleep(10)

    def give_nonsense(self) -> None:
        self.wfile.write(b"\x16\x03\x01 what is this?\r\n\r\n")

    def give_many_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 5_000 + b"\r\n" + PAGE)

    def give_long_header(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"1" * 1_000_000 + b"\r\n\r\n" + PAGE)

    def give_rss(self) -> None:
        if self.headers.get("If-None-Match") == '"f1"':
            self.give(b"", status=304)
        else:
            self.give(RSS, "application/rss+xml", ETag='"f1"')

    def give_atom(self) -> None:
        self.give(ATOM, "application/atom+xml")

    def give_laughs(self) -> None:
        self.give(LAUGHS, "application/rss+xml")

    def log_message(self, *args: object) -> None:
        """Say nothing."""
