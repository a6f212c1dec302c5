"""Scene and quantity -> the measure it is a number of, by the words around it, their side and distance."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal

from extractor import phrases, units
from extractor.assemble.context import Context
from extractor.assemble.fit import Choice, alike, fitting_unit, plausible, price_unit
from extractor.assemble.rulebook import Trigger, basic, by_id, possible
from extractor.assemble.scene import Scene
from extractor.assemble.told import operands
from extractor.models import Block

THRESHOLD = 0.3


BARE_THRESHOLD = 1.2


class Chooser:
    """Chooses measures sentence by sentence; a number in a row with others takes over their measure."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.chosen: dict[int, Choice] = {}
        self.told: set[int] = set()
        """Numbers that a share or a change beside them is of."""

    def sentence(self, number: int) -> None:
        """Decide for all quantities of one sentence."""
        scene = self.scene
        sentence = scene.sentences[number]
        inside = scene.quantities_in(sentence.start, sentence.end)
        if not inside:
            return
        context = Context(scene, number, inside)
        for position, index in enumerate(inside):
            own = self._own(context, index)
            other = self._neighbour(inside[max(0, position - 3) : position], index)
            choice = self._parallel(context, index, other, self.chosen[other], own) if other is not None else own
            if choice is not None:
                narrow = self._narrow_row(context, index, inside[:position], choice)
                self.chosen[index] = narrow or context.narrowed(choice, index)
        self._narrow_before(context, inside)
        self._pairs(context, inside)
        self._second_pair(context, inside)
        self._compared_price(inside)
        self._costs(inside)
        self._costs_before(number, inside)
        for position in range(len(inside) - 2, -1, -1):
            index, after = inside[position], self.chosen.get(inside[position + 1])
            generic = index in self.chosen and (
                self.chosen[index].how == "prior"
                or (self.chosen[index].measure.has("charge") and after is not None and after.measure.price)
            )
            if (
                after is not None
                and after.measure.price
                and price_unit(scene.quantities[index]) == after.unit
                and (
                    (generic and context.listed(index, inside[position + 1])) or context.to(index, inside[position + 1])
                )
            ):
                self.chosen[index] = Choice(after.measure, after.unit, 1.0, after.cue, "parallel")
            elif after is not None and (index not in self.chosen or self.chosen[index].how == "prior"):
                choice = self._parallel(context, index, inside[position + 1], after, self.chosen.get(index))
                if choice is not None:
                    self.chosen[index] = choice
        self._echo(number, inside)
        self._money(number, inside)

    def _narrow_row(self, context: Context, index: int, before: Sequence[int], choice: Choice) -> Choice | None:
        """`71 percent of users came back, 58 percent of theirs`: a share in a row with a narrower one is one too."""
        for other in reversed(before):
            model = self.chosen.get(other)
            if model is None or self.scene.quantities[other].unit != self.scene.quantities[index].unit:
                continue
            if model.measure.narrows == choice.measure.id and context.joined(other, index) > 0:
                return Choice(model.measure, choice.unit, choice.score, choice.cue, "parallel")
            return None
        return None

    def _narrow_before(self, context: Context, inside: Sequence[int]) -> None:
        """`18% and 11% of the traffic`: the first of a row is the share of tokens that the last is."""
        for left, right in reversed(list(itertools.pairwise(inside))):
            first, second = self.chosen.get(left), self.chosen.get(right)
            if first and second and second.measure.narrows == first.measure.id and first.unit == second.unit:
                gap = self.scene.view[self.scene.quantities[left].end : self.scene.quantities[right].start]
                if phrases.pattern("row of numbers").fullmatch(gap):
                    self.chosen[left] = Choice(second.measure, first.unit, first.score, second.cue, "parallel")

    def _neighbour(self, before: Sequence[int], index: int) -> int | None:
        """The nearest number before this one with which it could share a measure."""
        quantities = self.scene.quantities
        return next(
            (
                i
                for i in reversed(before)
                if i in self.chosen and alike(quantities[index], quantities[i], self.chosen[i]) is not None
            ),
            None,
        )

    def _own(self, context: Context, index: int) -> Choice | None:
        """The best measure by the words around the quantity alone."""
        quantity = self.scene.quantities[index]
        best: Choice | None = None
        for measure in possible(quantity.unit):
            unit = fitting_unit(measure, quantity, self.scene)
            if unit is None:
                continue
            score, cue = context.score(measure, index)
            threshold = BARE_THRESHOLD if quantity.unit == "count" and not quantity.noun else THRESHOLD
            if unit != quantity.unit and quantity.unit != "count":
                threshold = BARE_THRESHOLD
            if score >= threshold and (best is None or score > best.score + 1e-9):
                best = Choice(measure, unit, score, cue, "trigger" if cue else "prior")
        return best

    def _parallel(self, context: Context, index: int, other: int, model: Choice, own: Choice | None) -> Choice | None:
        """The neighbour's measure, where the number stands in a row with it and has no better one of its own."""
        quantity, neighbour = self.scene.quantities[index], self.scene.quantities[other]
        if model.measure.id == "benchmark_gap" and quantity.unit in ("count", "points"):
            model = Choice(by_id()["benchmark_score"], model.unit, model.score, model.cue, "parallel")
        gap = self.scene.view[min(neighbour.end, quantity.start) : max(neighbour.end, quantity.start)]
        if model.measure.id == "difference" and phrases.pattern("what it was").fullmatch(gap):
            return Choice(model.measure, model.unit, model.score, model.cue, "parallel")
        if model.measure.id == "difference" and (level := basic(model.unit)) is not None:
            model = Choice(level, model.unit, model.score, model.cue, "parallel")
        if own is not None and own.measure.by and quantity.direction and quantity.unit not in units.currencies():
            return own
        if model.measure.directed and phrases.pattern("level").search(self.scene.lead(quantity)):
            return own
        if model.measure.has("alone") and not (
            quantity.unit == neighbour.unit and model.measure.has("alike") and quantity.noun == neighbour.noun
        ):
            return own
        score = min(2.0, model.score * 0.75) * context.joined(min(index, other), max(index, other))
        if score <= 0 or (own is not None and own.score >= score and own.how != "prior"):
            return own
        unit = alike(quantity, neighbour, model)
        if unit is None or not plausible(model.measure, quantity, unit):
            return own
        return Choice(model.measure, unit, score, model.cue, "parallel")

    def _second_pair(self, context: Context, inside: Sequence[int]) -> None:
        """`A costs $1 per million input and $4 per million output tokens, B $5 and $25`: two pairs of one kind."""
        for one, other, left, right in zip(inside, inside[1:], inside[2:], inside[3:], strict=False):
            model = [self.chosen.get(one), self.chosen.get(other)]
            sides = [choice.measure.id for choice in model if choice]
            quantities = [self.scene.quantities[i] for i in (left, right)]
            between = self.scene.view[quantities[0].end : quantities[1].start]
            if sides != ["price_input", "price_output"] or not phrases.pattern("and").fullmatch(between.strip()):
                continue
            for index, quantity, choice in zip((left, right), quantities, model, strict=True):
                if choice and price_unit(quantity) == choice.unit and not self._side_told(index):
                    self.chosen[index] = Choice(choice.measure, choice.unit, choice.score, choice.cue, "parallel")

    def _compared_price(self, inside: Sequence[int]) -> None:
        """`$1 per million input tokens, half the price of B at $2`: prices that are compared are of one kind."""
        for one, ratio, other in zip(inside, inside[1:], inside[2:], strict=False):
            own, link, rival = (self.chosen.get(i) for i in (one, ratio, other))
            if own is None or link is None or rival is None or link.measure.id != "price_ratio":
                continue
            plain = rival.measure.id in ("price", "cost") and self.scene.quantities[other].unit in units.currencies()
            if self._side_told(one) and plain and price_unit(self.scene.quantities[other]) == own.unit:
                self.chosen[other] = Choice(own.measure, own.unit, rival.score, own.cue, "parallel")

    def _side_told(self, index: int) -> bool:
        choice = self.chosen.get(index)
        return choice is not None and choice.measure.price and choice.measure.id != "price"

    def _costs_before(self, number: int, inside: Sequence[int]) -> None:
        """`A costs $5, B $25. That is 5 times as much`: the multiple is of the prices of the sentence before."""
        scene = self.scene
        if not phrases.pattern("tells of the sentence before").match(scene.view, scene.sentences[number].start):
            return
        before = scene.sentences[number - 1] if number else None
        if before is None or before.block != scene.sentences[number].block:
            return
        told = [self.chosen[i] for i in scene.quantities_in(before.start, before.end) if i in self.chosen]
        if not told or not all(choice.measure.price or choice.measure.has("charge") for choice in told):
            return
        for index in inside:
            choice = self.chosen.get(index)
            if choice and choice.measure.id == "multiple":
                self.chosen[index] = Choice(by_id()["price_ratio"], choice.unit, choice.score, choice.cue, choice.how)

    def _costs(self, inside: Sequence[int]) -> None:
        """A multiple told of two prices or costs is the ratio of them."""
        for left, right in itertools.pairwise(inside):
            first, second = self.chosen.get(left), self.chosen.get(right)
            if (
                first
                and second
                and second.measure.id == "multiple"
                and (first.measure.price or first.measure.has("charge"))
            ):
                self.chosen[right] = Choice(by_id()["price_ratio"], second.unit, second.score, second.cue, second.how)

    def _operands(self) -> None:
        """What shares and changes are of, sentence by sentence: counts, where nothing else is known of them."""
        for sentence in self.scene.sentences:
            inside = self.scene.quantities_in(sentence.start, sentence.end)
            self.told |= operands(self.scene, inside, self.chosen)
        for index in sorted(self.told - set(self.chosen)):
            unit = self.scene.quantities[index].unit
            measure = by_id()["count" if unit == "count" else "duration"]
            self.chosen[index] = Choice(measure, unit, 0.3, "", "told")

    def finish(self) -> None:
        """Numbers that no sentence explained: amounts of a list, and large ones where the article counts tokens."""
        scene = self.scene
        self._items()
        volumes = [i for i, c in sorted(self.chosen.items()) if c.measure.id == "token_volume"]
        for index, quantity in enumerate(scene.quantities):
            if (
                index in self.chosen
                or quantity.unit != "count"
                or quantity.noun
                or quantity.value is None
                or scene.sentence_at(quantity.start) is None
            ):
                continue
            like = [
                i
                for i in volumes
                if (v := scene.quantities[i].value)
                and quantity.value >= 10**9
                and Decimal("0.001") < quantity.value / v < 1000
            ]
            if like:
                nearest = min(like, key=lambda i: abs(i - index))
                self.chosen[index] = Choice(
                    self.chosen[nearest].measure, self.chosen[nearest].unit, 0.5, self.chosen[nearest].cue, "parallel"
                )
        self._operands()

    def _money(self, number: int, inside: Sequence[int]) -> None:
        """Money without words of its own goes on with the measure of the money before it in the block."""
        scene = self.scene
        block = scene.block_of(number)
        floor = max(block.start, scene.sentences[max(0, number - 2)].start)
        for index in inside:
            quantity = scene.quantities[index]
            if index in self.chosen or quantity.unit not in units.currencies():
                continue
            near = [
                self.chosen[i]
                for i in scene.quantities_in(floor, quantity.start)
                if i in self.chosen and self.chosen[i].unit == quantity.unit
            ]
            if near:
                self.chosen[index] = Choice(near[-1].measure, quantity.unit, 0.5, near[-1].cue, "parallel")

    def _items(self) -> None:
        """Money that opens an item of a list without words of its own: the measure that most items open with."""
        for items in self.scene.lists():
            opening = [found for item in items if (found := self._opening_money(item))]
            known = [c for found in opening if (c := self.chosen.get(found[0])) is not None]
            usual = max(known, key=lambda c: sum(o.measure is c.measure for o in known)) if len(known) > 1 else None
            for index in (i for found in opening if usual and found[0] not in self.chosen for i in found):
                unit = self.scene.quantities[index].unit
                if usual and unit in usual.measure.units:
                    self.chosen[index] = Choice(usual.measure, unit, 0.5, usual.cue, "parallel")

    def _opening_money(self, item: Block) -> list[int]:
        """The first quantity of an item, where it is money, and the same in another currency in brackets behind it."""
        inside = self.scene.quantities_in(item.start, item.end)[:2]
        money = [i for i in inside if self.scene.quantities[i].unit in units.currencies()]
        if not money or money[0] != inside[0]:
            return []
        between = self.scene.view[self.scene.quantities[money[0]].end : self.scene.quantities[money[-1]].start]
        return money if phrases.pattern("bracket opens").fullmatch(between) else money[:1]

    def _echo(self, number: int, inside: Sequence[int]) -> None:
        """A large or shortened (`78k`) bare number without words of its own: what the same figure, or the level before
        it, is elsewhere."""
        scene = self.scene
        for index in inside:
            quantity = scene.quantities[index]
            if (
                index in self.chosen
                or quantity.unit != "count"
                or quantity.noun
                or quantity.value is None
                or quantity.value < (1_000 if quantity.surface[-1:].isalpha() else 1_000_000)
            ):
                continue
            same = [c for i, c in self.chosen.items() if scene.quantities[i].value == quantity.value]
            floor = scene.sentences[max(0, number - 2)].start
            near = [
                c
                for i, c in sorted(self.chosen.items(), reverse=True)
                if scene.quantities[i].start >= floor and i < index
            ]
            levels = [
                c
                for c in (*same, *near)
                if c.measure.bare
                and c.measure.bare_low <= quantity.value
                and c.unit in ("tokens", "parameters", "users", "count")
                and plausible(c.measure, quantity, c.unit)
            ]
            if not levels:
                told = {t.measure for t in self._told(number) if t.strength == "strong"}
                levels = [c for c in near if c.unit in units.currencies() and c.measure.id in told]
            if levels:
                self.chosen[index] = Choice(levels[0].measure, levels[0].unit, 0.8, levels[0].cue, "parallel")

    def _told(self, number: int) -> Sequence[Trigger]:
        """The triggers of a sentence."""
        sentence = self.scene.sentences[number]
        return self.scene.triggers_in(sentence.start, sentence.end)

    def _pairs(self, context: Context, inside: Sequence[int]) -> None:
        """`$2 / $8 per 1M input/output tokens`: the first is the price of input, the second that of output."""
        rules = by_id()
        for left, right in itertools.pairwise(inside):
            pair = context.pair(left, right)
            if pair is None:
                continue
            first, second = self.chosen.get(left), self.chosen.get(right)
            told = (first and first.measure.price) or (second and second.measure.price) or context.priced(left, right)
            by_tokens = first and first.measure.id == "price" and first.unit.endswith("_per_1m_tokens")
            if not (told or by_tokens or context.of_model(left, right)):
                continue
            unit = price_unit(self.scene.quantities[left])
            if unit is None:
                continue
            sides = context.sides(left, right, pair)
            if sides is None:
                continue
            for index, side in ((left, sides[0]), (right, sides[1])):
                self.chosen[index] = Choice(rules[side], unit, 2.5, "input/output", "pair")
