"""A web page -> the text of its article, with blocks, links and the facts that the page gives of itself."""

from __future__ import annotations

import html
import re

from trafilatura.settings import Document

from extractor import layout
from extractor.clean import tree
from extractor.clean.text import Builder, Piece, Reader
from extractor.models import Block, Link, Record

_BLANKS = re.compile(r"\s+")
_TAG = re.compile(r"<!--[^<>]*-->|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]*+)[^<>]*>|<[!?][^<>]*>")
_SILENT = frozenset({"script", "style", "noscript", "template", "head"})
_SEPARATOR = re.compile(r"(?<!\s)\s+[|\-–—·•»:]\s+")


class Page(Record):
    """What a page gives."""

    text: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...] = ()
    title: str | None = None
    url: str | None = None
    source: str | None = None
    published: str | None = None
    language: str | None = None


def read(page: str, url: str | None = None) -> Page:
    """Read one HTML page, given decoded. A page without text gives an empty one; no page raises."""
    root = tree.parse(page)
    if root is None or tree.max_depth(root) > 10 * tree.PARSER_DEPTH // 2:
        return _plain(page)
    found = tree.extract(root, url)
    heading = _headline(root, found)
    language = (root.get("lang") or root.get("xml:lang") or "")[:2].lower() or None
    base = url or (found.url if found else None)
    date = tree.published(root, found, url)
    builder = Builder(base)
    element = tree.article(root, found)
    if heading and not _holds_heading(element, heading):
        builder.put("heading", Piece(heading, []), level=1)
    Reader(builder).read(element)
    if not builder.length:
        return _plain(page)
    text = builder.text()
    return Page(
        text=text,
        blocks=tuple(layout.mark(text, builder.blocks)),
        links=tuple(sorted(builder.links, key=lambda link: (link.start, link.end))),
        title=heading or (found.title if found else None),
        url=found.url if found else None,
        source=(found.sitename or found.hostname) if found else None,
        published=date,
        language=language,
    )


def _clean(words: str) -> str:
    return _BLANKS.sub(" ", words).strip()


def _headline(root: tree.Element, found: Document | None) -> str | None:
    """The headline as the page shows it; else the page's title without the name of the site."""
    named = _clean(found.title) if found and found.title else ""
    shown = [_clean("".join(element.itertext())) for element in root.iter("h1")]
    for words in shown:
        if words and (words in named or named in words):
            return words
    if len(shown) == 1 and shown[0]:
        return shown[0]
    titles = root.find(".//title")
    if not named and titles is not None:
        named = _SEPARATOR.split(_clean(titles.text or ""))[0]
    return named or None


def _holds_heading(element: tree.Element, heading: str) -> bool:
    return any(_clean("".join(e.itertext())) == heading for e in element.iter("h1", "h2", "h3"))


def _plain(page: str) -> Page:
    """The bare lines of a page, read as plain text: what is nested too deeply for a tree is not lost."""
    lines: list[list[str]] = [[]]
    silent, last = False, 0
    for tag in _TAG.finditer(page):
        if not silent:
            lines[-1].append(page[last : tag.start()])
        name, last = (tag["name"] or "").lower(), tag.end()
        if name in _SILENT:
            silent = not tag["end"]
        elif name in tree.BLOCKS or name == "br":
            lines.append([])
    if not silent:
        lines[-1].append(page[last:])
    text = "\n\n".join(line for line in (_clean(html.unescape("".join(parts))) for parts in lines) if line)
    found = layout.parse(text)
    return Page(text=text, blocks=found.blocks, links=found.links)
