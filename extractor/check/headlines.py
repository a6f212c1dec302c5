"""A claim in a headline -> the stretch of text that stands under it: the article, a section, the rest of an item.

Read off the text and the title of an article, for articles come back from a database without their blocks.
"""

from __future__ import annotations

import re

from extractor.check.bench import Bench
from extractor.models import Claim

Stretch = tuple[int, int]
_LINKED = re.compile(r"[\s*_#>-]*\[")
_HASHES = re.compile(r"(#{1,6}) ")
_ITEM = re.compile(r"[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]")


def under(bench: Bench, claim: Claim) -> Stretch | None:
    """Where the text that a headline announces begins and ends; None where the claim stands in no headline."""
    article = bench.articles.get(claim.article_id)
    if article is None:
        return None
    start, end = line_of(article.text, claim.start)
    hashes = _HASHES.match(article.text, start, end)
    if hashes:
        return end, _section_end(article.text, end, len(hashes.group(1)))
    if article.title and article.text[start:end].strip() == article.title.strip():
        return end, len(article.text)
    return _after_link(article.text, (start, end), claim)


def line_of(text: str, place: int) -> Stretch:
    """The line around a place, without its break."""
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, end if end >= 0 else len(text)


def items_after(text: str, place: int, most: int) -> list[Stretch]:
    """The items of the list in Markdown that follows the line of a place; none where other text comes first."""
    found: list[Stretch] = []
    end = line_of(text, place)[1]
    while end < len(text) and len(found) < most:
        line = line_of(text, end + 1)
        if _ITEM.match(text, *line):
            found.append(line)
        elif text[slice(*line)].strip():
            break
        end = line[1]
    return found


def _section_end(text: str, start: int, level: int) -> int:
    """The next heading of the same or a higher level, else the end."""
    later = re.compile(rf"^#{{1,{level}}} ", re.MULTILINE).search(text, start)
    return later.start() if later else len(text)


def _after_link(text: str, line: Stretch, claim: Claim) -> Stretch | None:
    """An item or paragraph that opens with a link in Markdown has it for a headline."""
    opened = _LINKED.match(text, line[0], claim.start)
    closed = text.find("](", claim.start, line[1])
    if not opened or closed < claim.end or "](" in text[opened.end() : claim.start]:
        return None
    return closed, line[1]
