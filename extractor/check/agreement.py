"""Claims of one slot -> who says the same, who contradicts whom, what only looks so, and what drifts."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from extractor import display
from extractor.check import explain, slips
from extractor.check.bench import Bench, Key, is_level, when
from extractor.check.explain import Finding
from extractor.check.intervals import Derived, Reported, significant
from extractor.check.knobs import Field, knobs
from extractor.check.lineage import Chains
from extractor.check.slots import Gap, gap, qualifier_words
from extractor.check.verdicts import distance, factor, judge
from extractor.models import Check, Claim, Verdict

CONTRADICTION = "same slot, intervals do not meet"
SIDES = ("one value", "other value")
"""Roles of the claims of a contradiction."""
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


Pair = tuple[Claim, Claim, Gap]


def checks(bench: Bench, chains: Chains) -> Iterator[Check]:
    """Agreements, contradictions, look-alikes and drifts of every slot."""
    for _, claims in sorted(_series(bench).items()):
        clusters = _clusters(bench, claims)
        for cluster in clusters:
            yield from _agreement(bench, chains, cluster)
        if len(claims) > 1:
            yield from _clashes(bench, clusters)
            yield from _drift(bench, clusters)
    yield from _variants(bench)
    yield from _shared_number(bench)
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
    values: list[tuple[Fraction, int]] = []
    for claim in sorted(claims, key=lambda c: _rank(bench, c)):
        number = signed(bench, claim)
        home = _home(bench, claim, clusters, values)
        if home is None:
            bisect.insort(values, (number.nominal, len(clusters)))
            clusters.append(Cluster(claim))
        elif same_number(bench, claim, home.anchor) == "consistent":
            home.members.append(claim)
        else:
            home.loose.append(claim)
    return sorted(clusters, key=lambda c: _place(c.anchor))


def _home(bench: Bench, claim: Claim, clusters: list[Cluster], values: list[tuple[Fraction, int]]) -> Cluster | None:
    number = signed(bench, claim)
    low, high = _window(number)
    first, last = bisect.bisect_left(values, (low, -1)), bisect.bisect_right(values, (high, len(clusters)))
    near = sorted(values[first:last], key=lambda v: (abs(v[0] - number.nominal), v[1]))
    for _, position in near:
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
    return *_precision(bench, claim), -2 * stated + number.hedged, _place(claim)


def _precision(bench: Bench, claim: Claim) -> tuple[bool, bool, int]:
    number = bench.number(claim)
    return number.bound, number.vague, -(claim.decimals or 0)


def _place(claim: Claim) -> tuple[str, int, int, str]:
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
    stands = f"{_count(len(claims), 'mention')} in {_count(articles, 'article')}, {_count(origins, 'origin')}."
    how = "" if verdict == "consistent" else " They agree only through rounding or a bound."
    forms = explain.listed(sorted({explain.said(c) for c in claims}, key=lambda s: (len(s), s))[:4])
    return explain.check(
        Finding(
            kind="corroboration" if independent else "agreement",
            verdict=verdict,
            title=f"{bench.label(anchor)}: {explain.said(anchor)} ({_measure(anchor)}) stated alike",
            text=f"{bench.label(anchor)}, {_measure(anchor)}: {forms}. {stands}{how}",
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
    for claim in sorted(claims, key=_place):
        ranked.append((claim.article_id in seen, _place(claim), claim))
        seen.add(claim.article_id)
    kept = sorted(ranked, key=lambda r: r[:2])[: knobs().caps.links]
    return sorted((r[2] for r in kept), key=_place)


# ---------------------------------------------------------------- contradiction


def _clashes(bench: Bench, clusters: Sequence[Cluster]) -> Iterator[Check]:
    if not 1 < len(clusters) <= knobs().caps.clusters:
        return
    look_alike: list[Pair] = []
    for i, first in enumerate(clusters):
        for second in clusters[i + 1 :]:
            pairs = _pairs(bench, first, second)
            known = _established(first) or _established(second)
            if _is_family(bench, clusters, first, second):
                pairs = [pair for pair in pairs if _repeated(first, pair[0]) and _repeated(second, pair[1])]
            if _far(bench, first, second) and _articles(first) & _articles(second):
                pairs = []  # an article that states both knows them for two things
            against = [pair for pair in pairs if pair[2].accusable and _accuses(bench, pair[0], pair[1], known)]
            if against and not _spanned(bench, clusters, first.anchor, second.anchor):
                # once somebody accuses, whoever states the same with the same right stands beside
                rest = [pair for pair in pairs if pair[2].accusable and all(_stands(bench, c, known) for c in pair[:2])]
                yield contradiction(bench, [*against, *rest], _of_earlier(bench, clusters, (first, second)))
            else:
                look_alike += [pair for pair in pairs if _looks_alike(bench, *pair)]
    if look_alike:
        yield _not_comparable(bench, look_alike)


def _is_family(bench: Bench, clusters: Sequence[Cluster], first: Cluster, second: Cluster) -> bool:
    """Whether many sizes go by one name, so that two of them are two models: only a lone deviation from the one known
    size is a fault then, and only where the sentences name the model."""
    rules = knobs().measure(first.anchor.measure)
    if not (rules.steady and rules.kinds) or len(clusters) < 3:
        return False
    known = [cluster for cluster in clusters if _established(cluster)]
    named = all(any(bench.named(c) for c in side.claims) for side in (first, second))
    return not named or len(known) != 1 or known[0] not in (first, second)


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
    """Pairs across two clusters that report different numbers and do not stand in one sentence."""
    cap = knobs().caps.links
    return [
        (a, b, gap(bench, a, b))
        for a in first.claims[:cap]
        for b in second.claims[:cap]
        if not _together(bench, a, b) and same_number(bench, a, b) == "inconsistent"
    ]


def _together(bench: Bench, a: Claim, b: Claim) -> bool:
    """In one sentence and near each other: said side by side, on purpose. A headline may run into the text below it."""
    return _one_sentence(bench, a, b) and abs(a.start - b.start) <= knobs().caps.reach // 4


def _one_sentence(bench: Bench, a: Claim, b: Claim) -> bool:
    return a.article_id == b.article_id and bench.sentence_key(a) == bench.sentence_key(b)


def _accuses(bench: Bench, a: Claim, b: Claim, established: bool) -> bool:
    if _one_sentence(bench, a, b) or not all(_stands(bench, c, established) and _firm(bench, c) for c in (a, b)):
        return False
    caps, rules = knobs().caps, knobs().measure(a.measure)
    if rules.single and a.article_id != b.article_id and not (rules.steady and _apart(bench, a, b) > caps.single):
        return True
    # many kinds of cost or loss share a name: only what is close to the other can be a slip of it
    limit = 1 + Fraction(caps.near) if rules.distinct else Fraction(caps.clash)
    return _apart(bench, a, b) <= limit or slip(a, b) is not None or slips.between(a, b) is not None


def _stands(bench: Bench, claim: Claim, established: bool) -> bool:
    """Whether a claim is certain enough; less will do where several articles give the other value."""
    return bench.strong(claim) or (established and bench.fair(claim))


def _firm(bench: Bench, claim: Claim) -> bool:
    """Not a round guess, and not one of several values that its own sentence gives for the slot (old and new)."""
    if bench.number(claim).hedged and claim.value is not None and significant(claim.value) < 2:
        return False
    slot = (claim.measure, claim.unit, bench.key(claim), claim.period, qualifier_words(claim))
    rivals = (c for c in bench.sentence(claim) if c.id != claim.id)
    return not any(
        (c.measure, c.unit, bench.key(c), c.period, qualifier_words(c)) == slot
        and same_number(bench, claim, c) == "inconsistent"
        for c in rivals
    )


def _apart(bench: Bench, a: Claim, b: Claim) -> Fraction:
    return factor(bench.number(a).nominal, bench.number(b).nominal)


def slip(a: Claim, b: Claim) -> int | None:
    """The power of ten between two values with the same digits, where they are digits enough for it to be a slip."""
    if not a.value or not b.value or a.value == b.value or significant(a.value) < knobs().caps.slip_digits:
        return None
    alike = a.value.normalize().as_tuple().digits == b.value.normalize().as_tuple().digits
    return abs(a.value.adjusted() - b.value.adjusted()) if alike else None


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
    return named and _near(bench, a, b)


def _near(bench: Bench, a: Claim, b: Claim) -> bool:
    x, y = bench.number(a), bench.number(b)
    if x.bound or y.bound or x.vague or y.vague:
        return False
    return abs(x.nominal - y.nominal) <= Fraction(knobs().caps.near) * max(x.nominal, y.nominal)


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
    first, second = _unique(a for a, _, _ in pairs), _unique(b for _, b, _ in pairs)
    half = knobs().caps.links // 2
    first, second = first[:half], second[:half]
    a, b = first[0], second[0]
    x, y = signed(bench, a), signed(bench, b)
    power = slip(a, b)
    flips = x.nominal * y.nominal < 0
    return explain.check(
        Finding(
            kind="scale_slip" if power else "stale" if earlier else "agreement",
            verdict="inconsistent",
            title=f"{bench.label(a)}: {explain.said(a)} or {explain.said(b)} ({_measure(a)})?",
            text=" ".join([*_contradiction_words(bench, a, b, (len(first), len(second)), power), *_known(earlier)]),
            formula=CONTRADICTION,
            claims=tuple((c, side) for side, same in zip(SIDES, (first, second), strict=True) for c in same),
            stated=x.coarse,
            derived=y.coarse,
            unit=a.unit,
            flips=flips,
        )
    )


def _contradiction_words(bench: Bench, a: Claim, b: Claim, counts: tuple[int, int], power: int | None) -> list[str]:
    sides = [f"{explain.said(c)} ({_count(n, 'mention')})" for c, n in zip((a, b), counts, strict=True)]
    opening = f"{bench.label(a)}, {_measure(a)}: {sides[0]} against {sides[1]}."
    return [opening, _distance_words(bench, a, b, power), explain.settled_by((a, b))]


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


def _not_comparable(bench: Bench, pairs: Sequence[Pair], detail: str = "") -> Check:
    claims = sorted(_unique([c for a, b, _ in pairs for c in (a, b)]), key=_place)[: knobs().caps.links]
    names = tuple(f for f in knobs().fields if any(f in p[2].differ for p in pairs))
    absent = tuple(f for f in knobs().fields if any(f in p[2].missing for p in pairs) and f not in names)
    a = claims[0]
    values = explain.listed(dict.fromkeys(explain.said(c) for c in claims))
    reasons = []
    if names:
        reasons.append(f"{explain.fields(names)} {_are(names, 'differs', 'differ')}")
    if absent:
        reasons.append(f"{explain.fields(absent)} {_are(absent, 'is', 'are')} not stated by both")
    if not reasons:
        reasons.append("one of them is uncertain, or the texts give a range that holds both")
    return explain.check(
        Finding(
            kind="agreement",
            verdict="not_comparable",
            title=f"{bench.label(a)}: {values} ({_measure(a)}) look alike and may not be the same figure",
            text=f"{bench.label(a)}, {_measure(a)}: {values}. No contradiction is claimed: {'; '.join(reasons)}.",
            formula="same slot, fields differ",
            claims=tuple((c, "compared") for c in claims),
            unit=a.unit,
            severity="warning" if names else "notice",
            detail=detail,
        )
    )


# ---------------------------------------------------------------- drift, and one number for two subjects


def _drift(bench: Bench, clusters: Sequence[Cluster]) -> Iterator[Check]:
    """One check for each series of different values at different stated times."""
    rules = knobs().measure(clusters[0].anchor.measure) if clusters else None
    if rules is None or rules.steady or not (rules.level or rules.name in ("share", "token_share")):
        return
    dated = [c for cluster in clusters for c in cluster.claims if when(c) and c.modality != "forecast"]
    chosen = _one_for_each_time(dated)
    if len({when(c) for c in chosen}) < 2 or len({bench.sentence_key(c) + c.article_id for c in chosen}) < 2:
        return
    values = [bench.number(c).nominal for c in chosen]
    if len(set(values)) < 2 or factor(min(values), max(values)) > Fraction(knobs().caps.drift):
        return
    yield _drifted(bench, chosen)


def _one_for_each_time(claims: Sequence[Claim]) -> list[Claim]:
    seen: dict[tuple[str, str], Claim] = {}
    for claim in sorted(claims, key=lambda c: (str(when(c)), _place(c))):
        seen.setdefault((str(when(claim)), claim.article_id), claim)
    return list(seen.values())[: knobs().caps.links]


def _drifted(bench: Bench, claims: Sequence[Claim]) -> Check:
    a = claims[0]
    steps = "; ".join(dict.fromkeys(f"{explain.said(c)} in {display.period(when(c))}" for c in claims))
    return explain.check(
        Finding(
            kind="drift",
            verdict="not_comparable",
            title=f"{bench.label(a)}: {_measure(a)} over time",
            text=f"{bench.label(a)}, {_measure(a)}: {steps}. The period differs: a change over time, no contradiction.",
            formula="same slot, different periods",
            claims=tuple((c, "step") for c in claims),
            unit=a.unit,
            severity="info",
        )
    )


def _variants(bench: Bench) -> Iterator[Check]:
    """Near values of one article for a model and for a variant of its name: the same model, or not, is not said."""
    for article, claims in sorted(bench.in_article.items()):
        groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
        for claim in claims:
            if is_level(claim) and len(bench.subjects(claim)) == 1 and bench.kind(bench.subjects(claim)[0]) == "model":
                groups[claim.measure, claim.unit].append(claim)
        for _, same in sorted(groups.items()):
            pairs = list(_variant_pairs(bench, same[: 4 * knobs().caps.links]))
            if pairs:
                yield _not_comparable(bench, pairs, detail=article)


def _variant_pairs(bench: Bench, claims: Sequence[Claim]) -> Iterator[Pair]:
    for i, a in enumerate(claims):
        for b in claims[i + 1 :]:
            short, long = sorted((bench.subjects(a)[0], bench.subjects(b)[0]), key=len)
            if not long.startswith(f"{short}-") or _one_sentence(bench, a, b):
                continue
            between = gap(bench, a, b)
            plain = set(between.differ) == {"subject"} and _near(bench, a, b)
            if plain and same_number(bench, a, b) == "inconsistent":
                yield a, b, between


def _shared_number(bench: Bench) -> Iterator[Check]:
    """One number given for a thing alone and for it together with another, in one article."""
    for article, claims in sorted(bench.in_article.items()):
        groups: dict[tuple[str, str, Fraction], list[Claim]] = defaultdict(list)
        for claim in claims:
            if is_level(claim) and knobs().measure(claim.measure).additive and bench.subjects(claim):
                groups[claim.measure, claim.unit, bench.number(claim).nominal].append(claim)
        for _, same in sorted(groups.items()):
            found = _alone_and_together(bench, same)
            if found:
                yield _two_subjects(bench, article, *found)


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


def _alone_and_together(bench: Bench, claims: Sequence[Claim]) -> tuple[Claim, Claim] | None:
    for alone in claims:
        for both in claims:
            a, b = set(bench.key(alone)), set(bench.key(both))
            if a < b and not {"period", "scope", "modality"} & set(gap(bench, alone, both).differ):
                return alone, both
    return None


def _two_subjects(bench: Bench, article: str, alone: Claim, both: Claim) -> Check:
    return explain.check(
        Finding(
            kind="agreement",
            verdict="not_comparable",
            title=f"{explain.said(alone)}: of {bench.label(alone)}, or of {bench.label(both)}?",
            text=(
                f"The same article gives {explain.said(alone)} for {bench.label(alone)} alone and for "
                f"{bench.label(both)} together; what the figure is about differs, and both can hold only if the "
                f"rest adds nothing."
            ),
            formula="same number, different subjects",
            claims=((alone, "alone"), (both, "together")),
            unit=alone.unit,
            severity="warning",
            detail=article,
        )
    )


def _unique(claims: Iterable[Claim]) -> list[Claim]:
    return list({c.id: c for c in claims}.values())


def _are(names: tuple[Field, ...], one: str, many: str) -> str:
    return one if len(names) == 1 else many


def _measure(claim: Claim) -> str:
    return claim.measure.replace("_", " ")


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
