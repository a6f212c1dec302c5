"""Two claims -> what keeps them from being compared: fields that differ, fields that one of them does not state.

An absent field is compatible: such a claim may support another, it may not accuse it.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from extractor.check.bench import Bench, when
from extractor.check.knobs import Field, houses, knobs, pattern
from extractor.models import Claim

_KEPT = 1 << 18
"""Pairs of slots that are remembered."""
_ROUND = re.compile(r"\bseries [a-h]\b")
_WORD = re.compile(r"\w+(?:[.-]\w+)*")


@dataclass(frozen=True)
class Gap:
    """What lies between two claims, in the order of the fields."""

    differ: tuple[Field, ...] = ()
    """Stated by both, and not alike: they cannot be compared."""
    missing: tuple[Field, ...] = ()
    """Needed, and not stated by both: they cannot contradict."""

    @property
    def comparable(self) -> bool:
        """Whether one claim may support the other."""
        return not self.differ

    @property
    def accusable(self) -> bool:
        """Whether one claim may contradict the other."""
        return not self.differ and not self.missing


def gap(bench: Bench, a: Claim, b: Claim) -> Gap:
    """Compare the slots of two claims of one measure and unit; of two such slots once, as claims by the thousand share
    one."""
    slots = _slot(bench, a), _slot(bench, b), a.article_id == b.article_id
    known = bench.gaps.get(slots)
    if known is None:
        if len(bench.gaps) >= _KEPT:
            bench.gaps.clear()
        known = bench.gaps[slots] = _gap(bench, a, b)
    return known


def _slot(bench: Bench, claim: Claim) -> int:
    """A number for all of a claim that `_gap` goes by."""
    number = bench.slots.get(claim.id)
    if number is None:
        day = None if when(claim) or not knobs().measure(claim.measure).current else bench.published(claim)
        states = (
            claim.measure, claim.subject_ids, claim.subject, claim.counterpart_ids, claim.period, claim.as_of, day,
            claim.scope_ids, claim.scope, qualifier_words(claim), claim.of, claim.step, claim.modality,
            claim.attributed_to,
        )  # fmt: skip
        number = bench.slots[claim.id] = bench.states.setdefault(states, len(bench.states))
    return number


def _gap(bench: Bench, a: Claim, b: Claim) -> Gap:
    rules = knobs().measure(a.measure)
    states = {
        "subject": _subjects(bench, a, b),
        "counterpart": _alike(a.counterpart_ids, b.counterpart_ids),
        "period": True if rules.steady else _times(a, b),
        "scope": _alike(_scopes(a), _scopes(b)),
        "qualifier": _qualifiers(a, b),
        "of": _alike(_one(a.of), _one(b.of)),
        "step": _alike(_one(a.step), _one(b.step)),
        "modality": (a.modality == "forecast") == (b.modality == "forecast"),
        "source": _alike(_one(a.attributed_to), _one(b.attributed_to)),
    }
    named: tuple[Field, ...] = tuple(knobs().fields)
    if states["period"] is None and rules.current:
        states["period"] = _at_one_time(bench, a, b)
    if states["period"] is None and _of_one_round(a, b):
        states["period"] = True
    for name, own in (("scope", _scopes), ("counterpart", lambda c: c.counterpart_ids)):
        if states[name] is None and not own(a) and not own(b):
            states[name] = True  # neither narrows it: both speak of the thing itself
    if states["qualifier"] is None and not rules.distinct and not qualifier_words(a) | qualifier_words(b):
        states["qualifier"] = True  # the plain figure, in both
    differ = tuple(f for f in named if states[f] is False and (f != "source" or "source" in rules.needs))
    needs = {"subject", *rules.needs}
    if knobs().kinds_of(a.measure) and qualifier_words(a) != qualifier_words(b):
        needs.add("qualifier")  # paying users beside users of no stated kind
    missing = tuple(f for f in named if states[f] is None and f in needs)
    return Gap(differ, missing)


def dated(a: Claim, b: Claim) -> bool:
    """Whether both state one time."""
    return when(a) is not None and when(a) == when(b)


def silent(a: Claim, b: Claim, field: Field) -> bool:
    """Whether neither of two claims states a field."""
    return not _said(a, field) and not _said(b, field)


def _said(claim: Claim, field: Field) -> object:
    """What a claim states for a field; something empty where it states nothing."""
    own: dict[Field, object] = {
        "subject": claim.subject_ids or claim.subject, "counterpart": claim.counterpart_ids, "period": when(claim),
        "scope": _scopes(claim), "qualifier": qualifier_words(claim), "of": claim.of, "step": claim.step,
        "modality": claim.modality, "source": claim.attributed_to,
    }  # fmt: skip
    return own[field]


def qualifier_words(claim: Claim) -> frozenset[str]:
    """The words of a qualifier that tell quantities apart: not the measure's own, none that say nothing."""
    return _told(claim.measure, claim.qualifier or "", _kind_words(claim))


def _kind_words(claim: Claim) -> str:
    return f"{claim.surface} {claim.qualifier or ''}" if knobs().kinds_of(claim.measure) else ""


@functools.lru_cache(maxsize=1 << 14)
def _told(measure: str, qualifier: str, surface: str) -> frozenset[str]:
    own = {form for word in measure.split("_") for form in (word, word.rstrip("s"))}
    told = frozenset(w for w in _words(qualifier) if w.rstrip("s") not in own and w.rstrip("es") not in own)
    kinds = knobs().kinds_of(measure)
    if not kinds:
        return told
    named = {kinds[w] for w in _WORD.findall(surface.casefold()) if w in kinds}
    return frozenset(kinds.get(w, w) for w in told) | named


@functools.lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(pattern(knobs().neutral).sub(" ", text.casefold())))


def _subjects(bench: Bench, a: Claim, b: Claim) -> bool | None:
    """A country and the aggregate of its models may be meant alike: enough to support, not to accuse."""
    alike = _alike(bench.subjects(a), bench.subjects(b), exact=True)
    return None if alike is False and bench.key(a) == bench.key(b) else alike


def _qualifiers(a: Claim, b: Claim) -> bool | None:
    """True: the same words; None: one says less than the other, or nothing; False: they speak of different things."""
    mine, yours = qualifier_words(a), qualifier_words(b)
    if mine == yours:
        return True if mine else None
    return None if mine <= yours or yours <= mine else False


def _times(a: Claim, b: Claim) -> bool | None:
    if a.period and b.period:
        return a.period == b.period
    return _alike(_one(when(a)), _one(when(b)))


def _of_one_round(a: Claim, b: Claim) -> bool:
    """Whether both name one round of financing, which sets their time: "Series C"."""
    names = [set(_ROUND.findall((c.qualifier or "").casefold())) for c in (a, b)]
    return bool(names[0]) and names[0] == names[1]


def _at_one_time(bench: Bench, a: Claim, b: Claim) -> bool | None:
    """Whether two figures without a date, each true when it was printed, were printed at one time.

    An article without a date says nothing of it: it may support, as what is absent may, and not accuse. No accusation
    over gold rests on such an article, so that this costs nothing there.
    """
    if when(a) or when(b):
        return None
    if a.article_id == b.article_id:
        return True
    dates = [bench.published(c) for c in (a, b)]
    if dates[0] is None or dates[1] is None:
        return None
    return True if abs((dates[0] - dates[1]).days) <= knobs().caps.same_time else None


def _scopes(claim: Claim) -> tuple[str, ...]:
    """The platforms within which a figure holds; where everyone publishes is no place that a model's own size is of."""
    names = zip(claim.scope_ids or claim.scope, claim.scope or claim.scope_ids, strict=False)
    venue = _venues() if knobs().measure(claim.measure).steady else frozenset()
    return tuple(own.casefold() for own, name in names if name not in venue)


@functools.cache
def _venues() -> frozenset[str]:
    return frozenset(entry.name for entry in houses().shared_domains)


def _alike(a: tuple[str, ...], b: tuple[str, ...], exact: bool = False) -> bool | None:
    """True: both state it alike; False: both state it, differently; None: not both state it (or both state nothing)."""
    if not a or not b:
        return None
    return set(a) == set(b) if exact else bool(set(a) & set(b))


def _one(value: str | None) -> tuple[str, ...]:
    return (value.casefold(),) if value else ()
