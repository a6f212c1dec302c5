"""Two values of a slot, and what is known of their articles -> whether one is the other misprinted.

A slip of the hand leaves most of a number as it was, and two figures of two things are seldom so alike: swapped
digits or another magnitude word betray themselves where both texts leave unsaid what their measure asks for. The fewer
the digits, the more must tell that the articles are about one event.
"""

from __future__ import annotations

from extractor.check import slips
from extractor.check.bench import Bench, when
from extractor.check.comparison import wording
from extractor.check.comparison.agreement import same_number
from extractor.check.comparison.reports import Reports
from extractor.check.knobs import Field, knobs
from extractor.check.slots import Gap, dated, silent
from extractor.models import Claim

_FORGIVEN: frozenset[Field] = frozenset({"period", "scope", "source", "of", "counterpart"})
"""What two figures of one article need not both state."""
_LITTLE: frozenset[Field] = frozenset({"scope", "source"})
"""The same where many figures share the name of a measure."""
_WORD = 3
"""Powers of ten between one magnitude word and the next."""
_ENOUGH, _PLENTY, _ALL = 2, 3, 4
"""What likeness of the numbers and nearness of the articles must come to: where neither text states a field, where one
does, and where one alone names the kind of figure."""


def misprinted(bench: Bench, reports: Reports, a: Claim, b: Claim, between: Gap) -> bool:
    """Whether one is the other but for a slip of the hand, and nothing tells the figures apart."""
    if not slips.likeness(a, b) or wording.narrowed(bench, a, b, dated(a, b)):
        return False
    if not between.missing and (a.modality != "forecast" or _same_news(bench, a, b)) and slips.likely(a, b):
        return True
    if a.article_id == b.article_id:
        return _within(bench, a, b, between)
    return _across(bench, reports, a, b, between)


def _within(bench: Bench, a: Claim, b: Claim, between: Gap) -> bool:
    rules = knobs().measure(a.measure)
    if not between.missing:
        return (rules.single or rules.steady) and slips.telling(a, b)
    one_time = "period" not in between.missing or (when(a) is None and when(b) is None)
    if not slips.likely(a, b) or not one_time:
        return False
    if not rules.distinct:
        return set(between.missing) <= _FORGIVEN or _thousandfold(a, b, between)
    alone = set(between.missing) <= _LITTLE or _alone(bench, a, b, between)
    return alone or _thousandfold(a, b, between)


def _alone(bench: Bench, a: Claim, b: Claim, between: Gap) -> bool:
    """Whether neither says what kind of figure it is, and the article has no third value that either could be."""
    if not slips.telling(a, b) or not wording.same_others(bench, a, b):
        return False
    if not all(silent(a, b, field) for field in between.missing):
        return False
    rivals = bench.of_kind.get((a.article_id, a.measure, a.unit), [])
    others = (c for c in rivals if bench.key(c) == bench.key(a))
    return all(any(same_number(bench, c, x) != "inconsistent" for x in (a, b)) for c in others)


def _thousandfold(a: Claim, b: Claim, between: Gap) -> bool:
    """Whether a magnitude word is all that is between two figures of one stated time, one of which has a kind named:
    an operating loss of 21 billion, a loss of 21 million."""
    power = slips.power(a, b)
    return dated(a, b) and power is not None and power % _WORD == 0 and set(between.missing) <= {*_LITTLE, "qualifier"}


def _across(bench: Bench, reports: Reports, a: Claim, b: Claim, between: Gap) -> bool:
    likeness, nearness = slips.likeness(a, b), _nearness(bench, reports, a, b)
    if nearness is None:
        return False
    unsaid = all(silent(a, b, field) for field in between.missing)
    if knobs().measure(a.measure).distinct and (likeness == 1 or "qualifier" in between.missing):
        alike = slips.telling(a, b) and wording.alike(bench, a, b)
        return unsaid and (alike or (likeness > 1 and wording.same_others(bench, a, b)))
    named = "qualifier" not in between.missing or silent(a, b, "qualifier")
    return likeness + nearness >= (_ENOUGH if unsaid else _PLENTY if named else _ALL)


def _nearness(bench: Bench, reports: Reports, a: Claim, b: Claim) -> int | None:
    """2: two reports of one event; 1: much speaks for it; 0: of one time; None: not even that is known."""
    lasting = a.modality != "forecast" and (dated(a, b) or knobs().measure(a.measure).steady)
    if not (lasting or _same_news(bench, a, b)):
        return None
    if reports.of_one_event(a, b):
        return 2
    return int(reports.share_figures(a, b) or wording.alike(bench, a, b))


def _same_news(bench: Bench, a: Claim, b: Claim) -> bool:
    """Whether their articles came out so close that what is new in one is new in the other."""
    days = [bench.published(c) for c in (a, b)]
    if days[0] is None or days[1] is None:
        return False
    return abs((days[0] - days[1]).days) <= knobs().caps.same_news
