"""Two values of a slot, and what is known of their articles -> whether one is the other misprinted.

A slip of the hand leaves most of a number as it was, and two figures of two things are seldom so alike: swapped
digits or another magnitude word betray themselves where both texts leave unsaid what their measure asks for. The fewer
the digits, the more must tell that the articles are about one event.
"""

from __future__ import annotations

from extractor.check import slips, wording
from extractor.check.bench import Bench, when
from extractor.check.knobs import Field, knobs
from extractor.check.reports import Reports
from extractor.check.slots import Gap, dated, silent
from extractor.models import Claim

_FORGIVEN: frozenset[Field] = frozenset({"period", "scope", "source", "of", "counterpart"})
"""What two figures of one article need not both state."""
_LITTLE: frozenset[Field] = frozenset({"scope", "source"})
"""The same where many figures share the name of a measure."""
_ENOUGH, _PLENTY, _ALL = 2, 3, 4
"""What likeness of the numbers and nearness of the articles must come to: where neither text states a field, where one
does, and where one alone names the kind of figure."""


def misprinted(bench: Bench, reports: Reports, a: Claim, b: Claim, between: Gap) -> bool:
    """Whether one is the other but for a slip of the hand, and nothing tells the figures apart."""
    if wording.narrowed(bench, a, b, dated(a, b)):
        return False
    if not between.missing and (a.modality != "forecast" or _same_news(bench, a, b)) and slips.likely(a, b):
        return True
    return _within(a, b, between) if a.article_id == b.article_id else _across(bench, reports, a, b, between)


def _within(a: Claim, b: Claim, between: Gap) -> bool:
    if not slips.likely(a, b):
        return False
    forgiven = _LITTLE if knobs().measure(a.measure).distinct else _FORGIVEN
    one_time = "period" not in between.missing or (when(a) is None and when(b) is None)
    return one_time and set(between.missing) <= forgiven


def _across(bench: Bench, reports: Reports, a: Claim, b: Claim, between: Gap) -> bool:
    likeness, nearness = slips.likeness(a, b), _nearness(bench, reports, a, b)
    if not likeness or nearness is None:
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
