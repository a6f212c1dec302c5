"""A reading -> totals with the figures that their words add up: "the pair would take in 64 billion", "300 MW in all".

How many figures a total is of, a word for their number tells ("both", "the trio"); without one it is of those that
stand in its sentence, or of the one list of the sentence before. Figures must be of one unit; that they are of one
measure is not asked, since one that was taken for a cost here and for funding there is added up all the same.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from extractor.check.arithmetic.totals import is_wider, sum_of
from extractor.check.bench import Bench
from extractor.check.forms import FIRST, LAST, SIGN, arithmetic, compiled
from extractor.check.knobs import knobs
from extractor.check.sentences.joined import Joined
from extractor.check.sentences.reading import STOP, Reading
from extractor.models import Claim

_NOT_ADDED = ("percentage_points", "multiple", "rank", "points")
_AND = re.compile(rf"[^.!?;\d]{{0,24}}?\s?(?:,|and|or|to|&)\s(?P<sign>[{FIRST}-{LAST}])")
_AT = r"\bat (?:an? |{hedge} )?$"
_UP_TO = ("account ", "accounts ", "accounted ", "come ", "comes ", "came ", "up ", "amount ", "amounts ")
_SET = "".join(f"(?<!{word})" for word in _UP_TO) + r"\b{set}\b"
_GAP = r"\b{change}\b[^.;:,]{0,40}$"
_LAST = r"\b{last}\b|\+"
_SHARES = ("share", "token_share")
_CONSISTS = r" ?(?:the|this|that|these|it|they)\b[\w '-]{0,24}?\b{consists}\b"
_COMBINED = r"\b{combined}\b"
_LONGEST = 8


def joined(bench: Bench, reading: Reading) -> Iterator[Joined]:
    """Each number that words call a total of the numbers before it."""
    lead, tail = compiled("{totals}(?P<then>{gap})$"), compiled("[^.!?]{0,24}?{totalled}")
    for place, total in reading.places():
        if not _can_be_total(total):
            continue
        before = _since_number(reading.text[max(0, place - 90) : place])
        told = lead.search(before) or tail.match(_clause(reading.text[place + 1 : place + 60]))
        if (
            not told
            or knobs().cues.patterns["measured"].search(told.group())
            or _compared(told)
            or compiled(_GAP).search(before[: told.start()] if lead.search(before) else "")
            or _goes_on(reading, total, place)
        ):
            continue
        parts, sure = _parts(bench, reading, total, place, _number(before, told.group()))
        if total.unit == "percent":
            sure = sure and all(c.measure in _SHARES for c in parts) and _number(before, told.group()) == len(parts)
        if len(parts) > 1:
            yield Joined(total, "sum", [sum_of(bench, parts)], sure and not is_wider(bench, total))
    yield from _spread_out(bench, reading)
    yield from _consisting(bench, reading)
    yield from _named_after(bench, reading)


def _compared(told: re.Match[str]) -> bool:
    """ "Both are dwarfed by the 6 billion of ...": the number is what they are set against."""
    then = compiled("{totals}").split(told.groupdict().get("then") or "")[-1]
    return compiled(_SET).search(then) is not None


def _spread_out(bench: Bench, reading: Reading) -> Iterator[Joined]:
    """ "The bill is 12 billion: 7 for chips, 3 for power and 2 for halls": a total and the list behind it."""
    opens = compiled("{gap}{listing} ?{near}$")
    for place, total in reading.places():
        if not _can_be_total(total) or not opens.match(_clause(reading.text[place + 1 : place + 120])):
            continue
        end = STOP.search(reading.text, place)
        inside = reading.within(place + 1, end.start() if end else len(reading.text))
        parts = [c for c in inside if _adds(bench, c, total)]
        closed = len(parts) > 1 and _closed(reading, parts)
        if closed:
            yield Joined(total, "sum", [sum_of(bench, parts)], len(parts) > 2 and not is_wider(bench, total))


def _consisting(bench: Bench, reading: Reading) -> Iterator[Joined]:
    """ "It borrowed 12 billion. The package consists of 7 in bonds and 5 in loans": the total stands before."""
    for start, end in itertools.pairwise([0, *(m.end() for m in STOP.finditer(reading.text)), len(reading.text)]):
        told = compiled(_CONSISTS).match(reading.text, start, end)
        before = _sentence_before(reading, start)
        parts = reading.within(told.end(), end) if told else []
        totals = [c for c in before if parts and c.unit == parts[0].unit]
        if len(totals) == 1 and len(parts) > 1 and _can_be_total(totals[0]) and _all_add(bench, parts, totals[0]):
            yield Joined(totals[0], "sum", [sum_of(bench, parts)], _closed(reading, parts))


def _named_after(bench: Bench, reading: Reading) -> Iterator[Joined]:
    """ "Three firms spend a combined 650 billion. A leads with 300, before B with 200 and C with 150": just as many."""
    for start, end in itertools.pairwise([0, *(m.end() for m in STOP.finditer(reading.text)), len(reading.text)]):
        before, parts = _sentence_before(reading, start), reading.within(start, end)
        totals = [
            c for c in before if parts and c.unit == parts[0].unit and compiled(_COMBINED).search(bench.before(c, 32))
        ]
        if len(totals) != 1 or not _can_be_total(totals[0]) or not _all_add(bench, parts, totals[0]):
            continue
        lead = reading.text[: reading.place(totals[0])]
        count = _number("", lead[max([0, *(m.end() for m in STOP.finditer(lead))]) :])
        if count == len(parts) > 2:
            yield Joined(totals[0], "sum", [sum_of(bench, parts)], _closed(reading, parts))


def _sentence_before(reading: Reading, start: int) -> list[Claim]:
    stops = [0, *(m.end() for m in STOP.finditer(reading.text, 0, max(0, start - 1)))]
    return reading.within(stops[-1], start) if start else []


def _all_add(bench: Bench, parts: Sequence[Claim], total: Claim) -> bool:
    plain = all(c.unit == total.unit and c.value is not None and not bench.leads(c, "base") for c in parts)
    return plain and len({c.measure for c in parts}) == 1


def _closed(reading: Reading, parts: Sequence[Claim]) -> bool:
    """Whether the last figure of a list is joined by a word that ends it, and nothing says that there are more."""
    text = reading.text[reading.place(parts[-2]) + 1 : reading.place(parts[-1])]
    return compiled(_LAST).search(text) is not None and _listed(reading, parts)


def _can_be_total(claim: Claim) -> bool:
    """Whether a number is of a kind that adds up: shares of one whole do."""
    if claim.unit == "percent":
        return claim.measure in _SHARES and claim.value is not None
    return claim.unit not in _NOT_ADDED and claim.value is not None and knobs().measure(claim.measure).additive


def _goes_on(reading: Reading, total: Claim, place: int) -> bool:
    """ "Both 8 and 70 are out": a number of its kind follows at once, so that it is one of a list."""
    behind = _AND.match(reading.text, place + 1)
    return behind is not None and reading.claim(behind["sign"]).unit == total.unit


def _since_number(text: str) -> str:
    """The end of a text behind its last number and behind its last sentence."""
    cut = max((found.end() for found in SIGN.finditer(text)), default=0)
    return text[max([cut, *(m.end() for m in STOP.finditer(text))]) :]


def _clause(text: str) -> str:
    """The start of a text up to its next number."""
    return SIGN.split(text, 1)[0]


def _number(before: str, told: str) -> int | None:
    """How many figures the words say that the total is of."""
    counts = {group.number for group in arithmetic().groups if group.words.search(f"{before} {told}")}
    return counts.pop() if len(counts) == 1 else None


def _parts(bench: Bench, reading: Reading, total: Claim, place: int, number: int | None) -> tuple[list[Claim], bool]:
    """The figures that are added up, and whether no others can be meant."""
    stops = [0, *(m.end() for m in STOP.finditer(reading.text, 0, place))]
    fit = [c for c in reading.within(0, place) if _adds(bench, c, total)]
    here = [c for c in reading.within(stops[-1], place) if c in fit]
    if number is not None:
        last = fit[-number:] if len(fit) >= number else []
        alike = [c for c in fit if c.measure == total.measure]
        chosen = alike[-number:] if len(alike) >= number and len(fit) > number else last
        return chosen, number in (len(alike), len(fit)) or len(here) == number
    if len(here) > 1:
        return here[-_LONGEST:], len(here) <= _LONGEST and _listed(reading, here)
    previous = [c for c in reading.within(stops[-2] if len(stops) > 1 else 0, place) if c in fit]
    return previous[-_LONGEST:], not here and 1 < len(previous) <= _LONGEST and _listed(reading, previous)


def _adds(bench: Bench, part: Claim, total: Claim) -> bool:
    at = compiled(_AT).search(bench.before(part, 12)) is not None  # a valuation, a price
    return part.unit == total.unit and part.value is not None and not at and not bench.leads(part, "base")


def _listed(reading: Reading, parts: Sequence[Claim]) -> bool:
    """Whether the figures are a list: the last two joined by a word for it, none told to be part of another."""
    first, last = reading.place(parts[0]), reading.place(parts[-1])
    between = reading.text[first:last]
    second = reading.text[reading.place(parts[-2]) : last]
    joint = compiled(r"\b(?:{last}|{but})\b|\+|,|;").search(second) is not None
    return joint and not knobs().cues.patterns["open"].search(between)
