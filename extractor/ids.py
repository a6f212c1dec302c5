"""What a row stands for -> its id: sixteen hex digits that depend on content alone, never on order, clock or rule."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def _digest(*parts: str | int) -> str:
    joined = "\0".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def article_id(path: str) -> str:
    """Id of the article at a path (relative to its root, plus `#record`); one text at two paths is two articles."""
    return _digest("article", path)


def claim_id(article_id: str, sha256: str, start: int, end: int, measure: str, ordinal: int) -> str:
    """Id of a claim; `ordinal` counts the claims of one measure on the same span, from 0 (`$0.5 / $2 per 1M`)."""
    return _digest("claim", article_id, sha256, start, end, measure, ordinal)


def check_id(kind: str, claim_ids: Sequence[str], detail: str = "") -> str:
    """Id of a check: its kind, its claims in their roles' order, and what else tells two checks of one set apart."""
    return _digest("check", kind, detail, *claim_ids)


def row_id(table: str, *parts: str | int | None) -> str:
    """Id of any other row (`mentions`, `sources`, `listings`, `issues`), from all that makes it different."""
    return _digest(table, *("" if part is None else part for part in parts))
