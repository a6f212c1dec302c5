"""Extraction -> JSON lines: one claim, or one number that became none, as `extract` prints it."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.export.lines import dumped, plain
from extractor.models import Claim, Extraction, Skip


def lines(extraction: Extraction, explain: bool = False) -> Iterator[str]:
    """The claims of an article in the order of its text; with `explain` the numbers without a claim between them."""
    path = extraction.article.path
    found: list[Claim | Skip] = [*extraction.claims, *(extraction.skipped if explain else ())]
    for each in sorted(found, key=lambda one: (one.start, one.end)):
        yield dumped(plain(path, each) if isinstance(each, Claim) else {"doc": path} | each.model_dump())
