"""Text of an article, plain or Markdown -> its reading copy, its blocks, links and what is no part of it.

Knowledge only: no spaCy, no input or output. Offsets are exact: nothing is ever cut from the text.
"""

from __future__ import annotations

import re

from extractor.layout import furniture, reading, scan
from extractor.layout.reading import normalise, view
from extractor.models import Block, FurnitureSpan, Link, Record

__all__ = ["Layout", "front_matter", "furniture_spans", "inline", "mark", "normalise", "parse", "view"]

_FLAT = re.compile(r"(?P<key>[A-Za-z_][\w\-]*)[ \t]*:[ \t]*(?P<value>\S.*)?$")
_FOLDED = {">", ">-", ">+", "|", "|-", "|+"}
_KEYS = {
    "title": "title", "date": "published", "published": "published", "publish_date": "published",
    "pubdate": "published",
    "url": "url", "link": "url", "canonical_url": "url", "source": "source", "publisher": "source", "site": "source",
    "sitename": "source", "author": "author", "lang": "language", "language": "language",
}  # fmt: skip


class Layout(Record):
    """How a text is built."""

    blocks: tuple[Block, ...]
    links: tuple[Link, ...] = ()
    inline: tuple[FurnitureSpan, ...] = ()


def parse(text: str) -> Layout:
    """Blocks (in order, apart, trimmed; furniture marked), links and inline furniture of plain text or Markdown."""
    copy = view(text)
    return Layout(
        blocks=tuple(furniture.mark(text, copy, scan.blocks(text))),
        links=tuple(Link(start=start, end=end, url=url) for start, end, url in reading.links(normalise(text))),
        inline=tuple(inline(copy)),
    )


def mark(text: str, blocks: list[Block]) -> list[Block]:
    """Blocks that were read elsewhere (from HTML) with their furniture marked."""
    return furniture.mark(text, view(text), blocks)


def furniture_spans(text: str) -> list[tuple[int, int, str]]:
    """Stretches inside lines that are no part of the article, as (start, end, reason).

    >>> furniture_spans("A rival ships weights (Score: 12, Comments: 3)")
    [(22, 46, 'engagement')]
    """
    return [(span.start, span.end, span.reason) for span in inline(view(text))]


def inline(view: str) -> list[FurnitureSpan]:
    """The same stretches as records, found on a reading copy."""
    return furniture.spans(view)


def front_matter(text: str) -> dict[str, str]:
    """Facts of the front matter by our names: `title published url source author language`; empty where there is none.

    Only flat keys matter here, so it is read line by line: a stray colon in a title, which YAML refuses, loses nothing.
    """
    length = scan.front_matter_lines(text)
    facts: dict[str, str] = {}
    key = None
    for line in text.lstrip("\ufeff").split("\n")[1 : max(1, length - 1)]:
        found = _FLAT.match(line.rstrip())
        if found:
            name = _KEYS.get(found["key"].lower())
            key = name if name not in facts else None
            value = (found["value"] or "").strip()
            if key and not value.startswith(("[", "{", "#")):
                facts[key] = "" if value in _FOLDED else value
        elif key and line[:1] in {" ", "\t"} and not line.lstrip().startswith("- "):
            facts[key] = f"{facts.get(key, '')} {line.strip()}".strip()
    return {name: _unquote(value) for name, value in facts.items() if value}


def _unquote(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"')
    return value
