"""Reading copy around an amount -> the words that bound it, and whether it is a change and which way."""

from __future__ import annotations

import re

from extractor import numbers, phrases, units
from extractor.models import Comparator, Direction
from extractor.quantify.amount import Amount, below_zero
from extractor.quantify.words import hedge_after, may_lead, vocabulary


def hedge_of(view: str, first: Amount, last: Amount) -> tuple[Comparator, str | None]:
    """The comparator of the words on either side, and those words."""
    found = _hedge_before(view, first)
    if found is not None:
        return found
    if first.sign == "±":
        return "~", "±"
    if last.plus:
        return ">=", "+"
    if last.trail is not None:
        return last.trail
    trail = hedge_after(view, last.end)
    return trail[:2] if trail is not None else ("=", None)


def _hedge_before(view: str, first: Amount) -> tuple[Comparator, str] | None:
    """The longest hedge that ends at the number."""
    before = view[max(0, first.start - 44) : first.start]
    if not may_lead(before) or before.rstrip().endswith(("->", "=>")):
        return None
    hits = [(hit, comparator) for pattern, comparator in vocabulary().before if (hit := pattern.search(before))]
    hits = [h for h in hits if not (_temporal(before, h[0], first) or _ratio(before, h[0]) or _risen(before, h[0]))]
    if not hits:
        return None
    hit, comparator = max(hits, key=lambda h: len(h[0][1]))
    return comparator, hit[1].lower()


def _ratio(before: str, hit: re.Match[str]) -> bool:
    """`32T tokens over 1.6T parameters`: one number over another, no bound."""
    return (
        hit[1].lower() in phrases.words("over")
        and phrases.pattern("number before over").search(before[: hit.start()]) is not None
    )


def _risen(before: str, hit: re.Match[str]) -> bool:
    """`picked up to 2.1` is a level reached, no bound."""
    return hit[1].lower() == "up to" and phrases.pattern("up to of a verb").search(before[: hit.start()]) is not None


def _temporal(before: str, hit: re.Match[str], amount: Amount) -> bool:
    """`over five years` frames a change; only `for over five years` bounds it. `within a 12-bank group` bounds none."""
    if amount.unit == "count" and phrases.pattern("within one of a kind").fullmatch(hit[0]):
        return True
    if units.dimension(amount.unit) != "time" or hit[1].lower() not in phrases.words("over or within"):
        return False
    return phrases.pattern("lasting before").search(before[: hit.start()]) is None


def direction_of(view: str, first: Amount, last: Amount, comparator: str) -> Direction | None:
    """Whether the number is a change, and which way."""
    if first.unit == "rank":
        return None
    if first.sign in ("+", "-", "minus") and not below_zero(first):
        return "up" if first.sign == "+" else "down"
    compiled = vocabulary()
    before = view[max(0, first.start - 40) : first.start]
    if phrases.pattern("moved by").search(before) and (moved := _moved_by(view, first.start)):
        return moved
    verb = _unhedged(before) if may_lead(before) else ""
    for pattern, direction in ((compiled.up[0], "up"), (compiled.down[0], "down")):
        hit = pattern.search(verb)
        if hit is None or (hit[2] or "").lower() == "to" or _no_change(view, hit, last):
            continue
        return direction  # type: ignore[return-value]
    after = view[last.end : last.end + 40]
    if phrases.pattern("change of a level behind").match(after):
        return None
    for pattern, direction in ((compiled.up[1], "up"), (compiled.down[1], "down")):
        hit = pattern.match(after)
        relative = first.unit in ("percent", "multiple", "percentage_points")
        if hit is not None and hit[0].strip().lower() in phrases.words("price cut") and not (relative or first.money):
            continue
        if hit is not None and (relative or not phrases.pattern("comparison behind").match(after)):
            return direction  # type: ignore[return-value]
    return None


def _no_change(view: str, hit: re.Match[str], last: Amount) -> bool:
    """`raised $4 million` is money got, `crashed 13 minutes after take-off` a moment."""
    if last.money and hit[1].lower() in phrases.words("raised alone"):
        return not hit[2]
    return units.dimension(last.unit) == "time" and phrases.pattern("moment behind").match(view, last.end) is not None


def _moved_by(view: str, start: int) -> Direction | None:
    """`cut the price of X by 40 percent`: the last verb of change in the clause before `by`."""
    clause = re.split(r"[.;:]\s", view[max(0, start - 90) : start].lower().rpartition(" by ")[0])[-1]
    changes = numbers.vocabulary().changes
    for word in reversed(re.findall(r"[a-z]+", clause)):
        if word in changes.up.before:
            return "up"
        if word in changes.down.before:
            return "down"
    return None


def _unhedged(before: str) -> str:
    """The text before a number with a directly standing hedge taken off, so that the verb shows."""
    for pattern, _ in vocabulary().before:
        hit = pattern.search(before)
        if hit is not None:
            return before[: hit.start()]
    return before
