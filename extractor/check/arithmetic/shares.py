"""Shares and parts -> held against the levels they are of: part / whole, upper bounds, part at most the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from extractor import display
from extractor.check import explain
from extractor.check.arithmetic import portions
from extractor.check.bench import Bench, Key, is_level, when
from extractor.check.exact import Fraction
from extractor.check.explain import Finding, operand, said
from extractor.check.intervals import Derived, derive
from extractor.check.knobs import Field, knobs
from extractor.check.near import is_base
from extractor.check.slots import gap
from extractor.check.verdicts import Outcome, Sum, best, factor
from extractor.models import Check, Claim, Verdict

SHARES = ("share", "token_share")
_CANDIDATES = 6
"""Most parts, and most wholes, that one share is held against."""


def share_checks(bench: Bench) -> Iterator[Check]:
    """Each share against its own level and the whole, or against the others that are known."""
    for _, claims in sorted(bench.in_article.items()):
        shares = [c for c in claims if c.measure in SHARES and c.unit == "percent" and bench.key(c)]
        found = {claim.id: _against_wholes(bench, claim) for claim in shares}
        fits = {i: [o for o in outcomes if o.verdict != "inconsistent"] for i, outcomes in found.items()}
        wholes = Counter(_whole_of(o).id for outcomes in fits.values() for o in outcomes)
        for claim in shares:
            outcome = _as_meant(bench, claim, fits[claim.id], wholes) or _choose(
                bench, claim, found[claim.id], fits[claim.id], wholes
            )
            if outcome:
                title = f"{bench.label(claim)}: a share of {said(claim)}"
                yield explain.arithmetic(bench, "share", claim, outcome, title, flips=loses_majority(outcome))
            elif level := _own_level(bench, claim):
                yield from _upper_bound(bench, claim, level)
        yield from _hundreds(bench, shares)


def _as_meant(bench: Bench, claim: Claim, fits: Sequence[Outcome], wholes: Counter[str]) -> Outcome | None:
    """The share against the part and the whole that its words name; a misfit where no other pair fits better."""
    found = portions.meant(bench, claim, wholes)
    outcome = portion(bench, claim, *found) if found else None
    if outcome is None or not found or outcome.verdict != "inconsistent":
        return outcome
    others = [o for o in fits if not any(is_base(bench, operand.claim) for operand in o.sum.operands)]
    near = factor(outcome.derived.nominal, outcome.stated.nominal) <= Fraction(knobs().caps.derived)
    certain = all(c.confidence >= knobs().caps.confidence_beside for c in (claim, *found))
    return outcome if near and certain and not others and not bench.number(claim).bound else None


def portion(bench: Bench, claim: Claim, part: Claim, whole: Claim) -> Outcome | None:
    """A share held against one part and one whole."""
    parts = (operand(bench, part, "part"), operand(bench, whole, "whole"))
    written = f"{said(part)} / {said(whole)}"
    return best(bench.number(claim), [Sum(lambda x, y: (x / y).scaled(100), parts, "part / whole", written)])


def _against_wholes(bench: Bench, claim: Claim) -> list[Outcome]:
    """The share against every (part, whole) that can be meant, the nearest parts first."""
    outcomes = []
    for part in _parts_of(bench, claim):
        for whole in _wholes_of(bench, claim, part):
            outcome = portion(bench, claim, part, whole)
            if outcome:
                outcomes.append(outcome)
    return outcomes


def _parts_of(bench: Bench, claim: Claim) -> list[Claim]:
    """Levels of what has the share: those of its sentence, else those of its stated time."""
    own = bench.levels.get((claim.article_id, bench.key(claim)), [])
    fit = [c for c in own if _can_be_part(bench, claim, c)]
    here = [c for c in fit if bench.distance(claim, c)[0] == 0]
    near = here or [c for c in fit if when(c) == when(claim) or abs(c.start - claim.start) <= knobs().caps.reach]
    return sorted(near, key=lambda c: (bench.distance(claim, c), c.id))[:_CANDIDATES]


def _can_be_part(bench: Bench, claim: Claim, level: Claim) -> bool:
    measure = measure_of_share(claim)
    inner = any(rule.part == level.measure for rule in knobs().bounds)
    fits = level.measure == measure if measure else knobs().measure(level.measure).additive or inner
    same = not when(claim) or not when(level) or when(claim) == when(level)
    return (
        fits
        and same
        and not bench.number(level).bound
        and (level.modality == "forecast") <= (claim.modality == "forecast")
    )


def measure_of_share(claim: Claim) -> str | None:
    """What a share is a share of."""
    return claim.of or ("token_volume" if claim.measure == "token_share" else None)


def _wholes_of(bench: Bench, claim: Claim, part: Claim) -> list[Claim]:
    inner = {part.measure, *(rule.whole for rule in knobs().bounds if rule.part == part.measure)}
    reach = knobs().caps.reach
    fit = [
        c
        for measure in sorted(inner)
        for c in bench.of_kind.get((claim.article_id, measure, part.unit), [])
        if abs(c.start - claim.start) <= 2 * reach and _one_time(part, c) and _may_hold(bench, part, c)
    ]
    return sorted(fit, key=lambda c: (bench.distance(claim, c), c.id))[:_CANDIDATES]


def _one_time(a: Claim, b: Claim) -> bool:
    same = not when(a) or not when(b) or when(a) == when(b)
    return same and (a.modality == "forecast") == (b.modality == "forecast")


def _may_hold(bench: Bench, part: Claim, whole: Claim) -> bool:
    """Whether one level can be the whole of another: larger, and no other thing of the same kind."""
    if bench.number(whole).nominal <= bench.number(part).nominal or bench.number(whole).bound:
        return False
    a, b = bench.subjects(part), bench.subjects(whole)
    if bench.key(part) == bench.key(whole) or set(bench.key(part)) < set(bench.key(whole)):
        return True
    return len(b) == 1 and bench.kind(b[0]) not in {bench.kind(i) for i in a} and not (set(a) & set(b))


def _choose(
    bench: Bench, claim: Claim, outcomes: Sequence[Outcome], fits: Sequence[Outcome], wholes: Counter[str]
) -> Outcome | None:
    """The fit with the whole that most shares of the article fit; a misfit only with such a whole, and no other."""
    if fits:
        return min(fits, key=lambda o: (o.verdict != "consistent", -wholes[_whole_of(o).id]))
    shared = [o for o in outcomes if _is_the_whole(bench, claim, o, wholes)]
    parts = {bench.number(o.sum.operands[0].claim).nominal for o in outcomes}
    values = {bench.number(_whole_of(o)).nominal for o in shared}
    if (
        shared
        and len(parts) == 1
        and len(values) == 1
        and bench.distance(claim, shared[0].sum.operands[0].claim)[0] == 0
    ):
        levels = [o.claim for o in shared[0].sum.operands]
        other = portions.of_another(bench, claim, levels[1]) or portions.shares_itself(bench, levels[0], claim)
        return shared[0] if not other and _may_accuse(bench, claim, *levels) else None
    return None


def _is_the_whole(bench: Bench, claim: Claim, outcome: Outcome, wholes: Counter[str]) -> bool:
    """Whether a share can only be of this whole: others of the article are, or it is the platform named with it."""
    whole = _whole_of(outcome)
    named = {bench.root(i) for i in (*claim.scope_ids, *claim.counterpart_ids)}
    near = factor(outcome.derived.nominal, outcome.stated.nominal) <= Fraction(knobs().caps.derived)
    return near and (wholes[whole.id] > 0 or bool(named & set(bench.key(whole))))


def _whole_of(outcome: Outcome) -> Claim:
    return outcome.sum.operands[1].claim


def _hundreds(bench: Bench, shares: Sequence[Claim]) -> Iterator[Check]:
    """Three or more shares in a row that make 100."""
    place = 0
    while place < len(shares):
        run = _run_to_hundred(bench, shares[place : place + 2 * _CANDIDATES])
        if run:
            yield _hundred_check(bench, run)
        place += len(run) or 1


def _run_to_hundred(bench: Bench, shares: Sequence[Claim]) -> list[Claim]:
    run: list[Claim] = []
    for share in shares:
        if bench.number(share).bound or (run and not _beside(bench, run[-1], share)):
            break
        run.append(share)
        total = sum(bench.number(c).nominal for c in run)
        if total >= 100:
            half = sum(((bench.number(c).fine.high or total) - bench.number(c).nominal for c in run), Fraction(0))
            return run if len(run) > 2 and total - 100 <= half else []
    return []


def _beside(bench: Bench, last: Claim, share: Claim) -> bool:
    close = share.start - last.end <= knobs().caps.reach // 3 and bench.line(share) - bench.line(last) <= 2
    return close and share.measure == last.measure and bench.key(share) != bench.key(last) and when(share) == when(last)


def _hundred_check(bench: Bench, run: Sequence[Claim]) -> Check:
    parts = explain.listed(f"{bench.label(c)} {said(c)}" for c in run)
    total = sum((bench.number(c).nominal for c in run), Fraction(0))
    return explain.check(
        Finding(
            kind="sum",
            verdict="consistent",
            title=f"{len(run)} shares make {explain.amount(total, 'percent')}",
            text=f"{parts} make {explain.amount(total, 'percent')} together: with rounding, the whole.",
            formula="sum of shares = 100",
            claims=tuple((c, "part") for c in run),
            unit="percent",
        )
    )


def _own_level(bench: Bench, claim: Claim) -> Claim | None:
    """The level of what has the share, for an upper bound: at its time if there is one, the exact before the hedged."""
    own = bench.levels.get((claim.article_id, bench.key(claim)), [])
    measure, forecast = measure_of_share(claim), claim.modality == "forecast"
    fit = [
        c for c in own if c.measure == measure and not bench.number(c).bound and (c.modality == "forecast") == forecast
    ]
    same_time = [c for c in fit if when(c) == when(claim)] or fit
    return min(same_time, key=lambda c: (bench.number(c).hedged, bench.distance(claim, c), c.id), default=None)


def _comparable(bench: Bench, a: Claim, b: Claim) -> bool:
    return a.unit == b.unit and when(a) == when(b) and (a.modality == "forecast") == (b.modality == "forecast")


def _may_accuse(bench: Bench, claim: Claim, *levels: Claim) -> bool:
    return bench.strong_together((claim, *levels)) and not any(_apart(bench, claim, c) for c in levels)


def _apart(bench: Bench, claim: Claim, level: Claim) -> tuple[Field, ...]:
    """Fields that keep a share from being held against a level; a time that only one of them states is one."""
    found = [f for f in gap(bench, claim, level).differ if f in ("scope", "period", "modality")]
    if when(claim) != when(level) and "period" not in found:
        found.append("period")
    return tuple(found)


def loses_majority(outcome: Outcome) -> bool:
    """Whether a half lies between what is stated of a share and what its levels give."""
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
    if above and not apart and (portions.of_another(bench, claim) or not _may_accuse(bench, claim, level, *others)):
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
    same = bench.of_kind.get((level.article_id, level.measure, level.unit), [])
    near = [c for c in same if _comparable(bench, level, c)]
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
    own = f"is said of {display.period(when(claim))}" if when(claim) else "is given no period"
    times = f" The share {own}, the volumes are of {display.period(when(level))}." if "period" in apart else ""
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
    fit = [w for w in wholes if w.measure == part.measure and _comparable(bench, part, w) and belongs(bench, part, w)]
    fit = [w for w in fit if "scope" not in gap(bench, part, w).differ and not bench.number(w).bound]
    if not fit or bench.number(part).bound:
        return
    whole = _nearest(bench, part, fit)
    once = (bench.key(part), bench.key(whole), part.measure, when(part))
    over = _larger(bench, part, whole)
    together = len(bench.subjects(part)) > 1 or bench.distance(part, whole)[0] == 0
    certain = bool(when(part)) and bench.strong(part) and bench.strong(whole)
    if once in seen or not (certain if over else together):
        return
    seen.add(once)
    yield _part_check(bench, part, whole, over)


def belongs(bench: Bench, part: Claim, whole: Claim) -> bool:
    """Whether every subject of the part is a member of the whole, or of its country; a platform carries all others."""
    group = bench.subjects(whole)[0]
    entity = bench.entities.get(group)
    members = entity.members if entity else ()
    country = bench.country(group)
    ids = bench.subjects(part)
    if any(known.kind == "platform" for i in ids if (known := bench.entities.get(i))):
        return False
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
    """A measure that another holds, once for each subject: more active parameters than parameters cannot be."""
    for rule in knobs().bounds:
        seen: set[Key] = set()
        for part in bench.in_article[article]:
            if part.measure != rule.part or len(bench.subjects(part)) != 1 or bench.number(part).bound:
                continue
            own = bench.levels.get((article, bench.key(part)), [])
            wholes = [c for c in own if c.measure == rule.whole and c.unit == part.unit and not bench.number(c).bound]
            over = bool(wholes) and all(_exceeded(bench, part, whole) for whole in wholes)
            if wholes and (over or bench.key(part) not in seen):
                seen.add(bench.key(part))
                within = [c for c in wholes if not _larger(bench, part, c)]
                if over or within:
                    yield _part_check(bench, part, _nearest(bench, part, wholes if over else within), over)


def _nearest(bench: Bench, claim: Claim, others: Sequence[Claim]) -> Claim:
    return min(others, key=lambda c: (bench.distance(claim, c), c.id))


def _larger(bench: Bench, part: Claim, whole: Claim) -> bool:
    return bench.number(whole).coarse.below(bench.number(part).coarse)


def _exceeded(bench: Bench, part: Claim, whole: Claim) -> bool:
    sound = bench.strong(part) and bench.strong(whole) and not gap(bench, part, whole).differ
    return sound and _larger(bench, part, whole)
