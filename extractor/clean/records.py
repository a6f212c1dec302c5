"""JSON lines and web archives -> the articles in them, one raw record after another, however long the file."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from extractor.clean import facts
from extractor.clean.facts import Facts
from extractor.errors import ReadError

TEXTS = ("text", "markdown", "content", "body")
"""Fields of a JSON record that may hold the article as text, in this order; `html` holds a page."""
MAX_BYTES = 5_000_000
MAX_RECORD = 4_000_000_000
"""Bytes of a record of an archive that is passed over; a longer one is a packed bomb."""
MAX_LINES = 1_000
"""Lines of the header of a record, and blank ones before it."""
_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown")
_CHUNK = 1 << 20
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w\-]+)", re.IGNORECASE)


class Raw(NamedTuple):
    """One record: its number in the file (from 1), what it holds, or what is wrong with it."""

    number: int
    data: bytes | str
    is_page: bool = False
    known: Facts = Facts()
    fault: str | None = None


def reader(path: Path) -> Callable[[Path], Iterator[Raw]] | None:
    """The function that reads the records of a file; None where a file is one article."""
    name = path.name.lower()
    if name.endswith((".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")):
        return jsonl
    return warc if name.endswith((".warc", ".warc.gz")) else None


def jsonl(path: Path) -> Iterator[Raw]:
    """Records of a file of JSON lines, numbered by line: a text or `html`, and any of the facts of an article."""
    with _opened(path) as stream:
        number = 0
        while line := _line(stream, number):
            number += 1
            if not line.endswith(b"\n") and len(line) == 2 * MAX_BYTES:
                yield Raw(number, b"", fault=f"a line longer than {2 * MAX_BYTES:,} bytes; split it")
                while (rest := stream.readline(_CHUNK)) and not rest.endswith(b"\n"):
                    pass
            elif line.strip():
                yield _json_record(number, line)


def whole(path: Path) -> bytes:
    """What a file of one article holds, unpacked. Raises ReadError where that is too much, or the pack is broken."""
    with _opened(path) as stream:
        try:
            data = stream.read(MAX_BYTES + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ReadError(f"not unpacked: {error}; fetch the file again") from error
    if len(data) > MAX_BYTES:
        size = f"{path.stat().st_size:,} bytes, " if not path.name.lower().endswith(".gz") else ""
        raise ReadError(f"{size}more than {MAX_BYTES:,}; split it into articles")
    return data


def _opened(path: Path) -> BinaryIO:
    """The bytes of a file, unpacked where its name says that it is packed."""
    return cast("BinaryIO", gzip.open(path, "rb")) if path.name.lower().endswith(".gz") else path.open("rb")


def _line(stream: BinaryIO, number: int) -> bytes:
    """The next line. Raises ReadError where a packed file breaks off."""
    try:
        return stream.readline(2 * MAX_BYTES)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ReadError(f"not unpacked after line {number}: {error}; fetch the file again") from error


def _json_record(number: int, line: bytes) -> Raw:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Raw(number, b"", fault="no JSON; each line must be one object")
    if not isinstance(found, dict):
        return Raw(number, b"", fault="no JSON object")
    known = facts.of(found)
    if isinstance(page := found.get("html"), str) and page.strip():
        return Raw(number, page, is_page=True, known=known)
    text = next((found[name] for name in TEXTS if isinstance(found.get(name), str) and found[name].strip()), None)
    if text is None:
        return Raw(number, b"", fault=f"no text in it; one of html, {', '.join(TEXTS)} must hold the article")
    return Raw(number, text, known=known)


def warc(path: Path) -> Iterator[Raw]:
    """Pages and texts of a web archive (ISO 28500), packed or not, numbered by record; other records are passed over.

    Raises ReadError where the archive breaks off or is none.
    """
    with _opened(path) as stream:
        number = 0
        try:
            while (headers := _warc_headers(stream)) is not None:
                number += 1
                size = int(headers.get("content-length", ""))
                data = _take(stream, size)
                if data is None:
                    yield Raw(number, b"", fault=f"{size:,} bytes, more than {MAX_BYTES:,}")
                elif record := _warc_record(number, headers, data):
                    yield record
        except (EOFError, zlib.error, gzip.BadGzipFile, ValueError) as error:
            raise ReadError(f"no sound web archive after record {number}: {error}") from error


def _warc_headers(stream: BinaryIO) -> dict[str, str] | None:
    """The header of the next record; None at the end."""
    line = stream.readline(1000)
    for _ in range(MAX_LINES):
        if line not in {b"\r\n", b"\n"}:
            break
        line = stream.readline(1000)
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        raise ValueError("a record does not begin with WARC/")
    return _headers(iter(lambda: stream.readline(65_536), b""))


def _headers(lines: Iterator[bytes]) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        if not line.strip():
            break
        if number >= MAX_LINES:
            raise ValueError("a header without end")
        key, _, value = line.decode("utf-8", "replace").partition(":")
        found[key.strip().lower()] = value.strip()
    return found


def _take(stream: BinaryIO, size: int) -> bytes | None:
    """The body of a record; None, and the stream moved on, where it is too large."""
    if not 0 <= size <= MAX_RECORD:
        raise ValueError(f"a length of {size} bytes")
    kept = bytearray()
    left = size
    while left:
        part = stream.read(min(left, _CHUNK))
        if not part:
            raise EOFError("the file breaks off")
        left -= len(part)
        if size <= 2 * MAX_BYTES:
            kept += part
    return bytes(kept) if size <= 2 * MAX_BYTES else None


def _warc_record(number: int, headers: dict[str, str], data: bytes) -> Raw | None:
    kind, media = headers.get("warc-type"), headers.get("content-type", "")
    if kind == "response" and media.startswith("application/http"):
        head, _, data = data.partition(b"\r\n\r\n")
        status, *lines = head.split(b"\r\n")
        inner = _headers(iter(lines))
        if status.split(b" ")[1:2] != [b"200"]:
            return None
        media = inner.get("content-type", "text/html")
        try:
            data = _unpacked(data, inner)
        except (zlib.error, ValueError) as error:
            return Raw(number, b"", fault=f"body not unpacked: {error}")
    elif kind not in {"resource", "conversion"}:
        return None
    if not media.lower().startswith(_TYPES):
        return None
    if len(data) > MAX_BYTES:
        return Raw(number, b"", fault=f"more than {MAX_BYTES:,} bytes")
    url = headers.get("warc-target-uri", "").strip("<>") or None
    return Raw(number, _declared(data, media), "html" in media.lower(), Facts(url=url))


def _declared(data: bytes, media: str) -> bytes | str:
    """The body as text where the header names its charset, which no page can then contradict."""
    found = _CHARSET.search(media)
    try:
        return data.decode(found[1]) if found else data
    except (UnicodeError, LookupError):
        return data


def _unpacked(data: bytes, headers: dict[str, str]) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        data = _unchunked(data)
    packing = headers.get("content-encoding", "").lower()
    if packing in {"gzip", "x-gzip", "deflate"}:
        # 47: zlib or gzip, whichever the header says; one byte too many tells that the limit is passed.
        data = zlib.decompressobj(47).decompress(data, MAX_BYTES + 1)
    elif packing not in {"", "identity"}:
        raise ValueError(f"encoding {packing} is not known")
    return data


def _unchunked(data: bytes) -> bytes:
    """A body sent in chunks put together; one that the archive stored whole already is left as it is."""
    kept = bytearray()
    at = 0
    while at < len(data):
        end = data.find(b"\r\n", at)
        size = data[at:end].split(b";")[0].strip() if end > 0 else b""
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            return data if at == 0 else bytes(kept)
        length = int(size, 16)
        if length == 0:
            break
        kept += data[end + 2 : end + 2 + length]
        at = end + 2 + length + 2
    return bytes(kept)
