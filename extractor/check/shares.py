"""Shares and parts -> held against the levels they are of: part / whole, upper bounds, part at most the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from extractor.check import explain
from extractor.check.bench import Bench, Key, is_level, when
from extractor.check.explain import Finding, operand, said
from extractor.check.intervals import Derived, derive
from extractor.check.knobs import Field, knobs
from extractor.check.slots import gap
from extractor.check.verdicts import Outcome, Sum, best
from extractor.models import Check, Claim, Verdict

_WHOLE = ("nation", "group", "platform", "country")


def share_checks(bench: Bench) -> Iterator[Check]:
    """Each share against its own level and the whole, or against the others that are known."""
    for claim in bench.claims:
        if claim.measure not in ("share", "token_share") or claim.unit != "percent" or not bench.key(claim):
            continue
        level = _own_level(bench, claim)
        if level is None:
            continue
        outcome = _of_whole(bench, claim, level)
        if outcome:
            title = f"{bench.label(claim)}: a share of {said(claim)}"
            yield explain.arithmetic(bench, "share", claim, outcome, title, flips=_loses_majority(outcome))
        else:
            yield from _upper_bound(bench, claim, level)


def _own_level(bench: Bench, claim: Claim) -> Claim | None:
    measure = claim.of or ("token_volume" if claim.measure == "token_share" else None)
    own = bench.levels.get((claim.article_id, bench.key(claim)), [])
    fit = [
        c
        for c in own
        if (c.measure == measure and not bench.number(c).bound and c.modality == claim.modality)
        or (c.measure == measure and "forecast" not in (c.modality, claim.modality))
    ]
    same_time = [c for c in fit if when(c) == when(claim)] or fit
    return min(same_time, key=lambda c: (not _exact(bench, c), bench.distance(claim, c), c.id), default=None)


def _exact(bench: Bench, claim: Claim) -> bool:
    return not bench.number(claim).hedged


def _of_whole(bench: Bench, claim: Claim, level: Claim) -> Outcome | None:
    """Against the level of the platform or thing that the share is of."""
    wholes = [bench.root(i) for i in (*claim.counterpart_ids, *claim.scope_ids)]
    for key in dict.fromkeys(wholes):
        same = [
            c
            for c in bench.levels.get((claim.article_id, (key,)), [])
            if _comparable(bench, level, c) and c.measure == level.measure
        ]
        if same:
            whole = min(same, key=lambda c: (bench.distance(claim, c), c.id))
            parts = (operand(bench, level, "part"), operand(bench, whole, "whole"))
            sums = [Sum(lambda x, y: (x / y).scaled(100), parts, "part / whole", f"{said(level)} / {said(whole)}")]
            outcome = best(bench.number(claim), sums)
            blocked = outcome and outcome.verdict == "inconsistent" and not _may_accuse(bench, claim, level, whole)
            return None if blocked else outcome
    return None


def _comparable(bench: Bench, a: Claim, b: Claim) -> bool:
    return a.unit == b.unit and when(a) == when(b) and (a.modality == "forecast") == (b.modality == "forecast")


def _may_accuse(bench: Bench, claim: Claim, *levels: Claim) -> bool:
    return all(bench.strong(c) for c in (claim, *levels)) and not any(_apart(bench, claim, c) for c in levels)


def _apart(bench: Bench, claim: Claim, level: Claim) -> tuple[Field, ...]:
    """Fields that keep a share from being held against a level; a time that only one of them states is one."""
    found = [f for f in gap(bench, claim, level).differ if f in ("scope", "period", "modality")]
    if when(claim) != when(level) and "period" not in found:
        found.append("period")
    return tuple(found)


def _loses_majority(outcome: Outcome) -> bool:
    half, derived = Fraction(50), outcome.derived.coarse
    if derived.low is None or derived.high is None:
        return False
    return (outcome.stated.nominal > half > derived.high) or (outcome.stated.nominal < half < derived.low)


# ---------------------------------------------------------------- upper bounds


def _upper_bound(bench: Bench, claim: Claim, level: Claim) -> Iterator[Check]:
    """A share can be no more than the own level over all levels that are known: the unknown rest only lowers it."""
    others = _others(bench, level)
    if not others:
        return
    derived = derive(
        lambda x, *rest: x.share_with(*rest).scaled(100), bench.number(level), *(bench.number(o) for o in others)
    )
    stated = bench.number(claim)
    if derived is None or derived.coarse.high is None or stated.bound:
        return
    apart = _apart(bench, claim, level)
    above = stated.coarse.low is not None and stated.coarse.low > derived.coarse.high
    if above and not apart and not _may_accuse(bench, claim, level, *others):
        return
    if above or not apart:
        verdict: Verdict = "consistent" if not above else "not_comparable" if apart else "inconsistent"
        yield _bound_check(bench, claim, (level, *others), derived, verdict, apart)


def _others(bench: Bench, level: Claim) -> list[Claim]:
    """The nearest level of every other country or group, of the same measure, time and article."""
    key = bench.key(level)
    if not _is_group(bench, level) or when(level) is None:
        return []
    found: dict[Key, Claim] = {}
    near = [
        c
        for c in bench.in_article[level.article_id]
        if is_level(c) and c.measure == level.measure and _comparable(bench, level, c)
    ]
    for claim in sorted(near, key=lambda c: (bench.distance(level, c), c.id)):
        if bench.key(claim) != key and _is_group(bench, claim) and not bench.number(claim).bound:
            found.setdefault(bench.key(claim), claim)
    return [found[k] for k in sorted(found)]


def _is_group(bench: Bench, claim: Claim) -> bool:
    ids = bench.subjects(claim)
    return len(ids) == 1 and bench.root(ids[0]).partition(":")[0] == "nation"


def _bound_check(
    bench: Bench, claim: Claim, levels: Sequence[Claim], derived: Derived, verdict: Verdict, apart: Sequence[Field]
) -> Check:
    top = derived.coarse.high or Fraction(0)
    names = explain.listed(f"{bench.label(c)} at {said(c)}" for c in levels)
    text = (
        f"With {names} ({when(levels[0])}), the share of {bench.label(levels[0])} is at most "
        f"{explain.amount(top, 'percent', 4)} of all; anyone else's volume only lowers it. Stated is {said(claim)}."
    )
    return explain.check(
        Finding(
            kind="share",
            verdict=verdict,
            title=f"{bench.label(claim)}: {said(claim)} against at most {explain.amount(top, 'percent', 4)}",
            text=f"{text} {_bound_words(claim, levels[0], verdict, apart)}",
            formula="x / (x + y + ...)",
            claims=((claim, "stated"), (levels[0], "part"), *((c, "rest") for c in levels[1:])),
            stated=bench.number(claim).coarse,
            derived=derived.coarse,
            unit="percent",
            severity="warning" if verdict == "not_comparable" else None,
            flips=verdict == "inconsistent" and bench.number(claim).nominal > 50 > top,
        )
    )


def _bound_words(claim: Claim, level: Claim, verdict: Verdict, apart: Sequence[Field]) -> str:
    if verdict == "consistent":
        return "That is possible."
    if verdict == "inconsistent":
        return "For the same period that cannot be."
    own = f"is said of {when(claim)}" if when(claim) else "is given no period"
    times = f" The share {own}, the volumes are of {when(level)}." if "period" in apart else ""
    differ = "differs" if len(apart) == 1 else "differ"
    return (
        f"For the same period that could not be, but they cannot be compared: {explain.fields(apart)} {differ}.{times}"
    )


# ---------------------------------------------------------------- part and whole


def part_checks(bench: Bench) -> Iterator[Check]:
    """A part of a group may not exceed the group; a measure may not exceed the one that holds it."""
    for article, claims in sorted(bench.in_article.items()):
        wholes = [c for c in claims if is_level(c) and knobs().measure(c.measure).additive and _is_group(bench, c)]
        seen: set[tuple[Key, Key, str, str | None]] = set()
        for part in claims if wholes else ():
            if is_level(part) and not _is_group(bench, part):
                yield from _in_groups(bench, part, wholes, seen)
        yield from _inner_bounds(bench, article)


def _in_groups(
    bench: Bench, part: Claim, wholes: Sequence[Claim], seen: set[tuple[Key, Key, str, str | None]]
) -> Iterator[Check]:
    fit = [w for w in wholes if w.measure == part.measure and _comparable(bench, part, w) and _belongs(bench, part, w)]
    fit = [w for w in fit if not gap(bench, part, w).differ[1:] or "scope" not in gap(bench, part, w).differ]
    if not fit or bench.number(part).bound:
        return
    whole = min(fit, key=lambda c: (bench.distance(part, c), c.id))
    once = (bench.key(part), bench.key(whole), part.measure, when(part))
    over = whole_exceeded = bench.number(whole).coarse.below(bench.number(part).coarse)
    together = len(bench.subjects(part)) > 1 or bench.distance(part, whole)[0] == 0
    if once in seen or bench.number(whole).bound or not (together or over):
        return
    if whole_exceeded and not (when(part) and bench.strong(part) and bench.strong(whole)):
        return
    seen.add(once)
    yield _part_check(bench, part, whole, over)


def _belongs(bench: Bench, part: Claim, whole: Claim) -> bool:
    """Whether every subject of the part is a member of the whole, or of its country."""
    group = bench.subjects(whole)[0]
    entity = bench.entities.get(group)
    members = entity.members if entity else ()
    country = bench.country(group)
    ids = bench.subjects(part)
    return bool(ids) and all(i in members or (country is not None and bench.country(i) == country) for i in ids)


def _part_check(bench: Bench, part: Claim, whole: Claim, over: bool) -> Check:
    a, b = bench.number(part), bench.number(whole)
    share = derive(lambda x, y: (x / y).scaled(100), a, b)
    percent = f"{explain.amount(share.nominal, 'percent', 3)}" if share else "part"
    says = f"{said(part)} for {bench.label(part)} is {percent} of {said(whole)} for {bench.label(whole)}"
    end = "A part cannot exceed its whole." if over else "A part may not exceed its whole, and does not."
    return explain.check(
        Finding(
            kind="bound",
            verdict="inconsistent" if over else "consistent",
            title=f"{bench.label(part)}: {percent} of {bench.label(whole)}",
            text=f"{says}. {end}",
            formula="part <= whole",
            claims=((part, "part"), (whole, "whole")),
            stated=a.coarse,
            derived=b.coarse,
            unit=part.unit,
            flips=over,
        )
    )


def _inner_bounds(bench: Bench, article: str) -> Iterator[Check]:
    """Only where it is broken: more active parameters than parameters."""
    for rule in knobs().bounds:
        for part in bench.in_article[article]:
            if part.measure != rule.part or len(bench.subjects(part)) != 1 or bench.number(part).bound:
                continue
            own = [
                c
                for c in bench.levels.get((article, bench.key(part)), [])
                if c.measure == rule.whole and c.unit == part.unit
            ]
            if own and all(_exceeded(bench, part, whole) for whole in own):
                yield _part_check(bench, part, min(own, key=lambda c: (bench.distance(part, c), c.id)), True)


def _exceeded(bench: Bench, part: Claim, whole: Claim) -> bool:
    upper = bench.number(whole).coarse.below(bench.number(part).coarse)
    return upper and bench.strong(part) and bench.strong(whole) and not gap(bench, part, whole).differ
