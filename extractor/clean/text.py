"""The element that holds an article -> its clean text with blocks and links at exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree

from extractor.clean.tree import BLOCKS, Element, is_data_table
from extractor.layout.scan import joins
from extractor.models import Block, BlockKind, Link

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_EXPONENT = re.compile(r"[-−+]?\d{1,3}")
_BASE = re.compile(r"(?:(?<![\d.,])(?:10|2)|(?<![A-Za-z])(?:[a-z]|[kcmµn]?m|ft|in|N|R))\Z")
_NOTE = re.compile(r"\W*(?:\d{1,3}|[a-z*†‡§])?\W*|(?:\[\w{1,12}\],?\s?)+|note \d+", re.IGNORECASE)
_BREAK = "\v"
"""Stands for a line break within a block until it is known whether the line goes on."""
MAX_SPAN = 100
MAX_CELLS = 100_000


class Piece(NamedTuple):
    """Words of one block, and the links in them as (start, end, target)."""

    words: str
    links: list[tuple[int, int, str]]


class Words:
    """Gathers the inline text of one block; blanks collapse as a browser would."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.ends_blank = True
        self.links: list[tuple[int, int, str]] = []
        self.opened: list[tuple[int, str]] = []

    def add(self, text: str | None) -> None:
        """Append text as it stands in the page."""
        if not text:
            return
        text = _BLANKS.sub(" ", text)
        if self.ends_blank:
            text = text.lstrip(" ")
        if text:
            self.parts.append(text)
            self.length += len(text)
            self.ends_blank = text[-1] in f" {_BREAK}"

    def line_break(self) -> None:
        """A `<br>`."""
        self.parts.append(_BREAK)
        self.length += 1
        self.ends_blank = True

    def raised(self, text: str, *, linked: bool) -> None:
        """A `<sup>`: exponents get their caret (`10^12`), marks of footnotes are dropped, letters stay (`2nd`)."""
        text = _BLANKS.sub("", text)
        before = "".join(self.parts[-2:])[-4:]
        if _EXPONENT.fullmatch(text) and not linked and _BASE.search(before):
            self.add("^" + text)
        elif not _NOTE.fullmatch(text):
            self.add(text)

    def open_link(self, target: str) -> None:
        self.opened.append((self.length, target))

    def close_link(self) -> None:
        if self.opened:
            start, target = self.opened.pop()
            if target:
                self.links.append((start, self.length, target))

    def take(self) -> Piece:
        """What was gathered; begins anew. An open link goes on in what follows."""
        open_links = [(start, self.length, target) for start, target in self.opened if target]
        piece = Piece("".join(self.parts), [*self.links, *open_links])
        targets = [target for _, target in self.opened]
        self.__init__()  # type: ignore[misc]
        self.opened = [(0, target) for target in targets]
        return piece


class Builder:
    """The clean text as it grows, with the blocks and links found so far."""

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.parts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.tables = 0

    def gap(self, glue: str) -> None:
        """What stands between two blocks; nothing before the first."""
        if self.length:
            self._append(glue)

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def put(self, kind: BlockKind, piece: Piece, prefix: str = "", **more: int | bool | None) -> None:
        """Append one block, trimmed; its links get their place in the article."""
        words = piece.words.strip()
        if not words:
            return
        self._append(prefix)
        start, cut = self.length, len(piece.words) - len(piece.words.lstrip())
        self._append(words)
        self.blocks.append(Block(kind=kind, start=start, end=self.length, **more))  # type: ignore[arg-type]
        for first, last, target in piece.links:
            self._link(start + max(0, first - cut), start + min(len(words), last - cut), target)

    def _link(self, start: int, end: int, target: str) -> None:
        if start >= end or target.startswith(("#", "javascript:", "mailto:", "tel:")):
            return
        try:
            url = urljoin(self.base or "", target)
        except ValueError:
            return
        self.links.append(Link(start=start, end=end, url=url))

    def text(self) -> str:
        """The clean text."""
        return "".join(self.parts)


class Reader:
    """Walks the article's element and writes its blocks; no recursion, so that no depth of nesting can hurt."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.words = Words()
        self.lists = 0
        self.bullet = False
        self.stack: list[str] = []
        self.term = ""

    def read(self, root: Element) -> None:
        """Write all blocks under an element."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._end(element, root)
            elif self._start(element):
                walk.skip_subtree()
        self._flush()

    def _start(self, element: Element) -> bool:
        """Enter an element; true where it was read as a whole."""
        tag = element.tag
        if tag == "table" and is_data_table(element):
            self._flush()
            write_table(self.builder, element)
            return True
        if tag == "sup":
            self.words.raised("".join(element.itertext()), linked=element.find(".//a") is not None)
            return True
        if tag == "pre":
            self._flush()
            self._code(element)
            return True
        if tag == "br":
            self.words.line_break()
        elif tag == "a":
            self.words.open_link((element.get("href") or "").strip())
        elif tag in BLOCKS:
            self._flush()
            self.stack.append(tag)
            self.lists += tag in {"ul", "ol"}
            self.bullet = tag == "li" or (self.bullet and tag not in {"ul", "ol"})
        self.words.add(element.text)
        return False

    def _end(self, element: Element, root: Element) -> None:
        tag = element.tag
        whole = tag in {"sup", "pre"} or (tag == "table" and (not self.stack or self.stack[-1] != "table"))
        if tag == "a":
            self.words.close_link()
        elif tag in BLOCKS and not whole:
            self._flush()
            if self.stack:
                self.stack.pop()
            self.lists -= tag in {"ul", "ol"}
        if element is not root:
            self.words.add(element.tail)

    def _code(self, element: Element) -> None:
        code = "".join(element.itertext()).strip("\n")
        self.builder.gap("\n\n")
        self.builder.put("code", Piece(code, []))

    def _flush(self) -> None:
        """End the block that is being gathered."""
        piece = self.words.take()
        if not piece.words.strip(f" {_BREAK}\u00a0"):
            return
        if "dt" in self.stack[-2:]:
            self.term = " ".join(piece.words.replace(_BREAK, " ").split())
            return
        kind, level = self._kind()
        lines = [piece] if kind == "heading" else split_lines(piece)
        for number, line in enumerate(lines):
            self._put(kind if number == 0 or kind != "item" else "paragraph", line, level)

    def _put(self, kind: BlockKind, piece: Piece, level: int) -> None:
        piece = Piece(piece.words.replace(_BREAK, " "), piece.links)
        if not piece.words.strip():
            return
        if self.term:
            piece = with_term(self.term, piece)
            kind, self.term = "item", ""
        follows_item = bool(self.builder.blocks) and self.builder.blocks[-1].kind == "item"
        self.builder.gap("\n" if kind == "item" and follows_item else "\n\n")
        self.builder.put(kind, piece, "  " * level + "- " if kind == "item" else "", level=level)
        self.bullet = False

    def _kind(self) -> tuple[BlockKind, int]:
        for tag in reversed(self.stack):
            if tag in _HEADINGS:
                return "heading", _HEADINGS[tag]
            if tag in {"figcaption", "caption"}:
                return "caption", 0
            if tag == "li":
                return ("item", max(0, self.lists - 1)) if self.bullet else ("paragraph", 0)
            if tag == "blockquote":
                return "quote", 0
        return "paragraph", 0


def with_term(term: str, piece: Piece) -> Piece:
    """A description with its term before it: `Context: 196,608 tokens`."""
    head = term if term.endswith((":", "：")) else term + ":"
    shift = len(head) + 1 - (len(piece.words) - len(piece.words.lstrip()))
    return Piece(
        f"{head} {piece.words.lstrip()}", [(start + shift, end + shift, url) for start, end, url in piece.links]
    )


def split_lines(piece: Piece) -> Iterator[Piece]:
    """The lines of a block that has line breaks, put together again where a sentence runs on over a break."""
    start = 0
    at = piece.words.find(_BREAK)
    while at >= 0:
        line, rest = piece.words[start:at].strip(), piece.words[at + 1 :].lstrip(f" {_BREAK}")
        if rest and line and not joins(line, rest[:80], 0):
            yield _cut(piece, start, at)
            start = at + 1
        at = piece.words.find(_BREAK, at + 1)
    yield _cut(piece, start, len(piece.words))


def _cut(piece: Piece, start: int, end: int) -> Piece:
    links = [(max(a, start) - start, min(b, end) - start, url) for a, b, url in piece.links if a < end and b > start]
    return Piece(piece.words[start:end], links)


def grid(table: Element) -> list[list[tuple[Element, bool]]]:
    """Rows of (cell, is in a header row), cells that span rows or columns repeated wherever they reach."""
    rows: list[list[tuple[Element, bool]]] = []
    reach: dict[int, tuple[int, Element]] = {}
    total = 0
    for line in table.iter("tr"):
        cells = [cell for cell in line if cell.tag in {"td", "th"}]
        head = line.getparent().tag == "thead" or (bool(cells) and all(cell.tag == "th" for cell in cells))
        row: list[tuple[Element, bool]] = []
        _fill(row, reach, head)
        for cell in cells:
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for _ in range(across):
                if down > 1:
                    reach[len(row)] = (down - 1, cell)
                row.append((cell, head))
            _fill(row, reach, head)
        total += len(row)
        if total > MAX_CELLS:
            break
        if row:
            rows.append(row)
    return rows


def _fill(row: list[tuple[Element, bool]], reach: dict[int, tuple[int, Element]], head: bool) -> None:
    """Append the cells that reach down into this row at its present column."""
    while len(row) in reach:
        left, cell = reach.pop(len(row))
        if left > 1:
            reach[len(row)] = (left - 1, cell)
        row.append((cell, head))


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(MAX_SPAN, max(1, int(value))) if value.isdecimal() and len(value) < 5 else 1


def write_table(builder: Builder, table: Element) -> None:
    """A table as lines of ` | ` between cells, each cell a block that knows its place."""
    caption = table.find(".//caption")
    if caption is not None:
        builder.gap("\n\n")
        builder.put("caption", inline(caption))
    words: dict[Element, Piece] = {}
    rows = [
        [(words.get(cell) or words.setdefault(cell, inline(cell)), head) for cell, head in row] for row in grid(table)
    ]
    rows = [row for row in rows if any(piece.words.strip() for piece, _ in row)]
    if not rows:
        return
    headed = any(head for row in rows for _, head in row) or not has_header_row(rows)
    for number, row in enumerate(rows):
        builder.gap("\n\n" if number == 0 else "\n")
        for col, (piece, head) in enumerate(row):
            if col:
                builder.gap(" | ")
            builder.put(
                "cell", piece, table=builder.tables, row=number, col=col, head=head or (not headed and number == 0)
            )
    builder.tables += 1


def has_header_row(rows: list[list[tuple[Piece, bool]]]) -> bool:
    """Whether the first row names columns though no markup says so: no digit in it, digits below."""
    first, *others = ["".join(piece.words for piece, _ in row) for row in rows]
    return not any(c.isdigit() for c in first) and any(c.isdigit() for row in others for c in row)


def inline(element: Element) -> Piece:
    """The words of an element that is one block, whatever stands in it."""
    words = Words()
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if node.tag == "sup":
                words.raised("".join(node.itertext()), linked=node.find(".//a") is not None)
                walk.skip_subtree()
                continue
            if node.tag == "a":
                words.open_link((node.get("href") or "").strip())
            elif node.tag == "br" or node.tag in BLOCKS:
                words.add(" ")
            words.add(node.text)
            continue
        if node.tag == "a":
            words.close_link()
        elif node.tag in BLOCKS:
            words.add(" ")
        if node is not element:
            words.add(node.tail)
    return words.take()
