"""One sentence of a scene -> how strongly the words around each of its numbers speak for a measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from extractor import phrases, units
from extractor.assemble.fit import Choice, behind_model, price_unit
from extractor.assemble.rulebook import Measure, Trigger, measures
from extractor.assemble.scene import Scene
from extractor.models import Block, Quantity, Sentence

STRONG = 0.8


BENCHMARK_NEAR, BENCHMARK_FAR = 2.4, 1.4


HEAD, LEAD, HEADING = 3.0, 1.3, 0.6


COMPARED = 1.2


AT = 4.2


NARROW = 45


MOST = 1000
"""No price of a million tokens is higher."""
SIZED_BEFORE, SIZED_BEHIND, SIZED_NEAR = 3.4, 2.2, 1.5
"""What a name of a model says for its size: right behind the number (`180B Falcon`), with it in brackets; what the
word says (`models from 3B to 9B`)."""
LEVEL = 4.0
"""What speaks against a change where the number is what was reached (`fell to 4.8%`)."""
MOVED = 2.8
"""What a change by an amount ("rose by $4 million") speaks for a measure of changes."""


class Context:
    """One sentence with its triggers, and what stands over it."""

    def __init__(self, scene: Scene, number: int, inside: Sequence[int]) -> None:
        self.scene = scene
        self.sentence: Sentence = scene.sentences[number]
        self.inside = inside
        self.triggers = [
            t
            for t in scene.triggers_in(self.sentence.start, self.sentence.end)
            if not phrases.pattern("up to a number").match(scene.view, t.start)
            and not phrases.pattern("people at work").match(scene.view, t.start)
        ]
        self.block: Block = scene.block_of(number)
        earlier = scene.sentences[number - 1] if number else None
        self.before = earlier if earlier is not None and earlier.block == self.sentence.block else None
        self.heads, self.leads = self._over()
        self.benchmarks = [
            n for n in scene.names_in(self.sentence.start, self.sentence.end) if n.entity.kind == "benchmark"
        ]
        self.earlier_benchmark = any(
            n.entity.kind == "benchmark"
            for n in scene.names_in(max(self.block.start, self.sentence.start - 250), self.sentence.start)
        )
        self.over_benchmark = any(
            n.entity.kind == "benchmark" for b in (*self.heads, *self.leads) for n in scene.names_in(b.start, b.end)
        )

    @cached_property
    def _tails(self) -> dict[int, int]:
        """Where each number ends with the rate behind it (`$3 per 1,000 output tokens`)."""
        rates = {i: units.per_tokens(self.scene.view, self.scene.quantities[i].end) for i in self.inside}
        return {i: rate[1] if rate else self.scene.quantities[i].end for i, rate in rates.items()}

    def _over(self) -> tuple[list[Block], list[Block]]:
        """Header cells of a table cell, and the headings and list items over the sentence."""
        columns, rows = self.scene.header_cells(self.block)
        return [*columns, *rows], self.scene.above(self.block)[:2]

    def score(self, measure: Measure, index: int) -> tuple[float, str]:
        """How strongly the words speak for a measure; the words."""
        quantity = self.scene.quantities[index]
        if measure.marked and quantity.unit == "percent" and not self._on_benchmark():
            return 0.0, ""
        scores: list[tuple[float, str]] = []
        against = 0.0
        for trigger in self.triggers:
            if trigger.measure != measure.id or (measure.narrows and trigger.strength == "plain"):
                continue
            weight = self._weight(trigger, index)
            if trigger.strength == "at":
                if trigger.end <= quantity.start and phrases.pattern("amount at").search(self.scene.lead(quantity)):
                    scores.append((AT, "at"))
                continue
            if trigger.strength == "behind" and not (trigger.start > quantity.start and weight >= 2.2):
                continue
            if self._of_model(trigger, quantity):
                continue
            if trigger.strength == "never":
                against = max(against, 2.2 if weight >= 1.2 else 0.0)
                continue
            if measure.anywhere and trigger.strength == "strong":
                weight = max(weight, HEAD)
            scores.append((_strength(weight, trigger), self.scene.view[trigger.start : trigger.end].lower()))
        scores += self._above(measure)
        if measure.benchmark:
            scores += self._benchmark(quantity)
        if measure.has("size"):
            scores += self._sized(quantity)
        scores.sort(key=lambda s: (-s[0], s[1]))
        prior = measure.prior_of(quantity)
        if measure.directed:
            prior += 1.3 if quantity.direction else (-0.6 if scores else 0.0)
            prior -= 1.5 if self.benchmarks else 0.0
        if not scores:
            shape = self._shape(measure, quantity)
            told = prior > 0 or (measure.by and shape >= MOVED)
            return prior + (shape if told else min(0.0, shape)) - against, "by" if told and shape >= 1 else ""
        if measure.benchmark and quantity.unit == "percentage_points" and not self._on_benchmark():
            prior -= 3.0
        if measure.compared and self._compares(quantity):
            prior += COMPARED
        prior += self._shape(measure, quantity)
        if measure.compared and self._than_before(quantity):
            prior -= LEVEL
        if measure.compared and quantity.unit == "percent" and not (self._compares(quantity) or scores[0][0] > 2.9):
            prior -= 1.5
        total = scores[0][0] + (0.25 * scores[1][0] if len(scores) > 1 else 0.0)
        total += prior - against
        if measure.cap is not None and quantity.unit in measure.prior_units:
            total = min(total, measure.cap)
        return total, scores[0][1]

    def _on_benchmark(self) -> bool:
        return bool(self.benchmarks) or self.over_benchmark or self.earlier_benchmark

    def _above(self, measure: Measure) -> Iterator[tuple[float, str]]:
        """Words of header cells, of the headings over it and of the bold lead of its block."""
        yield from self._pronoun(measure)
        if measure.has("near") and not self.heads:
            return
        for blocks, weight in ((self.heads, HEAD), (self.leads, LEAD)):
            for block in blocks:
                if block.kind == "heading" and measure.by:
                    continue  # `# The gap widens`: of which two numbers, none below is one of the first
                weight = HEADING if block.kind == "heading" else weight
                for trigger in self.scene.triggers_in(block.start, block.end):
                    if (
                        trigger.measure == measure.id
                        and trigger.strength in ("strong", "soft", "plain")
                        and not (measure.narrows and trigger.strength == "plain")
                    ):
                        yield _strength(weight, trigger), self.scene.view[trigger.start : trigger.end].lower()

    def _shape(self, measure: Measure, quantity: Quantity) -> float:
        """What little words and signs beside the number say: `by` a change, `from` and `to` a level, `+` a gain."""
        before = self.scene.lead(quantity)
        weight = 0.0
        if phrases.pattern("change by").search(before):
            moved = quantity.direction is not None and quantity.unit not in ("percent", "multiple")
            weight += (MOVED if moved else 1.2) if measure.by else (-0.8 if moved else -0.4)
        most = quantity.direction is not None and phrases.pattern("up to at the end").search(before)
        if measure.directed and not most and phrases.pattern("level").search(before):
            weight -= 2.2 if phrases.pattern("rate of change").search(self._until(quantity)) else LEVEL
        if measure.marked and (phrases.pattern("score before").search(before) or self._owned_score(quantity, before)):
            weight -= 2.0
        if measure.benchmark and quantity.unit == "points" and quantity.surface[:1] in "+-−":
            weight += 1.0 if measure.signed else -3.0
        elif measure.signed and quantity.surface[:1] in "+-−":
            weight += 1.0
        return weight

    def _owned_score(self, quantity: Quantity, before: str) -> bool:
        """`3 points behind A's 67`: what a name has, where no word makes it a distance."""
        return before.endswith(("'s ", "s' ")) and "point" not in quantity.surface.lower()

    def _until(self, quantity: Quantity) -> str:
        return self.scene.view[self.sentence.start : quantity.start]

    def _compares(self, quantity: Quantity) -> bool:
        """Whether the number is directly said to be more or less than another's."""
        behind = self.scene.view[quantity.end : min(self.sentence.end, quantity.end + 70)]
        clause = re.split(r"[;.,]\s", behind)[0]
        return bool(phrases.pattern("more or less than").search(clause))

    def _than_before(self, quantity: Quantity) -> bool:
        """Whether the number compares with the same thing earlier (`50 percent more than before`): a growth."""
        behind = self.scene.view[quantity.end : min(self.sentence.end, quantity.end + 40)]
        return phrases.pattern("than in time").match(behind.lstrip()) is not None and quantity.unit == "percent"

    def narrowed(self, choice: Choice, index: int) -> Choice:
        """The narrower measure (a share of tokens) where its words stand near a number of the wider one (a share)."""
        quantity = self.scene.quantities[index]
        for measure in measures():
            if measure.narrows != choice.measure.id:
                continue
            if measure.of and phrases.pattern("things that are asked").match(self.scene.view, quantity.end):
                continue
            if measure.of and any(self.scene.quantities[i].unit == measure.of_unit for i in self.inside):
                return Choice(measure, choice.unit, choice.score, choice.cue, choice.how)
            if self.block.kind == "cell" and self._table_says(measure):
                return Choice(measure, choice.unit, choice.score, choice.cue, choice.how)
            for trigger in self.triggers:
                near = trigger.start - quantity.end if trigger.start >= quantity.end else quantity.start - trigger.end
                if (
                    trigger.measure == measure.id
                    and trigger.strength != "never"
                    and 0 <= near <= NARROW
                    and not self._parted(trigger, quantity)
                    and not self._counted(trigger)
                ):
                    return Choice(measure, choice.unit, choice.score, choice.cue, choice.how)
        return choice

    def _counted(self, trigger: Trigger) -> bool:
        """Whether words are the unit of a number (`700 tokens per second`)."""
        return any(self.scene.quantities[i].start <= trigger.start < self.scene.quantities[i].end for i in self.inside)

    def _table_says(self, measure: Measure) -> bool:
        """Whether a header cell of the table speaks of a measure."""
        heads = [
            b for b in self.scene.blocks if b.kind == "cell" and b.table == self.block.table and (b.head or b.row == 0)
        ]
        return any(
            t.measure == measure.id and t.strength != "never"
            for b in heads
            for t in self.scene.triggers_in(b.start, b.end)
        )

    def _parted(self, trigger: Trigger, quantity: Quantity) -> bool:
        gap = (
            self.scene.view[quantity.end : trigger.start]
            if trigger.start >= quantity.end
            else self.scene.view[trigger.end : quantity.start]
        )
        between = self._between(quantity.end, trigger.start) or self._between(trigger.end, quantity.start)
        return bool(between) or bool(re.search(r"[;.:,]\s", gap))

    def _pronoun(self, measure: Measure) -> Iterator[tuple[float, str]]:
        """`Inventories are up. They rose to ...`: a pronoun takes over the words of the sentence before."""
        if (
            not phrases.pattern("sentence opens with a pronoun").match(self.scene.view, self.sentence.start)
            or not self.before
        ):
            return
        for trigger in self.scene.triggers_in(self.before.start, self.before.end):
            if trigger.measure == measure.id and trigger.strength == "strong":
                yield 1.5, self.scene.view[trigger.start : trigger.end].lower()

    def _benchmark(self, quantity: Quantity) -> Iterator[tuple[float, str]]:
        for name in self.benchmarks:
            word = self.scene.view[name.start : name.end]
            if name.start >= quantity.end and name.start - quantity.end <= 40:
                gap = self.scene.view[quantity.end : name.start]
                yield (
                    (BENCHMARK_NEAR if phrases.pattern("number on a benchmark").match(gap) else BENCHMARK_FAR),
                    word,
                )
            elif name.end <= quantity.start:
                near = quantity.start - name.end
                yield (BENCHMARK_NEAR if near <= 24 else (BENCHMARK_FAR if near <= 90 else 0.6)), word
            else:
                yield 0.7, word
        if self.earlier_benchmark and not self.benchmarks and quantity.unit == "points":
            yield 0.9, "benchmark"
        if self.over_benchmark:
            yield HEAD if self.heads else LEAD, "benchmark"

    def _sized(self, quantity: Quantity) -> Iterator[tuple[float, str]]:
        """`Falcon (180B)`, `the 180B Falcon`: a number with its letter at the name of a model."""
        if behind_model(quantity, self.scene):
            yield SIZED_BEFORE, "model"
        if quantity.unit != "count" or not phrases.pattern("size of a model").fullmatch(quantity.surface):
            return
        view = self.scene.view
        for name in self.scene.names_in(quantity.end, quantity.end + 3):
            if name.entity.kind == "model" and view[quantity.end : name.start].strip(" *-") == "":
                yield SIZED_BEFORE, "model"
        if phrases.pattern("kind without a name").match(view, quantity.start):
            yield SIZED_BEFORE, "model"
        if self._tells_volume():
            return
        if word := phrases.pattern("models before a size").search(view[max(0, quantity.start - 40) : quantity.start]):
            yield SIZED_NEAR, word[0].strip()
        if phrases.pattern("bracket closes").match(view, quantity.end):
            for name in self.scene.names_in(self.sentence.start, quantity.start):
                bracket = phrases.pattern("bracket of a name").fullmatch(view[name.end : quantity.start])
                if name.entity.kind == "model" and bracket:
                    yield SIZED_BEHIND, "model"

    def _tells_volume(self) -> bool:
        """Whether the sentence, or what stands over it, speaks of what flows: then a large number may be of that."""
        flows = {measure.id for measure in measures() if measure.flow and "tokens" in measure.units}
        over = (t for b in (*self.heads, *self.leads) for t in self.scene.triggers_in(b.start, b.end))
        told = any(t.measure in flows and t.strength == "strong" for t in (*self.triggers, *over))
        return told or self.scene.counts_tokens

    def _weight(self, trigger: Trigger, index: int) -> float:
        """How close a trigger stands to a quantity: inside it, directly behind, before, in the clause, elsewhere."""
        quantity = self.scene.quantities[index]
        if trigger.start < self._tails[index] and quantity.start < trigger.end:
            return 3.4
        if trigger.start >= quantity.end:
            gap = self.scene.view[quantity.end : trigger.start]
            others = self._between(quantity.end, trigger.start)
            if self._owned(trigger, gap):
                return 0.2
            if phrases.pattern("words behind a number").match(gap):
                return 0.9 if not others and len(gap) < 30 else max(0.15, 0.5 - len(gap) / 150)
            if not others and len(gap) <= 16 and not phrases.pattern("clause ends").search(gap):
                return 3.0 if len(gap) <= 4 or phrases.pattern("number to its word").fullmatch(gap) else 2.3
            if not others and not phrases.pattern("clause ends").search(gap):
                return max(0.5, 1.7 - len(gap) / 50)
            return max(0.15, (0.45 if others else 0.7) - len(gap) / 150)
        gap = self.scene.view[trigger.end : quantity.start]
        others = self._between(trigger.end, quantity.start)
        if any(self.scene.quantities[i].start <= trigger.start < self._tails[i] for i in self.inside if i != index):
            return 0.3  # said of another number
        if not others and self._of_the_last(trigger, index, gap):
            return 0.5
        barrier = phrases.pattern("clause ends").search(gap)
        if not others and phrases.pattern("label to number").fullmatch(gap):
            return 2.7
        if not others and not barrier:
            return 2.4 if len(gap) <= 24 else max(0.7, 1.9 - len(gap) / 80)
        if not others:
            return max(0.4, 1.3 - len(gap) / 120)
        return max(0.25, (0.9 if not barrier else 0.7) - len(gap) / 300)

    def _of_model(self, trigger: Trigger, quantity: Quantity) -> bool:
        """`the 17.6% of GPT-5`, `71% of SWE-bench tasks`: no part of a whole."""
        view = self.scene.view
        if quantity.unit != "percent" or not view[trigger.start : trigger.end].lower().endswith("of"):
            return False
        behind = self.scene.names_in(trigger.end, trigger.end + 3)
        return bool(behind) and behind[0].entity.kind in ("model", "benchmark")

    def _of_the_last(self, trigger: Trigger, index: int, gap: str) -> bool:
        """`75% cheaper and 23x faster`: words right behind a number, in a list with the next, are of the first."""
        joined = phrases.pattern("numbers joined").fullmatch(gap) is not None
        return joined and any(self.scene.quantities[i].end == trigger.start - 1 for i in self.inside if i < index)

    def _owned(self, trigger: Trigger, gap: str) -> bool:
        """Whether words behind a number are another's: that of the one after them, or of one they directly follow."""
        view = self.scene.view
        if phrases.pattern("word owns the next number").match(view, trigger.end):
            return True
        after = next((i for i in self.inside if self.scene.quantities[i].start >= trigger.end), None)
        if after is not None and phrases.pattern("list goes on").search(gap):
            stretch = view[trigger.end : self.scene.quantities[after].start]
            return phrases.pattern("word to its number").fullmatch(stretch) is not None
        before = [i for i in self.inside if self.scene.quantities[i].start < trigger.start]
        nearest = self.scene.quantities[before[-1]]
        return bool(self._between(trigger.start - len(gap), trigger.start)) and trigger.start - nearest.end <= 2

    def _between(self, start: int, end: int) -> int:
        return sum(1 for i in self.inside if start <= self.scene.quantities[i].start < end)

    def joined(self, left: int, right: int) -> float:
        """How much two quantities look like members of one row: 1 side by side, less with words between, 0 apart."""
        first, second = self.scene.quantities[left], self.scene.quantities[right]
        gap = self.scene.view[first.end : second.start]
        if len(gap) > 110 or (";" in gap and len(gap) > 60):
            return 0.0
        if phrases.pattern("row of numbers").fullmatch(gap):
            return 1.25
        if self._between(first.end, second.start):
            return 0.8
        if (
            len(gap) < 40
            and phrases.pattern("second of a comparison").search(gap)
            and first.unit.split("_")[0] == second.unit.split("_")[0]
        ):
            return 1.5
        if phrases.pattern("numbers compared").search(gap) and len(gap) < 60:
            return 1.15
        return 1.0 if len(gap) < 60 else 0.8

    def listed(self, left: int, right: int) -> bool:
        """Whether two numbers stand in a row with nothing but names and list words between."""
        first, second = self.scene.quantities[left], self.scene.quantities[right]
        gap = list(self.scene.view[first.end : second.start])
        for name in self.scene.names_in(first.end, second.start):
            gap[name.start - first.end : name.end - first.end] = " " * (name.end - name.start)
        return phrases.pattern("list of numbers").fullmatch("".join(gap)) is not None

    def to(self, left: int, right: int) -> bool:
        """`from $10 to $2 for a million output tokens`: one price before and after."""
        first, second = self.scene.quantities[left], self.scene.quantities[right]
        return self.scene.view[first.end : second.start].strip() == "to"

    def pair(self, left: int, right: int) -> str | None:
        """The gap of two quantities that stand as a pair (`$2 / $8`)."""
        gap = self.scene.view[self.scene.quantities[left].end : self.scene.quantities[right].start]
        if _PAIR.fullmatch(gap) or (gap == " and " and self._listed_as_pair(left, right)):
            return gap
        if not phrases.pattern("input before output").fullmatch(gap):
            return None
        last = self.scene.quantities[right]
        sided = last.surface.endswith("out") or phrases.pattern("output behind").match(self.scene.view, last.end)
        return gap if sided else None

    def _listed_as_pair(self, left: int, right: int) -> bool:
        """`is listed at $5 and $30`, where the article tells prices of tokens."""
        first, second = self.scene.quantities[left], self.scene.quantities[right]
        if not self.scene.per_tokens or first.value is None or second.value is None or first.value >= second.value:
            return False
        return phrases.pattern("list price before").search(self.scene.lead(first)) is not None

    def priced(self, left: int, right: int) -> bool:
        """Whether a pair of money amounts is spoken of as prices of tokens."""
        quantities = self.scene.quantities
        return self.scene.per_tokens and all(price_unit(quantities[i]) for i in (left, right))

    def of_model(self, left: int, right: int) -> bool:
        """Whether two small amounts, the second the larger, stand behind a model (`GPT-5.2 ($1.75/$14)`)."""
        first, second = self.scene.quantities[left], self.scene.quantities[right]
        if first.value is None or second.value is None or not first.value < second.value <= MOST:
            return False
        names = self.scene.names_in(self.sentence.start, first.start)
        return bool(names) and names[-1].entity.kind == "model" and first.unit == second.unit

    def sides(self, left: int, right: int, gap: str) -> tuple[str, str] | None:
        """Measures of the two members of a price pair; None where its words say neither."""
        scene = self.scene
        if phrases.pattern("input before output").fullmatch(gap):
            return "price_input", "price_output"
        last = scene.quantities[right]
        tail = scene.view[last.start : last.end + 46]
        label, side = phrases.pattern("price labels").search(tail), phrases.meanings("sides of a price")
        if label:
            return (
                (side[label[1].lower()], side[label[2].lower()])
                if label[1].lower() in side and label[2].lower() in side
                else None
            )
        if phrases.pattern("other price labels").search(tail):
            return None
        before = scene.view[max(self.sentence.start, scene.quantities[left].start - 70) : scene.quantities[left].start]
        clause = phrases.pattern("price clause ends").split(before)[-1]
        if phrases.pattern("side of a price named").search(clause):
            return None
        return "price_input", "price_output"


_PAIR = re.compile(r"\s{0,4}/\s{0,4}")


def _strength(weight: float, trigger: Trigger) -> float:
    length = min(0.3, 0.012 * (trigger.end - trigger.start))
    if trigger.strength == "strong":
        return weight + STRONG * min(1.0, weight) + length
    return weight * 0.6 if trigger.strength == "soft" else weight + length
