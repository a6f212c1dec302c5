"""Slots -> what drifts from one time to the next; names or sums that make one number of two subjects' doubtful."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from extractor import display
from extractor.check import explain
from extractor.check.bench import Bench, is_level, when
from extractor.check.comparison.agreement import Cluster, measure_words, place, same_number
from extractor.check.comparison.lookalike import Pair, near, not_comparable, one_sentence
from extractor.check.exact import Fraction
from extractor.check.explain import Finding
from extractor.check.knobs import knobs
from extractor.check.slots import gap
from extractor.check.verdicts import factor
from extractor.models import Check, Claim


def checks(bench: Bench, slots: Iterable[Sequence[Cluster]]) -> Iterator[Check]:
    """One drift for each series."""
    for clusters in slots:
        yield from _drift(bench, clusters)


def name_checks(bench: Bench) -> Iterator[Check]:
    """Variants of a name, and totals of several subjects, that share a number."""
    yield from _variants(bench)
    yield from _shared_number(bench)


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
    for claim in sorted(claims, key=lambda c: (str(when(c)), place(c))):
        seen.setdefault((str(when(claim)), claim.article_id), claim)
    return list(seen.values())[: knobs().caps.links]


def _drifted(bench: Bench, claims: Sequence[Claim]) -> Check:
    a = claims[0]
    steps = "; ".join(dict.fromkeys(f"{explain.said(c)} in {display.period(when(c))}" for c in claims))
    return explain.check(
        Finding(
            kind="drift",
            verdict="not_comparable",
            title=f"{bench.label(a)}: {measure_words(a)} over time",
            text=(
                f"{bench.label(a)}, {measure_words(a)}: {steps}. "
                "The period differs: a change over time, no contradiction."
            ),
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
                yield not_comparable(bench, pairs, detail=article)


def _variant_pairs(bench: Bench, claims: Sequence[Claim]) -> Iterator[Pair]:
    for i, a in enumerate(claims):
        for b in claims[i + 1 :]:
            short, long = sorted((bench.subjects(a)[0], bench.subjects(b)[0]), key=len)
            if not long.startswith(f"{short}-") or one_sentence(bench, a, b):
                continue
            between = gap(bench, a, b)
            plain = set(between.differ) == {"subject"} and near(bench, a, b)
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
