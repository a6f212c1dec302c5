"""Scene, claims' measures and sentences -> the period (flows) or moment (states) that each number holds for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from extractor import dates, phrases
from extractor.assemble.rulebook import Measure
from extractor.assemble.scene import Scene
from extractor.dates import Period
from extractor.models import Block, Sentence

_STEPS = (
    ("week", "step of a week", "P1W"),
    ("month", "step of a month", "P1M"),
    ("quarter", "step of a quarter", "P3M"),
    ("year", "step of a year", "P1Y"),
)

_NEAR = 44
"""Characters before a period in which the number begins that it may belong to."""
_OPENING = 4
"""Sentences of an article in which the period that it is about is named, title and all."""
_SPANS = ("days", "week", "quarter", "year", "month", "half", "first months")
"""Kinds of period that numbers without one of their own take over."""


@dataclass(frozen=True, slots=True)
class When:
    """The time of a claim."""

    period: str | None = None
    as_of: str | None = None
    step: str | None = None
    own: bool = False
    """Whether the sentence itself names the period."""


class _Step(NamedTuple):
    """Words for the step of a change, and its length."""

    start: int
    end: int
    iso: str


class Times:
    """Finds periods; knows the one period that an article is about, if there is one."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._said: dict[int, list[_Step]] = {}
        self.topic = self._topic()

    def find(self, index: int, measure: Measure, level: bool) -> When:
        """The time of one quantity; `level` False for a comparison over time (growth, multiple)."""
        scene, quantity = self.scene, self.scene.quantities[index]
        number = scene.sentence_at(quantity.start)
        if number is None:
            return When()
        sentence = scene.sentences[number]
        text = scene.view[sentence.start : sentence.end]
        said = self._step(index, number)
        step = None if level else said
        inside = list(scene.periods_in(sentence.start, sentence.end))
        rate = measure.has("run_rate") and phrases.pattern("run rate").search(text) is not None
        flow = not rate and (measure.flow or measure.has("dated"))
        if level and (unit := self._back(index, sentence, said)) and (earlier := self._earlier(index, inside, unit)):
            return When(period=earlier, own=True) if flow else When(as_of=earlier, own=True)
        if level and phrases.pattern("change from").search(scene.lead(quantity)):
            inside = [p for p in inside if p.start < quantity.end or self._claimed(index, p)]
        if not flow:
            timeless = measure.has("timeless") and not rate
            moment = None if timeless else self._moment(index, inside, sentence.start)
            if moment is None and measure.price:
                moment = self._in_effect(index, number)
            return When(as_of=moment, own=rate)
        return self._flow(index, level, step, inside, measure)

    def _flow(self, index: int, level: bool, step: str | None, inside: Sequence[Period], measure: Measure) -> When:
        """The period of what is counted over one, or of a change."""
        scene, quantity = self.scene, self.scene.quantities[index]
        number = scene.sentence_at(quantity.start) or 0
        sentence = scene.sentences[number]
        text = scene.view[sentence.start : sentence.end]
        if not level and (span := self._two_years(inside, sentence)):
            return When(period=span, step=step, own=True)
        nearest = self._nearest(index, inside, sentence.start)
        if nearest is not None:
            edtf = self._period(nearest, text) or (nearest.edtf if nearest.lead in phrases.words("moment") else None)
            if nearest.kind == "point" or (
                nearest.lead in phrases.words("moment")
                and nearest.kind == "day"
                and not phrases.pattern("weekly").search(text)
            ):
                return When(as_of=edtf, step=step, own=True)
            if edtf is not None and (
                level or nearest.kind not in ("day",) or step or phrases.pattern("weekly").search(text)
            ):
                return When(period=edtf, step=step, own=True)
            return When(step=step, own=bool(nearest))
        if not level and (span := self._spanned(inside)):
            return When(period=span, step=step, own=True)
        local = scene.view[max(sentence.start, quantity.start - 60) : min(sentence.end, quantity.end + 60)]
        for _, name, _ in _STEPS:
            local = phrases.pattern(name).sub("", local)  # what a change is counted from is not when it was
        if phrases.pattern("loose time").search(local):
            return When(step=step, own=True)
        inherits = level or step is not None or measure.id == "difference"
        return When(period=self._inherited(number) if inherits else None, step=step)

    def _step(self, index: int, number: int) -> str | None:
        """The step of a change (`week on week`): in words next to it, in its sentence, over its cell."""
        quantity, said = self.scene.quantities[index], self._steps(number)
        behind = [s for s in said if s.start >= quantity.end and not self.scene.quantities_in(quantity.end, s.start)]
        before = [s for s in said if s.end <= quantity.start and not self.scene.quantities_in(s.end, quantity.start)]
        return next((found.iso for found in (*behind[:1], *before[-1:], *said)), None)

    def _steps(self, number: int) -> list[_Step]:
        """The words for steps in a sentence and in the header cells over it."""
        if number not in self._said:
            sentence: Sentence | Block = self.scene.sentences[number]
            columns, rows = self.scene.header_cells(self.scene.block_of(number))
            stretches = [(stretch.start, stretch.end) for stretch in (sentence, *columns, *rows)]
            self._said[number] = [
                _Step(found.start(), found.end(), iso)
                for start, end in stretches
                for _, name, iso in _STEPS
                for found in phrases.pattern(name).finditer(self.scene.view, start, end)
            ]
            self._said[number].sort(key=lambda step: step.start)
        return self._said[number]

    def _back(self, index: int, sentence: Sentence, step: str | None) -> str | None:
        """`the $4 billion of a year earlier`: the unit of time by which a level lies before the period spoken of."""
        quantity = self.scene.quantities[index]
        behind = phrases.pattern("step back behind").match(self.scene.view, quantity.end, sentence.end)
        if behind:
            return (behind["unit"] or behind["which"]).lower()
        before = self.scene.view[sentence.start : quantity.start]
        opening = phrases.pattern("step back before").match(before)
        if opening and not self.scene.quantities_in(sentence.start, quantity.start):
            return opening["unit"].lower()
        if step is not None and phrases.pattern("earlier level").search(self.scene.lead(quantity)):
            return next(unit for unit, _, iso in _STEPS if iso == step)
        return None

    def _earlier(self, index: int, inside: Sequence[Period], unit: str) -> str | None:
        """The period that the sentence or what is over it speaks of, so much earlier."""
        start = self.scene.quantities[index].start
        own = [p.edtf for p in inside if p.edtf and p.end <= start and p.kind != "relative"]
        base = own[-1] if own else self._inherited(self.scene.sentence_at(start) or 0)
        return dates.before(base, unit) if base else None

    def _two_years(self, inside: Sequence[Period], sentence: Sentence) -> str | None:
        """`from $2 billion in 2024 to $5 billion in 2025, a rise of 150%`: the one change runs over both years."""
        years = sorted({p.edtf for p in inside if p.kind == "year" and p.edtf})
        if len(years) != 2 or int(years[1]) - int(years[0]) != 1:
            return None
        numbers = [self.scene.quantities[i] for i in self.scene.quantities_in(sentence.start, sentence.end)]
        changes = [q for q in numbers if q.unit in ("percent", "multiple")]
        return f"{years[0]}/{years[1]}" if len(changes) == 1 else None

    def _nearest(self, index: int, inside: Sequence[Period], floor: int) -> Period | None:
        """The period that belongs to a number: directly behind it, else before it without another number between."""
        scene, quantity = self.scene, self.scene.quantities[index]
        inside = [p for p in inside if not self._apart(p, quantity.start)]
        behind = [p for p in inside if p.start >= quantity.end]
        compared = [p for p in behind if self._than(p)]  # their time is that of the number that follows, if any
        inside, behind = ([p for p in some if p not in compared] for some in (inside, behind))
        if behind:
            gap = scene.view[quantity.end : behind[0].start]
            parted = re.search(r"[;,]", gap) is not None
            told = parted and (
                any(self._leads(p, index) for p in inside)
                or bool(scene.quantities_in(behind[0].end, behind[0].end + 20))
            )
            between = scene.quantities_in(quantity.end, behind[0].start)
            reached = len(between) == 1 and phrases.pattern("rises to a level").fullmatch(
                scene.view[quantity.end : scene.quantities[between[0]].start]
            )
            if (not between or reached) and not told and (len(gap) <= 45 or not parted):
                return behind[0]
        before = [p for p in inside if p.end <= quantity.start]
        if before:
            last = before[-1]
            owned = [
                i
                for i in scene.quantities_in(last.start - 30, last.start)
                if scene.quantities[i].end <= last.start
                and (last.lead in phrases.words("time of a number") or last.kind == "relative")
                and not self._than(last)
            ]
            leading = len(before) == 1 or not owned
            if leading and not (owned and self._claimed(owned[-1], last)):
                return last
            contrast = phrases.pattern("earlier level").search(scene.view[floor : quantity.start]) or (
                owned and phrases.pattern("earlier level").search(scene.lead(scene.quantities[owned[-1]]))
            )
            turned = phrases.pattern("time turns").search(scene.view[last.end : quantity.start])
            if len({p.edtf for p in inside}) == 1 and not contrast and not turned:
                return last
            return before[0] if before[0] is not last and self._owner(before[0]) is None else None
        return behind[0] if len(inside) == 1 and behind and self._owner(behind[0]) is None else None

    def _apart(self, period: Period, place: int) -> bool:
        """Whether a period is no number's own: in an aside, that of a beginning or a base, or the end of a term."""
        if period.lead in phrases.words("lead of a term") or self._begins(period):
            return True
        return self._parenthetic(period, place) or self._base(period)

    def _parenthetic(self, period: Period, place: int) -> bool:
        """`A, which was valued at 4 last May, raised 5`: a time within an aside that closes before the number."""
        view = self.scene.view
        opened = phrases.pattern("aside opens").search(view[max(0, period.start - 80) : period.start])
        return opened is not None and "," in view[period.end : place][:40]

    def _base(self, period: Period) -> bool:
        """`a 4% increase on last year`: what a number is compared with, and not its own time."""
        before = self.scene.view[max(0, period.start - 10) : period.start]
        told = phrases.pattern("base of a comparison in time").search(before)
        if period.kind != "relative" or told is None:
            return False
        return told[0].split()[0].lower() in ("on", "than") or self._moved_from(period)

    def _than(self, period: Period) -> bool:
        """`9% more than in the first quarter`: when it was that a number is compared with."""
        before = self.scene.view[max(0, period.start - 16) : period.start]
        return phrases.pattern("than at a time").search(before) is not None

    def _moved_from(self, period: Period) -> bool:
        """`up 9% from the previous quarter`: whether a change stands directly before a period."""
        scene = self.scene
        near = scene.quantities_in(period.start - 30, period.start)
        if not near or scene.quantities[near[-1]].unit not in ("percent", "multiple"):
            return False
        gap = scene.view[scene.quantities[near[-1]].end : period.start]
        return phrases.pattern("change to its base").fullmatch(gap) is not None

    def _begins(self, period: Period) -> bool:
        """`founded in 2019`: a time that is that of a beginning, and of no number."""
        before = self.scene.view[max(0, period.start - _NEAR) : period.start]
        return phrases.pattern("beginning before").search(before) is not None

    def _leads(self, period: Period, index: int) -> bool:
        """Whether a period stands before a number with no other number between (`Revenue in 2024 was $8 billion`)."""
        scene, start = self.scene, self.scene.quantities[index].start
        near = period.end <= start <= period.end + 45 and period.lead in phrases.words("time of a number")
        return near and not scene.quantities_in(period.end, start) and self._owner(period) is None

    def _owner(self, period: Period) -> int | None:
        """The number directly before a period that takes it (`10 quadrillion in 2025`)."""
        scene = self.scene
        near = scene.quantities_in(period.start - _NEAR, period.start)
        near = [i for i in near if scene.quantities[i].end <= period.start]
        return near[-1] if near and self._claimed(near[-1], period) else None

    def _claimed(self, quantity: int, period: Period) -> bool:
        gap = self.scene.view[self.scene.quantities[quantity].end : period.start]
        if period.kind == "relative" and gap == " ":
            return True
        return len(gap) <= 24 and bool(phrases.pattern("number to its time").fullmatch(gap))

    def _period(self, period: Period, text: str) -> str | None:
        if period.kind == "same":
            earlier = [p for p in self.scene.periods if p.start < period.start and p.edtf and p.kind != "same"]
            return self._period(earlier[-1], text) if earlier else None
        if period.kind == "day" and phrases.pattern("dateline goes on").match(self.scene.view, period.end):
            return None
        if (
            period.kind == "day"
            and period.begin
            and phrases.pattern("weekly").search(text)
            and period.lead in phrases.words("end of a week")
        ):
            return week_ending(period.begin)
        return period.edtf if period.kind not in ("day", "decade") or period.lead in ("on", "") else None

    def _moment(self, index: int, inside: Sequence[Period], floor: int) -> str | None:
        """A state's date: the one that belongs to its number."""
        period = self._nearest(index, inside, floor)
        if period is None or period.kind not in ("day", "month", "point", "year", "quarter"):
            return None
        if period.kind == "year" and self.scene.view[period.start - 1 : period.start] == "(":
            return None  # an edition: `GPT-4 (2023)`
        if self._aside(index, period):
            return None
        return period.edtf if period.lead in phrases.words("time of a state") or period.kind == "point" else None

    def _aside(self, index: int, period: Period) -> bool:
        """Whether a period stands in brackets with another number, of which it is: `$4 (twice the $2 of May 2025)`."""
        scene, quantity = self.scene, self.scene.quantities[index]
        if period.end <= quantity.start:
            close = scene.view.find(")", period.end, quantity.start)
            opened = scene.view.rfind("(", 0, close) if close >= 0 else -1
            return -1 < opened < period.start and bool(scene.quantities_in(opened, close))
        opened = scene.view.rfind("(", quantity.end, period.start)
        close = scene.view.find(")", opened, period.start + 120) if opened >= 0 else -1
        return close > period.start and bool(scene.quantities_in(opened, close))

    def _in_effect(self, index: int, number: int) -> str | None:
        """`New prices take effect on June 1: A goes from $2 to $3`: the day from which a new price holds."""
        scene = self.scene
        if phrases.pattern("earlier level").search(scene.lead(scene.quantities[index])):
            return None
        block = scene.block_of(number)
        stretches = [(block.start, scene.sentences[number].end), *((b.start, b.end) for b in scene.above(block)[:1])]
        for start, end in stretches:
            for period in scene.periods_in(start, end):
                before = scene.view[max(start, period.start - 44) : period.start]
                if period.kind in ("day", "month") and phrases.pattern("in effect from").search(before):
                    return period.edtf
        return None

    def _spanned(self, inside: Sequence[Period]) -> str | None:
        """`10 in 2025 ... 40 in 2030`: a comparison runs over both years."""
        years = sorted({p.edtf for p in inside if p.kind == "year" and p.edtf})
        return f"{years[0]}/{years[-1]}" if len(years) == 2 else None

    def _topic(self) -> str | None:
        """The one week, month, quarter or year that the article proper speaks of first and nothing else contests."""
        found: list[str] = []
        for number, sentence in enumerate(self.scene.sentences):
            if not found and number >= _OPENING:
                return None
            text = self.scene.view[sentence.start : sentence.end]
            for period in self.scene.periods_in(sentence.start, sentence.end):
                edtf = (
                    self._period(period, text) if period.kind in ("day", "days", "week", "quarter", "month") else None
                )
                if edtf is not None and "/" in edtf:
                    found.append(edtf)
        return found[0] if found and len(set(found)) == 1 else None

    def _inherited(self, number: int) -> str | None:
        """The period of the sentences before in the same block, else of the title line, else of the whole article."""
        scene = self.scene
        block = scene.block_of(number)
        for earlier in range(number - 1, -1, -1):
            sentence = scene.sentences[earlier]
            if sentence.start < block.start:
                break
            text = scene.view[sentence.start : sentence.end]
            found = [
                p
                for p in scene.periods_in(sentence.start, sentence.end)
                if p.kind in _SPANS and p.edtf and not self._passes(p)
            ]
            if found and not any(p.lead == "by" for p in found[:1]):
                return self._period(found[0], text)
        over = self._over(block)
        return self.topic if over is None or (self.topic and _lies_in(self.topic, over)) else over

    def _passes(self, period: Period) -> bool:
        """Whether a period is of its own number alone: a moment, a beginning, a level that another is held against."""
        scene = self.scene
        lead = period.lead in phrases.words("moment") or period.lead in phrases.words("lead of an end")
        if (
            lead
            or phrases.pattern("end of a time").match(scene.view, period.start)
            or self._begins(period)
            or self._base(period)
        ):
            return True
        owner = self._owner(period)
        if owner is None:
            return False
        return phrases.pattern("level held against").search(scene.lead(scene.quantities[owner])) is not None

    def _over(self, block: Block) -> str | None:
        """The period of the header cells, caption, heading or list item over a block."""
        scene = self.scene
        columns, rows = scene.header_cells(block)
        table = scene.over_table(block) if block.kind == "cell" else []
        header = (
            [b for b in scene.blocks if b.kind == "cell" and b.table == block.table and b.row == 0]
            if block.kind == "cell"
            else []
        )
        for over in (*columns, *rows, *header, *table, *scene.above(block)):
            found = [p for p in scene.periods_in(over.start, over.end) if p.kind in _SPANS and p.edtf]
            if found:
                return self._period(found[0], scene.view[over.start : over.end])
        return None


def _lies_in(period: str, longer: str) -> bool:
    """Whether a period is part of another: a week of a month."""
    (first, last), (opens, closes) = dates.first_and_last(period), dates.first_and_last(longer)
    return bool(first and last and opens and closes) and str(opens) <= str(first) and str(last) <= str(closes)


def week_ending(day: date) -> str:
    """The seven days that end on a day, as an EDTF interval."""
    return f"{day - timedelta(days=6)}/{day}"
