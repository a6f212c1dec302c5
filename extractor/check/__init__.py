"""Corpus -> checks: every claim held against the others, against its own arithmetic, and against the catalog.

`run` gives the checks, `origins` the origin of each article. Both are functions of what they are given, in any order.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.check import agreement, arithmetic, catalog, change, cued, lineage, order, shares
from extractor.check.bench import build
from extractor.check.lineage import origins
from extractor.models import Check, Corpus

_ALIKE = ("agreement", "corroboration")
_ARITHMETIC = ("sum", "difference", "growth", "ratio", "share", "bound", "order")

_SPOKEN_FOR = ("stated", "deduction", "part")
"""Roles of figures that have their arithmetic."""

__all__ = ["origins", "run"]


def run(corpus: Corpus) -> list[Check]:
    """All checks over the claims of a corpus, sorted by kind and id; each id derives from its claims and formula."""
    bench = build(corpus)
    chains = lineage.chains(corpus.articles, corpus.sources, corpus.claims)
    backs = change.backcasts(bench)
    found = [
        *agreement.checks(bench, chains),
        *arithmetic.difference_checks(bench),
        *arithmetic.sum_checks(bench),
        *arithmetic.deduction_checks(bench),
        *arithmetic.formula_checks(bench),
        *arithmetic.discount_checks(bench),
        *arithmetic.blend_checks(bench),
        *change.growth_checks(bench),
        *change.backcast_checks(bench, backs),
        *change.multiple_checks(bench),
        *shares.share_checks(bench),
        *shares.part_checks(bench),
        *order.order_checks(bench),
        *order.streak_checks(bench, backs),
        *order.rank_checks(bench),
        *catalog.checks(bench),
        *lineage.checks(bench, chains),
    ]
    found += cued.checks(bench, _held(found))
    unique = {check.id: check for check in found if not _explained(check, found)}
    return sorted(unique.values(), key=lambda check: (check.kind, check.id))


def _held(found: Sequence[Check]) -> set[str]:
    """Claims that some arithmetic was worked out for, or that are parts of it."""
    settled = ("consistent", "consistent_by_rounding", "inconsistent")
    arithmetic_done = [c for c in found if c.kind in _ARITHMETIC and c.verdict in settled]
    return {part.claim_id for check in arithmetic_done for part in check.claims if part.role in _SPOKEN_FOR}


def _explained(check: Check, found: Sequence[Check]) -> bool:
    """Whether a contradiction is between figures that fit into one piece of arithmetic: they are different figures."""
    if check.verdict != "inconsistent" or check.formula != agreement.CONTRADICTION:
        return False
    sides = {role: {part.claim_id for part in check.claims if part.role == role} for role in agreement.SIDES}
    for other in found:
        linked = {part.claim_id for part in other.claims}
        for side in sides.values() if other.kind in _ALIKE and other.verdict == "consistent" else ():
            side |= linked if linked & side else set()
    return any(_joins(other, sides) for other in found if other.kind in _ARITHMETIC and other.verdict == "consistent")


def _joins(other: Check, sides: dict[str, set[str]]) -> bool:
    linked = {part.claim_id for part in other.claims}
    return all(linked & side for side in sides.values())
