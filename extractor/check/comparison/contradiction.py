"""Claims of one slot with different numbers -> who contradicts whom, and what only looks so.

One text contradicts another where both state whatever the measure needs, or where something else tells that they speak
of one figure: a headline of the text under it (`headlines.py`), a report of another report of the same event
(`reports.py`), a number that is the other but for one slip of the hand (`misprints.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor import display
from extractor.check import explain, headlines, slips
from extractor.check.bench import Bench, when
from extractor.check.comparison import misprints, wording
from extractor.check.comparison.agreement import Cluster, counted, measure_words, same_number, signed
from extractor.check.comparison.lookalike import Pair, near, not_comparable, one_sentence, unique
from extractor.check.comparison.reports import Reports
from extractor.check.exact import Fraction
from extractor.check.explain import Finding
from extractor.check.intervals import Reported, significant
from extractor.check.knobs import Field, knobs
from extractor.check.near import is_base
from extractor.check.slots import Gap, dated, gap, qualifier_words, silent
from extractor.check.verdicts import distance, factor
from extractor.models import Check, Claim

CONTRADICTION = "same slot, intervals do not meet"
SIDES = ("one value", "other value")
"""Roles of the claims of a contradiction."""
_HALF = 50
_LITTLE: frozenset[Field] = frozenset({"scope", "source"})
"""What two reports of one event need not both state where both name the figure alike."""


def checks(bench: Bench, slots: Iterable[Sequence[Cluster]], reports: Reports) -> Iterator[Check]:
    """Contradictions and look-alikes of some slots; `reports` are made of all."""
    for clusters in slots:
        if 1 < len(clusters) <= knobs().caps.clusters:
            yield from _clashes(bench, reports, clusters)


def _clashes(bench: Bench, reports: Reports, clusters: Sequence[Cluster]) -> Iterator[Check]:
    look_alike: list[Pair] = []
    for i, first in enumerate(clusters):
        for second in clusters[i + 1 :]:
            all_pairs = _pairs(bench, first, second)
            pairs = _apart_on_purpose(bench, clusters, first, second, all_pairs)
            known = _established(first) or _established(second)
            against = [pair for pair in pairs if pair[2].accusable and _accuses(bench, pair[0], pair[1], known)]
            against += _of_one_figure(bench, reports, clusters, (first, second), all_pairs)
            if against and not _spanned(bench, clusters, first.anchor, second.anchor):
                # once somebody accuses, whoever states the same with the same right stands beside
                rest = [pair for pair in pairs if pair[2].accusable and all(_stands(bench, c, known) for c in pair[:2])]
                yield contradiction(bench, [*against, *rest], _of_earlier(bench, clusters, (first, second)))
            else:
                look_alike += [pair for pair in pairs if _looks_alike(bench, *pair)]
    if look_alike:
        yield not_comparable(bench, look_alike)


def _apart_on_purpose(
    bench: Bench, clusters: Sequence[Cluster], first: Cluster, second: Cluster, pairs: list[Pair]
) -> list[Pair]:
    """The pairs without those of two things that go by one name."""
    if _is_family(bench, clusters, first, second):
        pairs = [pair for pair in pairs if _repeated(first, pair[0]) and _repeated(second, pair[1])]
    if _far(bench, first, second) and _articles(first) & _articles(second):
        return []  # an article that states both knows them for two things
    return pairs


# ---------------------------------------------------------------- one figure, whatever is left unsaid


def _of_one_figure(
    bench: Bench, reports: Reports, clusters: Sequence[Cluster], two: tuple[Cluster, Cluster], pairs: Sequence[Pair]
) -> list[Pair]:
    """Pairs that are of one figure though they need not state all that their measure asks for."""
    sides = Sides(bench, clusters, *two)
    return [
        (a, b, between)
        for a, b, between in pairs
        if between.comparable
        and bench.fair(a)
        and bench.fair(b)
        and _apart(bench, a, b) <= Fraction(knobs().caps.derived)
        and (
            _announced(sides, a, b, between)
            or _restated(bench, a, b, between)
            or _misprinted(reports, sides, a, b, between)
            or _named_alike(sides, a, b, between)
            or (reports.of_one_event(a, b) and sides.left_over(a, b) and _plain_enough(a, b, between))
        )
    ]


@dataclass(frozen=True)
class Sides:
    """Two values of a slot among all that the slot has."""

    bench: Bench
    clusters: Sequence[Cluster]
    first: Cluster
    second: Cluster

    def left_over(self, a: Claim, b: Claim) -> bool:
        """Whether each of two articles has one value alone that the other could answer, and they are these."""
        if not _same_words(a, b) or not all(_firm(self.bench, c) for c in (a, b)):
            return False
        return self._only(self.first, a, b) and self._only(self.second, b, a)

    def _only(self, own: Cluster, a: Claim, b: Claim) -> bool:
        """Whether an article has no value but its own, among those that the other article lacks, to set beside `b`."""
        for cluster in self.clusters:
            places = {c.article_id for c in cluster.claims}
            if cluster is own:
                if b.article_id in places:
                    return False
            elif a.article_id in places and b.article_id not in places:
                rivals = (c for c in cluster.claims if c.article_id == a.article_id and not is_base(self.bench, c))
                if any(_same_words(c, b) and gap(self.bench, c, b).comparable for c in rivals):
                    return False
        return True

    def values_in(self, claim: Claim, stretch: headlines.Stretch) -> list[Cluster]:
        """The values in a stretch of the article of a claim that are of its slot."""
        return [
            cluster
            for cluster in self.clusters
            if any(
                c.article_id == claim.article_id
                and stretch[0] <= c.start < stretch[1]
                and not is_base(self.bench, c)
                and gap(self.bench, claim, c).comparable
                for c in cluster.claims
            )
        ]


def _same_words(a: Claim, b: Claim) -> bool:
    """Whether both state a time or neither, and both a kind of figure or neither."""
    return (when(a) is None) == (when(b) is None) and bool(qualifier_words(a)) == bool(qualifier_words(b))


def _announced(sides: Sides, a: Claim, b: Claim, between: Gap) -> bool:
    """Whether one is in a headline, and the other is the only value of the slot in the text under it."""
    if "subject" in between.missing or a.article_id != b.article_id:
        return False
    for head, body, own in ((a, b, sides.second), (b, a, sides.first)):
        if _stands_over(sides.bench, head, body):
            stretch = headlines.under(sides.bench, head)
            return stretch is not None and sides.values_in(head, stretch) == [own]
    return False


def _restated(bench: Bench, a: Claim, b: Claim, between: Gap) -> bool:
    """Whether the text says that one is the other told again: "he reiterates 4.2 trillion"."""
    unsaid = set(between.missing) <= {"period", "qualifier", *_LITTLE} and silent(a, b, "period")
    return (unsaid or not between.missing) and _says_again(bench, a, b)


def _says_again(bench: Bench, a: Claim, b: Claim) -> bool:
    if a.article_id != b.article_id:
        return False
    first, second = sorted((a, b), key=lambda c: c.start)
    told = bench.between(first, second)
    found = list(knobs().cues.patterns["restated"].finditer(told)) if len(told) <= knobs().caps.reach // 2 else []
    inside = bench.of_kind.get((a.article_id, a.measure, a.unit), [])
    if not found or any(first.start < c.start < second.start and bench.key(c) == bench.key(a) for c in inside):
        return False
    reach, cue = knobs().retold.behind, found[-1]
    by_another = wording.others_in(bench, second, told[max(0, cue.start() - reach) :])
    return len(told) - cue.end() <= reach and not by_another


def _misprinted(reports: Reports, sides: Sides, a: Claim, b: Claim, between: Gap) -> bool:
    """Whether one is the other but for a slip of the hand."""
    bench = sides.bench
    if one_sentence(bench, a, b) or not all(_firm(bench, c) for c in (a, b)):
        return False
    return misprints.misprinted(bench, reports, a, b, between)


def _named_alike(sides: Sides, a: Claim, b: Claim, between: Gap) -> bool:
    """Whether both name the figure by the same words ("Series C"; one word where several articles give a value)."""
    words = qualifier_words(a)
    known = len(words) > 1 or _established(sides.first) or _established(sides.second)
    named = bool(words) and words == qualifier_words(b) and known and not between.missing
    return named and a.article_id != b.article_id and all(_firm(sides.bench, c) for c in (a, b))


def _plain_enough(a: Claim, b: Claim, between: Gap) -> bool:
    """Whether the measure means one thing, or both name the kind of it alike and leave little else unsaid."""
    words = qualifier_words(a)
    named = bool(words) and words == qualifier_words(b) and set(between.missing) <= _LITTLE
    rules = knobs().measure(a.measure)
    return rules.single or not rules.distinct or named


# ---------------------------------------------------------------- what is stated by both


def _is_family(bench: Bench, clusters: Sequence[Cluster], first: Cluster, second: Cluster) -> bool:
    """Whether many sizes go by one name, so that two of them are two models: only a lone deviation from the one known
    size is a fault then, and only where the sentences name the model."""
    rules = knobs().measure(first.anchor.measure)
    if not (rules.steady and rules.kinds) or len(clusters) < 3:
        return False
    known = [cluster for cluster in clusters if _surely_established(bench, cluster)]
    named = all(any(bench.named(c) for c in side.claims) for side in (first, second))
    return not named or len(known) != 1 or known[0] not in (first, second)


def _surely_established(bench: Bench, cluster: Cluster) -> bool:
    """Whether several articles give a value, each so that there is little doubt what it is of."""
    sure = (c for c in (cluster.anchor, *cluster.members) if bench.named(c) or bench.strong(c))
    return len({c.article_id for c in sure}) > 1


def _repeated(cluster: Cluster, claim: Claim) -> bool:
    return sum(c.article_id == claim.article_id for c in cluster.claims) > 1


def _far(bench: Bench, first: Cluster, second: Cluster) -> bool:
    return _apart(bench, first.anchor, second.anchor) > Fraction(knobs().caps.clash)


def _articles(cluster: Cluster) -> set[str]:
    return {c.article_id for c in cluster.claims}


def _established(cluster: Cluster) -> bool:
    """Whether several articles give a value, with the same digits."""
    return len({c.article_id for c in (cluster.anchor, *cluster.members)}) > 1


def _pairs(bench: Bench, first: Cluster, second: Cluster) -> list[Pair]:
    """Pairs across two clusters that report different numbers; in one sentence only where it says that they are one."""
    cap = knobs().caps.links
    return [
        (a, b, gap(bench, a, b))
        for a in first.claims[:cap]
        for b in second.claims[:cap]
        if same_number(bench, a, b) == "inconsistent" and (not _together(bench, a, b) or _says_again(bench, a, b))
    ]


def _together(bench: Bench, a: Claim, b: Claim) -> bool:
    """In one sentence and near each other: said side by side, on purpose. A headline may run into the text below it."""
    near = one_sentence(bench, a, b) and abs(a.start - b.start) <= knobs().caps.reach // 4
    return near and not any(_stands_over(bench, head, body) for head, body in ((a, b), (b, a)))


def _stands_over(bench: Bench, head: Claim, body: Claim) -> bool:
    """Whether one claim is in a headline over the text of the other."""
    stretch = headlines.under(bench, head) if head.article_id == body.article_id else None
    return stretch is not None and stretch[0] <= body.start < stretch[1]


def _accuses(bench: Bench, a: Claim, b: Claim, established: bool) -> bool:
    if one_sentence(bench, a, b) or not all(_stands(bench, c, established) and _firm(bench, c) for c in (a, b)):
        return False
    return _of_one_size(bench, a, b) and not wording.narrowed(bench, a, b, dated(a, b))


def _of_one_size(bench: Bench, a: Claim, b: Claim) -> bool:
    """Whether two values are so far from each other, and no further, that one of them can be wrong."""
    caps, rules = knobs().caps, knobs().measure(a.measure)
    if rules.single and a.article_id != b.article_id and not (rules.steady and _apart(bench, a, b) > caps.single):
        return True
    # many kinds of cost or loss share a name: only what is close to the other can be a slip of it
    limit = 1 + Fraction(caps.near) if rules.distinct else Fraction(caps.clash)
    return _apart(bench, a, b) <= limit or slips.power(a, b) is not None or slips.between(a, b) is not None


def _stands(bench: Bench, claim: Claim, established: bool) -> bool:
    """Whether a claim is certain enough; less will do where several articles give the other value, or where the text
    around it speaks of nothing else that could have such a figure."""
    if bench.strong(claim):
        return True
    known = established and not wording.of_unknown(bench, claim)
    return bench.fair(claim) and (known or wording.alone(bench, claim))


def _firm(bench: Bench, claim: Claim) -> bool:
    """Not a round guess, not what a change starts from, and not one of several values that its own sentence gives for
    the slot."""
    if bench.number(claim).hedged and claim.value is not None and significant(claim.value) < 2:
        return False
    if knobs().cues.patterns["doubted"].search(f"{bench.before(claim, 40)} {bench.after(claim, 24)}"):
        return False
    slot = (claim.measure, claim.unit, bench.key(claim), claim.period, qualifier_words(claim))
    base = is_base(bench, claim)
    rivals = (c for c in bench.sentence(claim) if c.id != claim.id and (base or not is_base(bench, c)))
    return not any(
        (c.measure, c.unit, bench.key(c), c.period, qualifier_words(c)) == slot
        and same_number(bench, claim, c) == "inconsistent"
        for c in rivals
    )


def _apart(bench: Bench, a: Claim, b: Claim) -> Fraction:
    return factor(bench.number(a).nominal, bench.number(b).nominal)


def _spanned(bench: Bench, clusters: Sequence[Cluster], a: Claim, b: Claim) -> bool:
    """Whether the texts themselves give a range that holds both values."""
    ranges = [c for cluster in clusters for c in cluster.claims if c.value is None]
    return any(all(bench.number(r).coarse.contains(bench.number(x).nominal) for x in (a, b)) for r in ranges)


def _looks_alike(bench: Bench, a: Claim, b: Claim, between: Gap) -> bool:
    """Whether a reader would stumble over the two: near each other, of one article, or of two providers."""
    told_apart = {"period", "qualifier"} & set(between.differ)
    place = a.article_id == b.article_id or "scope" in between.differ
    if told_apart or not place or a.measure == "count" or not (bench.known(a) and bench.known(b)):
        return False
    named = a.measure != "benchmark_score" or bool(qualifier_words(a) & qualifier_words(b))
    return named and near(bench, a, b)


def _of_earlier(bench: Bench, clusters: Sequence[Cluster], sides: Sequence[Cluster]) -> Claim | None:
    """The claim that gives for an earlier time what one side gives for a later one: that side has an old figure."""
    for side in sides:
        time, number = when(side.anchor), bench.number(side.anchor)
        if time is None or side.anchor.value is None or significant(side.anchor.value) < knobs().caps.telling_digits:
            continue
        for other in (c for cluster in clusters if cluster not in sides for c in cluster.claims):
            earlier = when(other)
            if (
                earlier
                and len(earlier) == len(time)
                and earlier < time
                and bench.number(other).nominal == number.nominal
            ):
                return other
    return None


def contradiction(bench: Bench, pairs: Sequence[Pair], earlier: Claim | None = None) -> Check:
    """One check for all the claims on either side; `earlier` gives the number of one of them for a time before."""
    first, second = unique(a for a, _, _ in pairs), unique(b for _, b, _ in pairs)
    half = knobs().caps.links // 2
    first, second = first[:half], second[:half]
    a, b = first[0], second[0]
    x, y = signed(bench, a), signed(bench, b)
    power = slips.power(a, b)
    flips = x.nominal * y.nominal < 0 or _majority(a, x) != _majority(b, y)
    return explain.check(
        Finding(
            kind="scale_slip" if power else "stale" if earlier else "agreement",
            verdict="inconsistent",
            title=f"{bench.label(a)}: {explain.said(a)} or {explain.said(b)} ({measure_words(a)})?",
            text=" ".join(
                [
                    *_contradiction_words(bench, a, b, (len(first), len(second)), power),
                    *_unsaid(pairs),
                    *_known(earlier),
                ]
            ),
            formula=CONTRADICTION,
            claims=tuple((c, side) for side, same in zip(SIDES, (first, second), strict=True) for c in same),
            stated=x.coarse,
            derived=y.coarse,
            unit=a.unit,
            flips=flips,
            severity="warning" if _unsaid(pairs) else None,
        )
    )


def _majority(claim: Claim, number: Reported) -> bool:
    """Whether it is a share of more than half."""
    return claim.unit == "percent" and claim.measure in ("share", "token_share") and number.nominal > _HALF


def _contradiction_words(bench: Bench, a: Claim, b: Claim, counts: tuple[int, int], power: int | None) -> list[str]:
    sides = [f"{explain.said(c)} ({counted(n, 'mention')})" for c, n in zip((a, b), counts, strict=True)]
    opening = f"{bench.label(a)}, {measure_words(a)}: {sides[0]} against {sides[1]}."
    return [opening, _distance_words(bench, a, b, power), explain.settled_by((a, b))]


def _unsaid(pairs: Sequence[Pair]) -> list[str]:
    """What no two of the texts both state."""
    absent = [field for field in knobs().fields if all(field in between.missing for _, _, between in pairs)]
    return [f"Not stated by both: {explain.fields(absent)}."] if absent else []


def _known(earlier: Claim | None) -> list[str]:
    return [f"{explain.said(earlier)} is what was told for {display.period(when(earlier))}."] if earlier else []


def _distance_words(bench: Bench, a: Claim, b: Claim, power: int | None) -> str:
    if power:
        return f"The digits are the same: a slip by a factor of {explain.amount(Fraction(10) ** power, 'count')}."
    apart = distance(signed(bench, a).coarse, signed(bench, b).coarse)
    found = slips.between(a, b)
    likely = f" A likely slip: {found.words}." if found else ""
    if not apart:
        return f"Both are given to the same place, with different digits there.{likely}"
    gap = f"at least {explain.exact(apart, a.unit)} apart, " if explain.finite(apart) else ""
    return f"They do not meet: {gap}more than rounding can explain. One is wrong, or they are of two things.{likely}"
