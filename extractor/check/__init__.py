"""Corpus -> checks: every claim held against the others, against its own arithmetic, and against the catalog.

`examine` gives the checks and the origin of each article, whatever the order of what it is given; `run` the checks
alone, `origins` the origins alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import NamedTuple, Protocol, TypeVar

from extractor import display
from extractor.check import lineage
from extractor.check.arithmetic import (
    across,
    backcast,
    columns,
    deduction,
    difference,
    directions,
    formula,
    growth,
    limits,
    lists,
    multiples,
    order,
    parts,
    points,
    prices,
    shares,
    spans,
    states,
    totals,
)
from extractor.check.bench import Bench, build, stretch
from extractor.check.comparison import agreement, catalog, contradiction, drift, ranks, retold, stale, twins, weeks
from extractor.check.comparison.agreement import Cluster
from extractor.check.comparison.reports import Reports
from extractor.check.knobs import houses, knobs
from extractor.check.lineage import Chains, origins
from extractor.check.sentences import cued, spelled
from extractor.models import Check, Corpus

R = TypeVar("R")
_ALIKE = ("agreement", "corroboration")
_ARITHMETIC = ("sum", "difference", "growth", "ratio", "share", "bound", "order")

_SPOKEN_FOR = ("stated", "deduction", "part")
"""Roles of figures that have their arithmetic."""

_HOLDS = ("consistent", "consistent_by_rounding")
_SETTLED = (*_HOLDS, "inconsistent")

__all__ = ["Found", "Spread", "examine", "origins", "ready", "run"]


class Spread(Protocol):
    """Works out all parts of a task, perhaps side by side."""

    def __call__(self, task: Callable[[int, int], R]) -> list[R]:
        """Call it with each part (its number, the number of parts); the results in order."""


FEW = 2_000
"""Claims that are not worth the start of another process."""


def _here(task: Callable[[int, int], R]) -> list[R]:
    return [task(0, 1)]


class Found(NamedTuple):
    """What the checks come to."""

    checks: list[Check]
    """Sorted by kind and id; each id derives from its claims and formula."""
    origins: dict[str, str]
    """Article -> the article that it has its figures from, itself where it has them from none."""


def ready() -> None:
    """Load what checks go by, so that they can begin at once."""
    knobs(), houses(), display.load()


def run(corpus: Corpus) -> list[Check]:
    """All checks over the claims of a corpus, sorted by kind and id."""
    return examine(corpus).checks


def examine(corpus: Corpus, spread: Spread = _here) -> Found:
    """All checks over the claims of a corpus, and where its articles have their figures from.

    `spread` may work out parts side by side; whatever their number, what comes out is the same.
    """
    chains = lineage.chains(corpus.articles, corpus.sources, corpus.claims)
    bench = build(corpus)
    checks = _checks(bench, chains, spread if len(bench.claims) >= FEW else _here)
    return Found(checks, lineage.heads(corpus.articles, corpus.claims, chains))


def _checks(bench: Bench, chains: Chains, spread: Spread) -> list[Check]:
    slots = _groups(bench, spread)
    reports = Reports.of(bench, slots)

    def piece(number: int, of: int) -> list[list[Check]]:
        own = stretch(slots, [sum(len(each.claims) for each in clusters) for clusters in slots], number, of)
        return [list(step) for step in _steps(bench.part(number, of), chains, own, reports)]

    found = [check for step in zip(*spread(piece), strict=True) for part in step for check in part]
    found += [
        *stale.checks(bench),
        *twins.checks(bench),
        *ranks.checks(bench),
        *spans.checks(bench),
        *parts.checks(bench),
        *limits.checks(bench),
        *lineage.checks(bench, chains),
    ]
    for step in (across.checks, cued.checks):
        found += _apart(bench, spread, step, _in_role(found, _SPOKEN_FOR))
    found = _spelled(bench, spread, found)
    explained = _Explained.of(found)
    unique = {check.id: check for check in found if not explained.holds(check)}
    return sorted(unique.values(), key=lambda check: (check.kind, check.id))


def _groups(bench: Bench, spread: Spread) -> list[list[Cluster]]:
    """The values of every slot. Parts come back as ids: claims are here already."""
    slots = agreement.slots(bench)

    def piece(number: int, of: int) -> list[list[tuple[list[str], ...]]]:
        own = stretch(slots, list(map(len, slots)), number, of)
        return [
            [([each.anchor.id], [c.id for c in each.members], [c.id for c in each.loose]) for each in clusters]
            for clusters in agreement.groups(bench, own)
        ]

    known = {claim.id: claim for claim in bench.claims}
    return [
        [
            Cluster(known[anchor[0]], [known[i] for i in members], [known[i] for i in loose])
            for anchor, members, loose in clusters
        ]
        for part in spread(piece)
        for clusters in part
    ]


def _steps(
    bench: Bench, chains: Chains, slots: Sequence[Sequence[Cluster]], reports: Reports
) -> Iterator[Iterable[Check]]:
    """What is worked out slot by slot, or article by article; what gathers claims of all articles is none of it."""
    backs = backcast.backcasts(bench)
    yield agreement.checks(bench, chains, slots)
    yield agreement.lab_checks(bench, chains)
    yield contradiction.checks(bench, slots, reports)
    yield drift.checks(bench, slots)
    yield drift.name_checks(bench)
    yield retold.checks(bench)
    yield weeks.checks(bench)
    yield difference.checks(bench)
    yield totals.checks(bench)
    yield columns.checks(bench)
    yield deduction.checks(bench)
    yield formula.checks(bench)
    yield prices.discount_checks(bench)
    yield prices.blend_checks(bench)
    yield growth.checks(bench)
    yield backcast.checks(bench, backs)
    yield multiples.checks(bench)
    yield states.checks(bench)
    yield lists.checks(bench)
    yield shares.share_checks(bench)
    yield shares.part_checks(bench)
    yield order.order_checks(bench)
    yield directions.checks(bench)
    yield points.checks(bench)
    yield order.streak_checks(bench, backs)
    yield order.rank_checks(bench)
    yield catalog.checks(bench)


def _apart(
    bench: Bench, spread: Spread, step: Callable[[Bench, Collection[str]], Iterator[Check]], taken: Collection[str]
) -> list[Check]:
    """A step that leaves out the claims which have their arithmetic already, part by part."""
    return [check for part in spread(lambda number, of: list(step(bench.part(number, of), taken))) for check in part]


def _spelled(bench: Bench, spread: Spread, found: Sequence[Check]) -> list[Check]:
    """With what sentences spell out: a number that fits the words around it is not held against others."""
    added = _apart(bench, spread, spelled.checks, _in_role(found, _SPOKEN_FOR[:1], _HOLDS))
    fits, accused = _in_role(added, _SPOKEN_FOR[:1], _HOLDS), _in_role(found, _SPOKEN_FOR[:1])
    kept = [check for check in found if check.verdict != "inconsistent" or not _states(check) & fits]
    return [*kept, *(check for check in added if check.verdict != "inconsistent" or not _states(check) & accused)]


def _states(check: Check) -> set[str]:
    """The claims that a check of arithmetic was made for."""
    return {part.claim_id for part in check.claims if part.role == "stated"} if check.kind in _ARITHMETIC else set()


def _in_role(found: Sequence[Check], roles: Collection[str], settled: Collection[str] = _SETTLED) -> set[str]:
    """Claims that some arithmetic was worked out for, or that enter it in other roles."""
    arithmetic_done = [c for c in found if c.kind in _ARITHMETIC and c.verdict in settled]
    return {part.claim_id for check in arithmetic_done for part in check.claims if part.role in roles}


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
