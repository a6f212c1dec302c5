"""Scene, claims' measures and sentences -> the period (flows) or moment (states) that each number holds for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from extractor import phrases
from extractor.assemble.rulebook import Measure
from extractor.assemble.scene import Scene
from extractor.dates import Period
from extractor.models import Block

_STEPS = (
    ("step of a week", "P1W"),
    ("step of a month", "P1M"),
    ("step of a quarter", "P3M"),
    ("step of a year", "P1Y"),
)


@dataclass(frozen=True, slots=True)
class When:
    """The time of a claim."""

    period: str | None = None
    as_of: str | None = None
    step: str | None = None
    own: bool = False
    """Whether the sentence itself names the period."""


class Times:
    """Finds periods; knows the one period that an article is about, if there is one."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.topic = self._topic()

    def find(self, index: int, measure: Measure, level: bool) -> When:
        """The time of one quantity; `level` False for a comparison over time (growth, multiple)."""
        scene, quantity = self.scene, self.scene.quantities[index]
        number = scene.sentence_at(quantity.start)
        if number is None:
            return When()
        sentence = scene.sentences[number]
        text = scene.view[sentence.start : sentence.end]
        step = next((iso for name, iso in _STEPS if phrases.pattern(name).search(text)), None) if not level else None
        inside = list(scene.periods_in(sentence.start, sentence.end))
        if measure.has("run_rate") and phrases.pattern("run rate").search(text):
            return When(as_of=self._moment(index, inside, sentence.start), own=True)
        if not (measure.flow or measure.has("dated")):
            return When(as_of=self._moment(index, inside, sentence.start) if not measure.has("timeless") else None)
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
        if phrases.pattern("loose time").search(local):
            return When(step=step, own=True)
        inherits = level or step is not None or measure.id == "difference"
        return When(period=self._inherited(number) if inherits else None, step=step)

    def _nearest(self, index: int, inside: Sequence[Period], floor: int) -> Period | None:
        """The period that belongs to a number: directly behind it, else before it without another number between."""
        scene, quantity = self.scene, self.scene.quantities[index]
        behind = [p for p in inside if p.start >= quantity.end]
        if behind:
            gap = scene.view[quantity.end : behind[0].start]
            if not scene.quantities_in(quantity.end, behind[0].start) and (
                len(gap) <= 45 or not re.search(r"[;,]", gap)
            ):
                return behind[0]
        before = [p for p in inside if p.end <= quantity.start]
        if before:
            last = before[-1]
            owned = [
                i
                for i in scene.quantities_in(last.start - 30, last.start)
                if scene.quantities[i].end <= last.start and last.lead in phrases.words("time of a number")
            ]
            leading = len(before) == 1 or not owned
            if leading and not (owned and self._claimed(owned[-1], last)):
                return last
            contrast = phrases.pattern("earlier level").search(scene.view[floor : quantity.start])
            if len({p.edtf for p in inside}) == 1 and not contrast:
                return last
            return before[0] if before[0] is not last and not self._owned(before[0]) else None
        return behind[0] if len(inside) == 1 and behind else None

    def _owned(self, period: Period) -> bool:
        """Whether a number stands directly before a period and takes it (`10 quadrillion in 2025`)."""
        scene = self.scene
        near = [
            i for i in scene.quantities_in(period.start - 30, period.start) if scene.quantities[i].end <= period.start
        ]
        return bool(near) and self._claimed(near[-1], period)

    def _claimed(self, quantity: int, period: Period) -> bool:
        gap = self.scene.view[self.scene.quantities[quantity].end : period.start]
        return len(gap) <= 24 and bool(phrases.pattern("number to its time").fullmatch(gap))

    def _period(self, period: Period, text: str) -> str | None:
        if period.kind == "same":
            earlier = [p for p in self.scene.periods if p.start < period.start and p.edtf and p.kind != "same"]
            return self._period(earlier[-1], text) if earlier else None
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
        return (
            period.edtf if period is not None and period.kind in ("day", "month", "point", "year", "quarter") else None
        )

    def _spanned(self, inside: Sequence[Period]) -> str | None:
        """`10 in 2025 ... 40 in 2030`: a comparison runs over both years."""
        years = sorted({p.edtf for p in inside if p.kind == "year" and p.edtf})
        return f"{years[0]}/{years[-1]}" if len(years) == 2 else None

    def _topic(self) -> str | None:
        """The one week, month, quarter or year that the article proper speaks of first and nothing else contests."""
        found: list[str] = []
        for sentence in self.scene.sentences:
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
                if p.kind in ("days", "week", "quarter", "year", "month", "half") and p.edtf
            ]
            if found and not any(p.lead == "by" for p in found[:1]):
                return self._period(found[0], text)
        return self._over(block) or self.topic

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
            found = [
                p
                for p in scene.periods_in(over.start, over.end)
                if p.kind in ("days", "week", "quarter", "year", "month", "half") and p.edtf
            ]
            if found:
                return self._period(found[0], scene.view[over.start : over.end])
        return None


def week_ending(day: date) -> str:
    """The seven days that end on a day, as an EDTF interval."""
    return f"{day - timedelta(days=6)}/{day}"
