"""Corpus -> checks: every claim held against the others, against its own arithmetic, and against the catalog.

`examine` gives the checks and the origin of each article, whatever the order of what it is given; `run` the checks
alone, `origins` the origins alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from extractor.check import (
    agreement,
    arithmetic,
    catalog,
    change,
    contradiction,
    cued,
    drift,
    lineage,
    lists,
    order,
    parts,
    ranks,
    retold,
    shares,
    stale,
    weeks,
)
from extractor.check.bench import Bench, build
from extractor.check.lineage import Chains, origins
from extractor.models import Check, Corpus

_ALIKE = ("agreement", "corroboration")
_ARITHMETIC = ("sum", "difference", "growth", "ratio", "share", "bound", "order")

_SPOKEN_FOR = ("stated", "deduction", "part")
"""Roles of figures that have their arithmetic."""

__all__ = ["Found", "examine", "origins", "run"]


class Found(NamedTuple):
    """What the checks come to."""

    checks: list[Check]
    """Sorted by kind and id; each id derives from its claims and formula."""
    origins: dict[str, str]
    """Article -> the article that it has its figures from, itself where it has them from none."""


def run(corpus: Corpus) -> list[Check]:
    """All checks over the claims of a corpus, sorted by kind and id."""
    return examine(corpus).checks


def examine(corpus: Corpus) -> Found:
    """All checks over the claims of a corpus, and where its articles have their figures from."""
    chains = lineage.chains(corpus.articles, corpus.sources, corpus.claims)
    checks = _checks(build(corpus), chains)
    return Found(checks, lineage.heads(corpus.articles, corpus.claims, chains))


def _checks(bench: Bench, chains: Chains) -> list[Check]:
    slots = agreement.groups(bench)
    backs = change.backcasts(bench)
    found = [
        *agreement.checks(bench, chains, slots),
        *contradiction.checks(bench, slots),
        *drift.checks(bench, slots),
        *retold.checks(bench),
        *weeks.checks(bench),
        *stale.checks(bench),
        *arithmetic.difference_checks(bench),
        *arithmetic.sum_checks(bench),
        *arithmetic.deduction_checks(bench),
        *arithmetic.formula_checks(bench),
        *arithmetic.discount_checks(bench),
        *arithmetic.blend_checks(bench),
        *change.growth_checks(bench),
        *change.backcast_checks(bench, backs),
        *change.multiple_checks(bench),
        *lists.checks(bench),
        *shares.share_checks(bench),
        *shares.part_checks(bench),
        *parts.checks(bench),
        *ranks.checks(bench),
        *order.order_checks(bench),
        *order.streak_checks(bench, backs),
        *order.rank_checks(bench),
        *catalog.checks(bench),
        *lineage.checks(bench, chains),
    ]
    found += cued.checks(bench, _held(found))
    explained = _Explained.of(found)
    unique = {check.id: check for check in found if not explained.holds(check)}
    return sorted(unique.values(), key=lambda check: (check.kind, check.id))


def _held(found: Sequence[Check]) -> set[str]:
    """Claims that some arithmetic was worked out for, or that are parts of it."""
    settled = ("consistent", "consistent_by_rounding", "inconsistent")
    arithmetic_done = [c for c in found if c.kind in _ARITHMETIC and c.verdict in settled]
    return {part.claim_id for check in arithmetic_done for part in check.claims if part.role in _SPOKEN_FOR}


@dataclass
class _Explained:
    """Contradictions between figures that fit into one piece of arithmetic: they are different figures."""

    alike: list[frozenset[str]] = field(default_factory=list)
    """Claims that state one figure, check by check."""
    stating: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Claim -> positions in `alike`."""
    joined: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Claim -> ids of the arithmetic that it enters and that holds."""

    @classmethod
    def of(cls, found: Iterable[Check]) -> _Explained:
        """Index the checks that hold."""
        made = cls()
        for check in found:
            if check.verdict == "consistent" and check.kind in _ALIKE:
                made.alike.append(frozenset(part.claim_id for part in check.claims))
                for claim in made.alike[-1]:
                    made.stating[claim].append(len(made.alike) - 1)
            if check.verdict == "consistent" and check.kind in _ARITHMETIC:
                for part in check.claims:
                    made.joined[part.claim_id].add(check.id)
        return made

    def holds(self, check: Check) -> bool:
        """Whether a check is such a contradiction."""
        if check.verdict != "inconsistent" or check.formula != contradiction.CONTRADICTION:
            return False
        sides = [{part.claim_id for part in check.claims if part.role == role} for role in contradiction.SIDES]
        entered = [{i for c in self._widened(side) if c in self.joined for i in self.joined[c]} for side in sides]
        return bool(entered[0] & entered[1])

    def _widened(self, side: set[str]) -> set[str]:
        """With the claims that state the same, in one pass over the checks in their order."""
        wide, last = set(side), -1
        ahead = [position for claim in side if claim in self.stating for position in self.stating[claim]]
        heapify(ahead)
        while ahead:
            position = heappop(ahead)
            if position > last:
                last = position
                for claim in self.alike[position] - wide:
                    for other in self.stating[claim]:
                        heappush(ahead, other)
                wide |= self.alike[position]
        return wide
