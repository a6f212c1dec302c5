"""Slots and who says the same -> which articles report one event: they share figures, and a good part of all they have.

Reports of one event leave different things unsaid. Where they agree on several figures, a figure of one slot that both
give, and give differently, is one figure with a fault in it, though one of them may not say of which quarter it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from extractor.check.bench import Bench, is_level
from extractor.check.comparison.agreement import Cluster
from extractor.check.intervals import significant
from extractor.check.knobs import knobs
from extractor.models import Claim

_CROWD = 8
"""A value that more articles give says nothing of two of them."""


@dataclass(frozen=True)
class Reports:
    """Articles in pairs, with the telling figures that they share."""

    shared: Counter[tuple[str, str]]
    figures: Counter[str]
    """Telling figures of an article, each value once."""

    @classmethod
    def of(cls, bench: Bench, slots: Iterable[Sequence[Cluster]]) -> Reports:
        """Count over all slots; linear in the claims, as each value counts for few articles."""
        shared: Counter[tuple[str, str]] = Counter()
        figures: Counter[str] = Counter()
        for articles in _told(bench, slots):
            figures.update(articles)
            if 1 < len(articles) <= _CROWD:
                shared.update(combinations(sorted(articles), 2))
        return cls(shared, figures)

    def of_one_event(self, a: Claim, b: Claim) -> bool:
        """Whether the articles of two claims share so many figures that they report one event."""
        pair = _pair(a, b)
        if pair[0] == pair[1]:
            return False
        caps, shared = knobs().caps, self.shared[pair]
        return shared >= caps.report_figures and shared >= caps.report_share * min(self.figures[i] for i in pair)

    def share_figures(self, a: Claim, b: Claim) -> bool:
        """Whether the articles of two claims share any telling figure."""
        return self.shared[_pair(a, b)] > 0


def _pair(a: Claim, b: Claim) -> tuple[str, str]:
    return min(a.article_id, b.article_id), max(a.article_id, b.article_id)


def _told(bench: Bench, slots: Iterable[Sequence[Cluster]]) -> Iterator[set[str]]:
    """For every value of every slot that is digits enough: the articles that give it."""
    for clusters in slots:
        for cluster in clusters:
            claims = [c for c in (cluster.anchor, *cluster.members) if is_level(c) and bench.fair(c)]
            telling = [c for c in claims if c.value and significant(c.value) >= knobs().caps.telling_digits]
            articles: dict[str, int] = defaultdict(int)
            for claim in telling:
                articles[claim.article_id] += 1
            if articles:
                yield set(articles)
