"""Claims of one slot -> clusters of those that can report one number, and who says the same."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from extractor.check import explain
from extractor.check.bench import Bench, Key, when
from extractor.check.exact import Fraction
from extractor.check.explain import Finding
from extractor.check.intervals import Derived, Reported, significant
from extractor.check.knobs import knobs
from extractor.check.lineage import Chains
from extractor.check.slots import gap, qualifier_words
from extractor.check.verdicts import judge
from extractor.models import Check, Claim, Verdict

_KILO = {"k": 1, "m": 2, "b": 3}


@dataclass
class Cluster:
    """Claims of one slot whose numbers can be the same; the first is the most precise."""

    anchor: Claim
    members: list[Claim] = field(default_factory=list)
    loose: list[Claim] = field(default_factory=list)
    """Claims that agree with the anchor only through rounding."""

    @property
    def claims(self) -> list[Claim]:
        """All of them, the anchor first."""
        return [self.anchor, *self.members, *self.loose]


def slots(bench: Bench) -> list[list[Claim]]:
    """Comparable claims, slot by slot."""
    return [claims for _, claims in sorted(_series(bench).items())]


def groups(bench: Bench, slots: Iterable[Sequence[Claim]]) -> list[list[Cluster]]:
    """The values of some slots, each with the claims that can report it."""
    return [_clusters(bench, claims) for claims in slots]


def checks(bench: Bench, chains: Chains, slots: Iterable[Sequence[Cluster]]) -> Iterator[Check]:
    """Claims that say the same, by slot."""
    for clusters in slots:
        for cluster in clusters:
            yield from _agreement(bench, chains, cluster)


def lab_checks(bench: Bench, chains: Chains) -> Iterator[Check]:
    """A number of a lab that is of its model."""
    yield from _of_lab_and_model(bench, chains)


def _series(bench: Bench) -> dict[tuple[Key, str, str, str], list[Claim]]:
    """Comparable claims by subject, measure, unit and, for open counts, noun."""
    found: dict[tuple[Key, str, str, str], list[Claim]] = defaultdict(list)
    for claim in bench.claims:
        key = bench.key(claim)
        if key and knobs().measure(claim.measure).compared and bench.can_have(claim):
            noun = " ".join(sorted(qualifier_words(claim))) if claim.measure == "count" else ""
            if noun or claim.measure != "count":
                found[key, claim.measure, claim.unit, noun].append(claim)
    return found


def _clusters(bench: Bench, claims: Sequence[Claim]) -> list[Cluster]:
    """Group by number and slot: the most precise claims first, each later one joins the nearest that it can equal."""
    clusters: list[Cluster] = []
    values = _Values()
    for claim in sorted(claims, key=lambda c: _rank(bench, c)):
        number = signed(bench, claim)
        home = _home(bench, claim, clusters, values)
        if home is None:
            values.add(claim, number.nominal, len(clusters))
            clusters.append(Cluster(claim))
        elif same_number(bench, claim, home.anchor) == "consistent":
            home.members.append(claim)
        else:
            home.loose.append(claim)
    return sorted(clusters, key=lambda c: place(c.anchor))


class _Values:
    """The face values of the anchors of clusters by their time: those of two times are never compared."""

    def __init__(self) -> None:
        self._timed: dict[str, list[tuple[Fraction, int]]] = defaultdict(list)
        """Value and number of the cluster, in order; under "" those without a time."""
        self._all: list[tuple[Fraction, int]] = []

    def add(self, anchor: Claim, value: Fraction, position: int) -> None:
        """Note the anchor of a new cluster."""
        for values in (self._all, self._timed[_time(anchor)]):
            bisect.insort(values, (value, position))

    def near(self, claim: Claim, value: Fraction, low: Fraction, high: Fraction) -> list[int]:
        """The clusters from low to high that a claim of such a value may belong to, the nearest first."""
        time, ends = _time(claim), ((low, -1), (high, len(self._all)))
        found: list[tuple[Fraction, int]] = []
        for values in (self._timed[time], self._timed[""]) if time else (self._all,):
            found += values[bisect.bisect_left(values, ends[0]) : bisect.bisect_right(values, ends[1])]
        return [position for _, position in sorted(found, key=lambda v: (abs(v[0] - value), v[1]))]


def _time(claim: Claim) -> str:
    """The time without which a claim is another; empty where none is told or the measure does not change."""
    return "" if knobs().measure(claim.measure).steady else (when(claim) or "").casefold()


def _home(bench: Bench, claim: Claim, clusters: list[Cluster], values: _Values) -> Cluster | None:
    number = signed(bench, claim)
    near = values.near(claim, number.nominal, *_window(number))
    if claim.measure in knobs().intervals.binary and (binary := _nominal_binary(claim)):
        near += values.near(claim, binary, binary, binary)
    for position in near:
        cluster = clusters[position]
        agreed = same_number(bench, claim, cluster.anchor)
        if agreed == "inconsistent" or not _supports(claim, cluster.anchor):
            continue
        if all(gap(bench, claim, other).comparable for other in cluster.claims[: knobs().caps.links]):
            return cluster
    return None


def _supports(a: Claim, b: Claim) -> bool:
    """Round numbers of things that many speak of agree by chance, unless the texts say that they are one thing."""
    if not knobs().measure(a.measure).distinct:
        return True
    mine, yours = qualifier_words(a), qualifier_words(b)
    if mine and yours:
        return True
    return all(c.value is not None and significant(c.value) > 1 for c in (a, b))


def _window(number: Reported) -> tuple[Fraction, Fraction]:
    """Where the face value of a more precise claim can lie for the two to agree."""
    reach = knobs().caps.near
    margin = abs(number.nominal) * Fraction(reach) if number.bound else Fraction(0)
    low, high = number.coarse.low, number.coarse.high
    width = (high - low) if low is not None and high is not None else margin
    ends = (
        low if low is not None else number.nominal - margin,
        high if high is not None else number.nominal + margin,
    )
    return ends[0] - width, ends[1] + width


def _rank(bench: Bench, claim: Claim) -> tuple[bool, bool, int, int, tuple[str, int, int, str]]:
    """Most precise first; then those that state most about themselves; then in order of place."""
    number = bench.number(claim)
    stated = sum(bool(x) for x in (when(claim), claim.scope, claim.qualifier, claim.of, claim.counterpart_ids))
    return *_precision(bench, claim), -2 * stated + number.hedged, place(claim)


def _precision(bench: Bench, claim: Claim) -> tuple[bool, bool, int]:
    number = bench.number(claim)
    return number.bound, number.vague, -(claim.decimals or 0)


def place(claim: Claim) -> tuple[str, int, int, str]:
    """Where it stands, for sorting."""
    return claim.article_id, claim.start, claim.end, claim.id


def signed(bench: Bench, claim: Claim) -> Reported:
    """The number with the sign of its direction."""
    return bench.number(claim).signed(-1 if claim.direction == "down" else 1)


def same_number(bench: Bench, a: Claim, b: Claim) -> Verdict:
    """Whether two claims can report one number; the coarser is held against the finer."""
    fine, coarse = (b, a) if _precision(bench, b) < _precision(bench, a) else (a, b)
    both = bool(a.direction and b.direction)  # a change of which no direction is told may be either
    x, y = ((signed if both else Bench.number)(bench, c) for c in (fine, coarse))
    if fine.measure in knobs().intervals.binary and _binary(fine, coarse):
        return "consistent_by_rounding"
    if x.nominal == y.nominal:
        return "consistent"
    direct = not (x.hedged or y.hedged or x.bound or y.bound)
    if direct and fine.decimals is not None and fine.decimals == coarse.decimals:
        return "inconsistent"
    return judge(y, Derived(x.fine, x.coarse, x.nominal, x.bound))


def _binary(a: Claim, b: Claim) -> bool:
    """Whether one is `K` or `M` of 1,024 where the other gives all digits: 256K and 262,144."""
    return any(_nominal_binary(x) == y.value for x, y in ((a, b), (b, a)) if y.value is not None)


def _nominal_binary(claim: Claim) -> Fraction | None:
    letters = claim.surface.lstrip("~≈<>≤≥+ ").lstrip("0123456789.,").lstrip(" -\u2011").casefold()
    power = _KILO.get(letters[:1]) if not letters[1:2].isalpha() else None
    if power is None or claim.value is None:
        return None
    return Fraction(claim.value) / Fraction(1000) ** power * Fraction(1024) ** power


# ---------------------------------------------------------------- agreement


def _agreement(bench: Bench, chains: Chains, cluster: Cluster) -> Iterator[Check]:
    if cluster.members:
        yield _agreed(bench, chains, [cluster.anchor, *cluster.members], "consistent")
    if cluster.loose:
        yield _agreed(bench, chains, [cluster.anchor, *cluster.loose], "consistent_by_rounding")


def _agreed(bench: Bench, chains: Chains, claims: list[Claim], verdict: Verdict) -> Check:
    anchor, chosen = claims[0], _first_of_each_article(claims)
    articles, origins = len({c.article_id for c in claims}), chains.count(claims)
    independent = origins > 1
    stands = f"{counted(len(claims), 'mention')} in {counted(articles, 'article')}, {counted(origins, 'origin')}."
    how = "" if verdict == "consistent" else " They agree only through rounding or a bound."
    forms = explain.listed(sorted({explain.said(c) for c in claims}, key=lambda s: (len(s), s))[:4])
    return explain.check(
        Finding(
            kind="corroboration" if independent else "agreement",
            verdict=verdict,
            title=f"{bench.label(anchor)}: {explain.said(anchor)} ({measure_words(anchor)}) stated alike",
            text=f"{bench.label(anchor)}, {measure_words(anchor)}: {forms}. {stands}{how}",
            formula="same slot, intervals meet",
            claims=tuple((c, "same") for c in chosen),
            stated=signed(bench, anchor).fine,
            unit=anchor.unit,
            origins=origins,
            severity=None if verdict == "consistent" else "notice",
        )
    )


def _first_of_each_article(claims: Sequence[Claim]) -> list[Claim]:
    """At most as many as a check may hold: the first of each article before second mentions."""
    seen: set[str] = set()
    ranked: list[tuple[bool, tuple[str, int, int, str], Claim]] = []
    for claim in sorted(claims, key=place):
        ranked.append((claim.article_id in seen, place(claim), claim))
        seen.add(claim.article_id)
    kept = sorted(ranked, key=lambda r: r[:2])[: knobs().caps.links]
    return sorted((r[2] for r in kept), key=place)


def _of_lab_and_model(bench: Bench, chains: Chains) -> Iterator[Check]:
    """A telling number given for a lab, mostly in a headline, and below for the model that it is of."""
    for _, claims in sorted(bench.in_article.items()):
        numbers: dict[tuple[str, str, Fraction], list[Claim]] = defaultdict(list)
        for claim in claims:
            if claim.value is not None and significant(claim.value) >= knobs().caps.slip_digits:
                numbers[claim.measure, claim.unit, bench.number(claim).nominal].append(claim)
        for _, same in sorted(numbers.items()):
            own = [c for c in same if any(_is_lab_of(bench, other, c) for other in same)]
            if own:
                labs = [c for c in same if any(_is_lab_of(bench, c, other) for other in own)]
                yield _agreed(bench, chains, [*own, *labs], "consistent")


def _is_lab_of(bench: Bench, lab: Claim, model: Claim) -> bool:
    """Whether one claim says of a lab, in whatever words, what the other says of its model."""
    ids, own = bench.subjects(lab), bench.subjects(model)
    if len(ids) != 1 or len(own) != 1 or bench.lab(own[0]) != ids[0]:
        return False
    return own[0] != ids[0] and set(gap(bench, lab, model).differ) <= {"subject", "of"}


def measure_words(claim: Claim) -> str:
    """Its measure for a reader."""
    return claim.measure.replace("_", " ")


def counted(n: int, noun: str) -> str:
    """`1 mention`, `2 mentions`."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
