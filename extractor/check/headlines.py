"""A claim in a headline -> the stretch of text that stands under it: the article, a section, the rest of an item."""

from __future__ import annotations

import bisect
import re

from extractor.check.bench import Bench
from extractor.models import Block, Claim

Stretch = tuple[int, int]
_LINKED = re.compile(r"[\s*_#>-]*\[")


def under(bench: Bench, claim: Claim) -> Stretch | None:
    """Where the text that a headline announces begins and ends; None where the claim stands in no headline."""
    article = bench.articles.get(claim.article_id)
    if article is None:
        return None
    place = bisect.bisect_right(article.blocks, claim.start, key=lambda b: b.start) - 1
    block = article.blocks[place] if place >= 0 else None
    if block is None or not block.start <= claim.start < block.end:
        return None
    if block.kind == "heading":
        later = (b for b in article.blocks[place + 1 :] if b.kind == "heading" and 0 < b.level <= block.level)
        return block.end, next((b.start for b in later), len(article.text))
    return _after_link(article.text, block, claim)


def _after_link(text: str, block: Block, claim: Claim) -> Stretch | None:
    """An item or paragraph that opens with a link in Markdown has it for a headline."""
    opened = _LINKED.match(text, block.start, claim.start)
    closed = text.find("](", claim.start, block.end)
    if not opened or closed < claim.end or "](" in text[opened.end() : claim.start]:
        return None
    return closed, block.end
