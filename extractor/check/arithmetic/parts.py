"""Parts and their wholes, by words or across articles -> a part above its whole, and sums whose parts stand elsewhere.

Within an article `shares` holds groups and inner measures, `arithmetic` totals. Here are subsets that words name
(paying users among users, "of which"), and what needs two articles: only figures of one stated time are held together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from extractor.check import explain
from extractor.check.arithmetic.shares import belongs
from extractor.check.arithmetic.totals import sum_of
from extractor.check.bench import Bench, Key, is_level, when
from extractor.check.explain import Finding, said
from extractor.check.knobs import knobs
from extractor.check.slots import gap, qualifier_words
from extractor.check.verdicts import best
from extractor.models import Check, Claim

_SPLIT = re.compile(r"[.;:]\s")
_LINK = 60
"""Characters between a whole and the words that take a part out of it."""

Slot = tuple[str, str, str | None]
"""Measure, unit, time."""


def checks(bench: Bench) -> Iterator[Check]:
    """A check for each part that is more than its whole, and for each total whose parts other articles give."""
    yield from _subsets(bench)
    yield from _of_which(bench)
    yield from _groups(bench)
    yield from _inner(bench)
    yield from _totals(bench)


# ---------------------------------------------------------------- subsets that words name


def _subsets(bench: Bench) -> Iterator[Check]:
    """Paying users are users: they cannot be more, at one time and place."""
    measures = {rule.measure for rule in knobs().subsets}
    slots: dict[tuple[Key, Slot], list[Claim]] = defaultdict(list)
    for claim in bench.claims:
        if claim.measure in measures and bench.strong(claim) and claim.modality != "forecast":
            slots[bench.key(claim), (claim.measure, claim.unit, when(claim))].append(claim)
    for _, claims in sorted(slots.items(), key=str):
        for rule in knobs().subsets:
            parts = [c for c in claims if _is(rule.part, c) and not _is(rule.whole, c)]
            wholes = [c for c in claims if _is(rule.whole, c) and not _is(rule.part, c)]
            yield from _above(bench, parts, wholes)


def _is(kind: str, claim: Claim) -> bool:
    told = set(re.findall(r"\w+", f"{claim.surface} {claim.qualifier or ''}".casefold()))
    return bool(told & set(kind.split("|")))


def _above(bench: Bench, parts: Sequence[Claim], wholes: Sequence[Claim]) -> Iterator[Check]:
    """One check for the parts of a slot, of the largest: where it is above every whole of its time."""
    for part in sorted(parts, key=lambda c: (-bench.number(c).nominal, c.id))[:1]:
        near = [w for w in wholes if w.article_id == part.article_id or when(w)]
        over = [w for w in near if _exceeds(bench, part, w) and "scope" not in gap(bench, part, w).differ]
        if near and len(over) == len(near):
            yield _bound(bench, part, min(over, key=lambda c: (bench.distance(part, c), c.id)))


def _of_which(bench: Bench) -> Iterator[Check]:
    """ "40 million users, of whom 45 million pay"."""
    cue = knobs().cues.patterns["taken"]
    for _, claims in sorted(bench.in_sentence.items()):
        levels = [c for c in claims if is_level(c)]
        for whole, part in pairwise(levels):
            link = bench.between(whole, part)
            alike = (whole.measure, whole.unit) == (part.measure, part.unit)
            taken = alike and len(link) <= _LINK and cue.search(link) and not _SPLIT.search(link)
            if taken and bench.strong_together((whole, part)) and _exceeds(bench, part, whole):
                yield _bound(bench, part, whole)


def _exceeds(bench: Bench, part: Claim, whole: Claim) -> bool:
    a, b = bench.number(part), bench.number(whole)
    return not b.vague and not a.vague and b.coarse.below(a.coarse)


def _bound(bench: Bench, part: Claim, whole: Claim) -> Check:
    text = f"{said(part)} for {bench.label(part)} is part of {said(whole)} for {bench.label(whole)}, and is more."
    return explain.check(
        Finding(
            kind="bound",
            verdict="inconsistent",
            title=f"{bench.label(part)}: {said(part)} out of {said(whole)}",
            text=f"{text} A part cannot exceed its whole. {explain.settled_by((part, whole))}",
            formula="part <= whole",
            claims=((part, "part"), (whole, "whole")),
            stated=bench.number(part).coarse,
            derived=bench.number(whole).coarse,
            unit=part.unit,
            flips=True,
        )
    )


# ---------------------------------------------------------------- across articles


def _groups(bench: Bench) -> Iterator[Check]:
    """A member of a group above the group, as all other articles give it for the same time."""
    wholes: dict[Slot, list[Claim]] = defaultdict(list)
    for (key, measure, unit, time), claims in sorted(bench.dated.items()):
        if len(key) == 1 and key[0].startswith("nation:") and knobs().measure(measure).additive:
            sure = (c for c in claims if bench.strong(c) and not bench.number(c).bound)
            wholes[measure, unit, time] += list(sure)[: knobs().caps.links]
    kin: dict[tuple[Key, Key], bool] = {}

    def inside(claim: Claim, whole: Claim) -> bool:
        pair = bench.subjects(claim), bench.subjects(whole)
        if pair not in kin:
            kin[pair] = bench.key(whole) != bench.key(claim) and belongs(bench, claim, whole)
        return kin[pair]

    for claim in bench.claims:
        known = wholes.get((claim.measure, claim.unit, when(claim)), [])
        if known and is_level(claim) and len(bench.subjects(claim)) == 1 and bench.strong(claim):
            whole = _exceeded(bench, claim, (w for w in known if inside(claim, w) and not _apart(bench, claim, w)))
            if whole is not None:
                yield _bound(bench, claim, whole)


def _exceeded(bench: Bench, claim: Claim, others: Iterable[Claim]) -> Claim | None:
    """The first of some wholes of other articles, where a part is above them all; None is seen at the first of most."""
    first: Claim | None = None
    for whole in others:
        if whole.article_id == claim.article_id or not _exceeds(bench, claim, whole):
            return None
        first = first or whole
    return first


def _inner(bench: Bench) -> Iterator[Check]:
    """More active parameters in one article than parameters in all the others."""
    for rule in knobs().bounds:
        sides: dict[tuple[Key, str], tuple[list[Claim], list[Claim]]] = defaultdict(lambda: ([], []))
        for claim in bench.claims:
            if claim.measure in (rule.part, rule.whole) and bench.strong(claim) and len(bench.subjects(claim)) == 1:
                sides[bench.key(claim), claim.unit][claim.measure == rule.whole].append(claim)
        for _, (parts, wholes) in sorted(sides.items()):
            own = {c.article_id for c in wholes}
            for part in [c for c in parts if c.article_id not in own and bench.named(c)][:1]:
                if wholes and all(_exceeds(bench, part, w) and bench.named(w) for w in wholes):
                    yield _bound(bench, part, min(wholes, key=lambda c: (c.article_id, c.start, c.id)))


def _totals(bench: Bench) -> Iterator[Check]:
    """A total of several named subjects, where its article does not give their own figures and others do."""
    for claim in bench.claims:
        ids = bench.subjects(claim)
        if len(ids) < 2 or not when(claim) or not is_level(claim) or not knobs().measure(claim.measure).additive:
            continue
        parts = [_part(bench, claim, i) for i in ids]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts) or all(part.article_id == claim.article_id for part in known):
            continue
        outcome = best(bench.number(claim), [sum_of(bench, known)])
        if outcome and (outcome.verdict != "inconsistent" or _sure(bench, claim, known)):
            title = f"{bench.label(claim)}: {said(claim)} together"
            yield explain.arithmetic(bench, "sum", claim, outcome, title)


def _part(bench: Bench, claim: Claim, subject: str) -> Claim | None:
    """The figure of one subject alone for the time of the total; None where articles differ about it."""
    given = bench.dated.get(((bench.root(subject),), claim.measure, claim.unit, str(when(claim))), [])
    alone = [
        c
        for c in given[: knobs().caps.links]
        if c.id != claim.id and not bench.number(c).bound and not _apart(bench, claim, c)
    ]
    if len({bench.number(c).nominal for c in alone}) != 1:
        return None
    return min(alone, key=lambda c: (bench.distance(claim, c), c.id))


def _apart(bench: Bench, a: Claim, b: Claim) -> bool:
    return bool(set(gap(bench, a, b).differ) - {"subject", "source"}) or qualifier_words(a) != qualifier_words(b)


def _sure(bench: Bench, claim: Claim, parts: Sequence[Claim]) -> bool:
    """Whether the words say that it is the total of these, all certain, all at one stated place."""
    said_so = knobs().cues.patterns["together"].search(f"{bench.before(claim, 60)} {bench.after(claim)}")
    places = {frozenset(c.scope_ids) for c in (claim, *parts)}
    return bool(said_so) and len(places) == 1 and all(bench.strong(c) for c in (claim, *parts))
