"""Scene and quantity -> what the number is about: names beside it, before it in the sentence, over it, or before that.

Every name in reach is weighed by its place, its kind and its role (extractor/assemble/cast.py); subjects that several
names make together come from extractor/assemble/joint.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from extractor import phrases, units
from extractor.assemble import joint
from extractor.assemble.cast import SURE, Cast, distinct
from extractor.assemble.fit import Choice
from extractor.assemble.joint import Subject
from extractor.assemble.rulebook import Measure
from extractor.assemble.scene import LEAD, Named, Scene
from extractor.models import Block, Entity, Quantity

FLOOR = -0.6
REACH = 14
_OWNER = 5
"""Characters between an owner and what it owns: `OpenAI's GPT-5`."""
_OPENING = 6
"""Characters into a sentence at which the name that opens it may begin: `"The OpenAI ...`."""
STRAY = 3.0
"""What a name of another paragraph loses where the article has many topics and it is none of them."""
GOES_ON = 4.0
"""Weight of the subject of the number before."""
CARRIED = 3
"""Sentences back from which a benchmark is carried on."""

_NATIONS = ("group", "country")


class Subjects:
    """Finds subjects by weighing every name in reach; the weights are of places and roles, never of names."""

    def __init__(self, scene: Scene, chosen: Mapping[int, Choice]) -> None:
        self.scene = scene
        self.chosen = chosen
        self.cast = Cast(scene)
        self.told: dict[tuple[int, str], list[tuple[Named, float, float]]] = {}
        self.topics: dict[str, tuple[float, Named, str] | None] = {}
        self.found: dict[int, tuple[Named, str]] = {}
        """The name that each number so far was given to, and how it was found."""

    def find(self, index: int, measure: Measure) -> Subject:
        """The subject of one quantity, with counterpart and place where the words give them."""
        number = self.scene.sentence_at(self.scene.quantities[index].start)
        if number is None:
            return Subject()
        block = self.scene.block_of(number)
        each = joint.respective(self.scene, self.cast, index, measure, self.chosen)
        index = self._leader(index)
        scope = self._scope(index, number, measure)
        if phrases.pattern("of one before").search(self.scene.lead(self.scene.quantities[index])):
            return Subject(scope=scope)
        if self._of_nobody(index, measure):
            return Subject(scope=scope)
        found = (
            joint.cell(self.scene, self.cast, index, block, measure)
            or each
            or joint.whole(self.scene, index, number, measure)
            or joint.together(self.scene, self.cast, index, measure)
            or self._best(index, number, block, measure)
        )
        if found is None:
            return Subject(scope=scope)
        scope = scope or self._host(index, number, measure, found)
        return Subject(found.entities, self._counterpart(index, number, measure, found), scope, found.how)

    def _of_nobody(self, index: int, measure: Measure) -> bool:
        """`doctors' 75%`, `a 24GB GPU`: the words beside a number own it, and name nothing."""
        scene, quantity = self.scene, self.scene.quantities[index]
        lead = scene.view[max(0, quantity.start - LEAD) : quantity.start]
        if phrases.pattern("owner without a name").search(lead):
            return not any(n.end > quantity.start - 6 for n in scene.names_in(quantity.start - LEAD, quantity.start))
        if "bytes" not in measure.units or phrases.pattern("machine of a size").match(scene.view, quantity.end) is None:
            return False
        return not any(
            n.entity.kind == "product" and n.end > quantity.start - 4
            for n in scene.names_in(quantity.start - LEAD, quantity.end + LEAD)
        )

    def _leader(self, index: int) -> int:
        """The first of numbers with nothing but slashes between (`$2/$8`): they are about one thing."""
        scene = self.scene
        while index and phrases.pattern("slash").fullmatch(
            scene.view[scene.quantities[index - 1].end : scene.quantities[index].start]
        ):
            index -= 1
        return index

    def _best(self, index: int, number: int, block: Block, measure: Measure) -> Subject | None:
        """The name with the highest weight among those of the sentence, over it, and before it."""
        other = self._other_side(index)
        if other is not None:
            self.found[index] = other, "sentence"
            return Subject((other.entity,), how="sentence")
        weighed = [*self._here(index, number, measure), *self._answering(index, measure)]
        if not self._nameless(index, number, measure):
            weighed += [*self._over(block, measure), *self._earlier(number, measure), *self._we(number, measure)]
        if not any(how in ("beside", "behind") for _, _, how in weighed):
            weighed += self._going_on(index, number, measure)
        weighed = [w for w in weighed if not self._sized_otherwise(w[1], index, measure)]
        if phrases.pattern("what is left").search(self.scene.lead(self.scene.quantities[index])):
            weighed = self._unlisted(weighed, number)
        if not weighed:
            return None
        best = max(weighed, key=lambda w: (w[0], -w[1].start))
        if best[0] <= FLOOR:
            return None
        self.found[index] = best[1], best[2]
        return Subject(joint.coordinated(self.scene, self.cast, best[1], index), how=best[2])

    def _unlisted(self, weighed: Sequence[tuple[float, Named, str]], number: int) -> list[tuple[float, Named, str]]:
        """`A: 9 (60%), B: 4 (27%), the rest 2`: without the names that a list has its own numbers for."""
        start = self.scene.sentences[number].start
        here = [name for _, name, _ in weighed if name.start >= start]
        listed = {n.entity.kind for n in here if len({m.entity.id for m in here if m.entity.kind == n.entity.kind}) > 1}
        return [w for w in weighed if w[1].start < start or w[1].entity.kind not in listed]

    def _sized_otherwise(self, name: Named, index: int, measure: Measure) -> bool:
        """Whether a name says another size than the number: `Llama 3 70B` has no 400 billion parameters."""
        value = self.scene.quantities[index].value
        if not measure.has("size") or value is None:
            return False
        sizes = [Decimal(m["size"]) for m in phrases.pattern("size in a name").finditer(name.entity.name)]
        return bool(sizes) and all(abs(value / 10**9 - size) > size / 5 for size in sizes)

    def _nameless(self, index: int, number: int, measure: Measure) -> bool:
        """`A 7B model fits on a phone`: the number tells of any of a kind, not of what was named before."""
        view, quantity = self.scene.view, self.scene.quantities[index]
        group = phrases.pattern("group without a name").match(view, self.scene.sentences[number].start)
        if group is not None and not phrases.pattern("points back").search(view[group.start() : quantity.start]):
            return True
        if "parameters" not in measure.units:
            return False
        kind = phrases.pattern("kind without a name").match(view, quantity.start)
        if kind is None or phrases.pattern("pronoun that is").match(view, self.scene.sentences[number].start):
            return False
        return kind[0].endswith("s") or phrases.pattern("any of a kind").search(self.scene.lead(quantity)) is not None

    def _here(self, index: int, number: int, measure: Measure) -> Iterator[tuple[float, Named, str]]:
        scene, quantity = self.scene, self.scene.quantities[index]
        sentence = scene.sentences[number]
        names = self.cast.between(sentence.start, sentence.end, measure)
        inserted = [n for n in names if n.end <= quantity.start and self._in_aside(n, quantity.start)]
        before = [n for n in names if n.end <= quantity.start and n not in inserted]
        for name in inserted:
            yield 1.2 + self._worth(name, measure, sentence.start, "sentence"), name, "sentence"
        for name in before:
            weight, how = self._before_number(name, index, sentence.start, name is before[-1], measure)
            yield weight + self._worth(name, measure, sentence.start, how), name, how
        whole = phrases.pattern("whole of a part").search(scene.view[max(0, sentence.start - 2) : quantity.start])
        told = scene.view.find(",", quantity.end, sentence.end) if whole else -1
        until = told if told >= 0 else sentence.end
        after = [n for n in names if quantity.end <= n.start < until]
        owned = len(after) > 1 and after[1].start - after[0].end < _OWNER and self._owns_name(after[0], measure)
        opens = after[0].start if after else 0
        for position, name in enumerate(after):
            behind = position == owned and self._directly_behind(name, opens, index, measure)
            how = "behind" if behind else "sentence"
            weight = 5.0 if behind else 0.8 - 0.5 * bool(scene.quantities_in(quantity.end, name.start))
            if not behind and phrases.pattern("turn of a sentence").search(scene.view[quantity.end : name.start]):
                weight -= 2.0
            yield weight + self._worth(name, measure, sentence.start, how), name, how

    def _before_number(self, name: Named, index: int, floor: int, nearest: bool, measure: Measure) -> tuple[float, str]:
        """Weight of a name before the number in its sentence, and how it was found."""
        scene, quantity = self.scene, self.scene.quantities[index]
        gap = scene.view[name.end : quantity.start]
        others = scene.quantities_in(name.end, quantity.start)
        own = phrases.pattern("bracket of a name").fullmatch(gap) is not None
        told = self._told_of(name, quantity)
        if nearest and self._is_bought(name, gap, floor):
            return 1.2, "sentence"
        at = phrases.pattern("name at a number").fullmatch(gap) and self.cast.role(name, floor) == "counterpart"
        if nearest and not others and (at or told):
            return 8.0, "beside"
        if nearest and not own and not told and self._taken(name, index, measure):
            return 1.6, "sentence"
        if (
            nearest
            and others
            and self.cast.role(name, floor) == "counterpart"
            and self._had_its_own(name, others[0], index)
        ):
            return 1.4, "sentence"
        if nearest and self._is_foil(name, index, floor):
            return 2.0, "sentence"
        if (
            nearest
            and phrases.pattern("number by a name").fullmatch(gap)
            and self.cast.role(name, floor) == "counterpart"
        ):
            return 1.0, "sentence"
        if (
            nearest
            and measure.has("alone")
            and measure.has("timeless")
            and self.cast.role(name, floor) == "counterpart"
        ):
            return 1.0, "sentence"  # `A beat B for the second week`
        if nearest and phrases.pattern("and").search(gap) and self.cast.role(name, floor) == "counterpart":
            return 1.4, "sentence"
        if (
            nearest
            and not others
            and len(gap) <= 70
            and (
                phrases.pattern("possessive to number").fullmatch(gap)
                or phrases.pattern("name to number").fullmatch(gap)
            )
        ):
            return (7.0 if len(gap) < 8 else 5.5), "beside"
        weight = 3.0 - min(1.0, len(gap) / 250)
        if others and phrases.pattern("another without a name").search(
            scene.view[scene.quantities[others[-1]].end : quantity.start]
        ):
            weight -= 3.0
        if nearest:
            weight += 0.5 if others else 0.9
        if self._opens(name):
            weight += 0.6
        if phrases.pattern("turn of a sentence").search(gap):
            weight -= 1.0
        return weight, "sentence"

    def _is_bought(self, name: Named, gap: str, floor: int) -> bool:
        """`A bought B for $9 billion`: what is bought, before its price."""
        before = self.scene.view[max(floor, name.start - 60) : name.start]
        bought = phrases.pattern("bought before").search(before) is not None
        return bought and phrases.pattern("price of a purchase").match(gap) is not None

    def _in_aside(self, name: Named, place: int) -> bool:
        """`A, which is built into B, has ...`: a name within an aside that closes before the number."""
        before = self.scene.view[max(0, name.start - 60) : name.start]
        opened = phrases.pattern("aside opens").search(before)
        return opened is not None and "," in self.scene.view[name.end : place][:40]

    def _had_its_own(self, name: Named, number: int, index: int) -> bool:
        """`from B (42), with ...`: whether what is compared with has had its number, in brackets that are closed."""
        view, told = self.scene.view, self.scene.quantities[number]
        opened = phrases.pattern("bracket of a name").fullmatch(view[name.end : told.start])
        return opened is not None and ")" in view[told.end : self.scene.quantities[index].start]

    def _is_foil(self, name: Named, index: int, floor: int) -> bool:
        """`A is ahead of B with 61 points`: a counterpart, where no number was told of what it is compared with."""
        scene = self.scene
        if self.cast.role(name, floor) != "counterpart" or scene.quantities_in(floor, name.start):
            return False
        gap = scene.view[name.end : scene.quantities[index].start]
        others = self.cast.between(floor, name.start, self.chosen[index].measure)
        return phrases.pattern("own number of a name").match(gap) is None and any(
            self.cast.role(other, floor) == "subject" and other.entity.id != name.entity.id for other in others
        )

    def _taken(self, name: Named, index: int, measure: Measure) -> bool:
        """Whether a name directly behind the number before this one is that one's (`$3 for A and $25 for B`)."""
        scene = self.scene
        if not index or scene.sentence_at(scene.quantities[index - 1].start) != scene.sentence_at(name.start):
            return False
        return scene.quantities[index - 1].end <= name.start and self._directly_behind(
            name, name.start, index - 1, measure
        )

    def _directly_behind(self, name: Named, opens: int, index: int, measure: Measure) -> bool:
        """`$9 for Opus 4.8`, `128K in V3.2`; `opens` is where the name or its owner's begins."""
        scene, quantity = self.scene, self.scene.quantities[index]
        end = quantity.end
        while (after := scene.quantities_in(end, end + 6)) and phrases.pattern("slash").fullmatch(
            scene.view[end : scene.quantities[after[0]].start]
        ):
            end = scene.quantities[after[0]].end
        rate = units.per_tokens(scene.view, end)
        end = rate[1] if rate else end
        gap = scene.view[end:opens]
        if re.fullmatch(r"\s{0,2}\(", gap):
            return True
        if measure.has("size") and name.entity.kind == "model" and not gap.strip(" -*_`"):
            return True  # `the 900M parameter PixArt`
        if measure.has("dated") and phrases.pattern("went to a name").fullmatch(gap):
            return not scene.quantities_in(end, name.start)
        model = name.entity.kind == "model"
        if measure.benchmark and model and phrases.pattern("score of a name behind").fullmatch(gap):
            return True
        if (
            len(gap) > 60
            or scene.quantities_in(end, name.start)
            or not phrases.pattern("number to name").fullmatch(gap)
        ):
            return False
        floor = quantity.start if measure.has("counterpart") else quantity.end
        if self.cast.role(name, floor) == "counterpart" and not phrases.pattern("origin of a number").fullmatch(gap):
            return False
        if measure.has("counterpart") and phrases.pattern("gap from a name").fullmatch(gap):
            return False
        word = gap.split()[-1].lower().strip('"(') if gap.split() else ""
        model = model and measure.tier("model") == 0
        if phrases.pattern("made on a name").search(gap):
            return False  # `a 7B model built on B`
        choice = self.chosen.get(index)
        if word == "of" and choice and choice.measure.id == "share" and self._holds_a_share(index, name):
            return False  # `A accounts for 45% of B's backlog`
        if word == "for" and phrases.pattern("payer before").search(scene.lead(quantity)):
            return False  # `A paid $9 billion for B`
        if word == "in" and not model and name.entity.kind != "country":
            return False
        if word == "with" and measure.has("charge") and name.entity.kind == "model":
            return True  # `running it cost $94 with GLM-5`
        if word in ("on", "at", "with", "from", "by", "to") and not (model and word != "with"):
            return False
        return name.entity.kind not in ("platform", "benchmark", "country") or word in ("for", "(", "that")

    def _holds_a_share(self, index: int, whole: Named) -> bool:
        """Whether another name opens the sentence of a share, so that the one behind it is of the whole."""
        start = self.scene.quantities[index].start
        sentence = self.scene.sentences[self.scene.sentence_at(start) or 0]
        names = self.cast.between(sentence.start, start, self.chosen[index].measure)
        return any(
            n.entity.id != whole.entity.id and self._opens(n) and self.cast.role(n, sentence.start) == "subject"
            for n in names
        )

    def _worth(self, name: Named, measure: Measure, floor: int, how: str) -> float:
        """What a name is worth by itself: its kind, its role, whether it only speaks or only owns another name."""
        worth = -0.7 * (measure.tier(name.entity.kind) or 0)
        if how in ("beside", "behind"):
            if how == "beside" and self.cast.reports(name):
                worth -= 3.0
            elif how == "beside" and self._bystands(name, measure, floor):
                worth -= 4.5
            # "the model" is whatever the text was about, which the names before tell better than the nearest of them
            if name.method != "coreference":
                return worth
            return worth - (3.4 if name.entity.kind == "model" else 0.5)
        role = self.cast.role(name, floor)
        worth -= {"subject": 0.0, "counterpart": 2.6, "aside": 2.0}[role]
        if self.cast.reports(name):
            worth -= 1.0 if how in ("before", "title", "above") else 3.0
        if self._owns_name(name, measure):
            worth -= 2.0
        return worth - (0.4 if name.method == "coreference" else 0.0)

    def _bystands(self, name: Named, measure: Measure, floor: int) -> bool:
        """Whether a name is only where or with what something was done, and the measure looks for another kind."""
        second = bool(measure.tier(name.entity.kind))
        if name.entity.kind == "country" and second:
            before = self.scene.view[max(floor, name.start - 12) : name.start]
            return phrases.pattern("place before a country").search(before) is not None
        return self.cast.role(name, floor) == "aside" and (name.entity.kind == "platform" or second)

    def _owns_name(self, name: Named, measure: Measure) -> bool:
        """`OpenRouter's Kimi K2 page`: the possessor of another name that fits."""
        view = self.scene.view
        if not view.startswith(("'s", "s'"), name.end):
            return False
        owned = self.cast.between(name.end, name.end + 30, measure)
        if not owned:
            return False
        return phrases.pattern("thing of an owner").search(view[name.end : owned[0].start]) is None

    def _opens(self, name: Named) -> bool:
        """Whether a name stands where subjects stand: at the start of a sentence or clause, or after a comma."""
        before = self.scene.view[max(0, name.start - 14) : name.start]
        return bool(phrases.pattern("clause opens").search(before))

    def _over(self, block: Block, measure: Measure) -> Iterator[tuple[float, Named, str]]:
        """Names of the items and headings over the block."""
        for distance, over in enumerate(self.scene.above(block)[:3]):
            names = self.cast.between(over.start, over.end, measure)
            base = (2.6 if over.kind == "item" else 2.0) - 0.3 * distance
            for position, name in enumerate(names):
                yield base - 0.2 * position + self._worth(name, measure, over.start, "above"), name, "above"

    def _earlier(self, number: int, measure: Measure) -> Iterator[tuple[float, Named, str]]:
        """Names of the sentences before; what the article named first of its kind weighs more."""
        scene = self.scene
        block = scene.sentences[number].block
        for earlier in range(number - 1, max(-1, number - REACH), -1):
            names = self._told(earlier, measure)
            if not names:
                continue
            apart = block - scene.sentences[earlier].block
            taken_up = not apart and earlier == number - 1 and self._takes_up(number)
            base = 2.2 - 0.25 * (number - earlier) if not apart else max(0.4, 1.4 - 0.12 * (number - earlier))
            if apart and scene.blocks[scene.sentences[earlier].block].kind in ("item", "cell"):
                base -= 0.8
            for position, (name, worth, bonus) in enumerate(names):
                stray = STRAY if apart and not self.cast.dominates(name) else 0.0
                start = scene.sentences[earlier].start
                opens = taken_up and name.start - start < _OPENING and self.cast.role(name, start) == "subject"
                yield base - stray - 0.15 * min(position, 3) + worth + bonus + 0.8 * opens, name, "before"
        if number >= REACH and (topic := self._topic(measure)):
            yield topic

    def _takes_up(self, number: int) -> bool:
        """`It has ...`: whether a sentence opens with a pronoun for what the one before it opened with."""
        start = self.scene.sentences[number].start
        return phrases.pattern("sentence opens with a pronoun").match(self.scene.view, start) is not None

    def _told(self, number: int, measure: Measure) -> list[tuple[Named, float, float]]:
        """The names of a sentence for the numbers behind it: each with its worth and what being first adds; kept."""
        key = number, measure.id
        if key not in self.told:
            sentence = self.scene.sentences[number]
            self.told[key] = [
                (name, self._worth(name, measure, sentence.start, "before"), 0.7 if self.cast.is_first(name) else 0.0)
                for name in self.cast.between(sentence.start, sentence.end, measure)
            ]
        return self.told[key]

    def _topic(self, measure: Measure) -> tuple[float, Named, str] | None:
        """The weightiest of the names that the article names first of their kind; kept."""
        if measure.id not in self.topics:
            weighed = [
                (0.9 + self._worth(name, measure, 0, "title"), name, "title")
                for name in self.cast.leading
                if self.cast.fits(name, measure)
            ]
            self.topics[measure.id] = max(weighed, key=lambda w: (w[0], -w[1].start), default=None)
        return self.topics[measure.id]

    def _we(self, number: int, measure: Measure) -> Iterator[tuple[float, Named, str]]:
        """`We serve ...`: the lab or company that the article names first speaks."""
        sentence = self.scene.sentences[number]
        if not phrases.pattern("first person").search(self.scene.view[sentence.start : sentence.end]):
            return
        for name in self.scene.names_in(sentence.start, sentence.end):
            if name.entity.kind in ("lab", "company") and self.cast.reports(name) and self.cast.fits(name, measure):
                yield 6.0, name, "sentence"  # `"We have 4 million users," A said`
                return
        for name in self.cast.leading:
            if name.entity.kind in ("lab", "company") and self.cast.fits(name, measure):
                yield 3.2, name, "on"
                return

    def _going_on(self, index: int, number: int, measure: Measure) -> Iterator[tuple[float, Named, str]]:
        """The subject of the number before in the sentence, where no name stands between."""
        before = self.scene.quantities[index - 1] if index else None
        if before is None or self.scene.sentence_at(before.start) != number or index - 1 not in self.found:
            return
        last, how = self.found[index - 1]
        between = self.scene.view[before.end : self.scene.quantities[index].start]
        if phrases.pattern("another without a name").search(between):
            return
        if self.cast.between(before.start, self.scene.quantities[index].start, measure):
            return
        told = self.cast.role(last, self.scene.sentences[number].start) == "subject" or self._told_of(last, before)
        if self.cast.fits(last, measure) and told:
            yield GOES_ON, last, "sentence" if how in ("beside", "behind", "sentence") else "on"

    def _other_side(self, index: int) -> Named | None:
        """`ahead by 2 trillion (6.1T vs. 4.1T)`: the one other group of the article, for a number against its own."""
        if index - 1 not in self.found or self.found[index - 1][0].entity.kind not in _NATIONS:
            return None
        before, after = self.scene.quantities[index - 1 : index + 1]
        if not phrases.pattern("numbers opposed").fullmatch(self.scene.view[before.end : after.start]):
            return None
        own = self.found[index - 1][0].entity.country
        others = [n for n in self.scene.names if n.entity.kind == "group" and n.entity.country != own]
        models = [n for n in others if n.entity.id.endswith("-models")] or others
        return models[0] if len({n.entity.country for n in others}) == 1 else None

    def _told_of(self, name: Named, quantity: Quantity) -> bool:
        """`than A, which costs $2`, `than A, whose price, by the token, is $2`: whether a clause that is about the name
        alone leads to a number."""
        clause = self.scene.view[name.end : max(name.end, quantity.start)]
        return phrases.pattern("clause about a name").fullmatch(clause) is not None

    def _answering(self, index: int, measure: Measure) -> Iterator[tuple[float, Named, str]]:
        """`A: Volume doubles ...` in an interview: the lab or company that answers."""
        said = self.scene.qualifications.get(index)
        if said is None or said.cue != "interview":
            return
        for name in self.scene.names:
            if name.entity.name == said.source and self.cast.fits(name, measure):
                yield 2.6, name, "before"
                return

    def _counterpart(self, index: int, number: int, measure: Measure, found: Subject) -> tuple[Entity, ...]:
        """What the subject is compared with, for measures that compare."""
        if not measure.has("counterpart"):
            return ()
        scene, quantity = self.scene, self.scene.quantities[index]
        sentence = scene.sentences[number]
        chosen = {e.id for e in found.entities}
        names = [n for n in self.cast.between(sentence.start, sentence.end, measure) if n.entity.id not in chosen]
        compared = [n for n in names if self.cast.role(n, sentence.start) == "counterpart"]
        if compared:
            return (min(compared, key=lambda n: abs(n.start - quantity.end)).entity,)
        return ()

    def _scope(self, index: int, number: int, measure: Measure) -> tuple[Entity, ...]:
        """The platform, provider or benchmark within which the number holds."""
        scene, quantity = self.scene, self.scene.quantities[index]
        sentence = scene.sentences[number]
        kinds = ("benchmark",) if measure.benchmark or measure.id == "rank" else ("platform",)
        names = [n for n in scene.names_in(sentence.start, sentence.end) if n.entity.kind in kinds and n.score >= SURE]
        if not names:
            columns, rows = scene.header_cells(scene.block_of(number))
            heads = [
                n
                for b in (*columns, *rows)
                for n in scene.names_in(b.start, b.end)
                if n.entity.kind in kinds and n.score >= SURE
            ]
            return (heads[0].entity,) if heads else self._carried(number) if measure.benchmark else ()
        after = [n for n in names if n.start >= quantity.end and not scene.quantities_in(quantity.end, n.start)]
        before = [n for n in names if n.end <= quantity.start]
        near = after[0] if after and after[0].start - quantity.end < 40 else (before[-1] if before else names[0])
        return (near.entity,)

    def _host(self, index: int, number: int, measure: Measure, found: Subject) -> tuple[Entity, ...]:
        """`Groq asks $2 for Llama 4`: a firm that offers a model of another, for what each host has its own of."""
        makers = {entity.lab_id for entity in found.entities if entity.kind == "model"}
        if not measure.has("hosted") or not makers or None in makers:
            return ()
        scene, sentence = self.scene, self.scene.sentences[number]
        names = [
            n for n in scene.names_in(sentence.start, sentence.end) if n.entity.kind in ("company", "lab", "product")
        ]
        hosts = [n for n in names if n.score >= SURE and n.entity.id not in makers and self._offers(n, sentence.start)]
        if not hosts:
            return ()
        start = scene.quantities[index].start
        return (min(hosts, key=lambda n: (n.start > start, abs(n.start - start))).entity,)

    def _offers(self, name: Named, floor: int) -> bool:
        view = self.scene.view
        told = phrases.pattern("host that offers").match(view[name.end : name.end + 40])
        return bool(told or phrases.pattern("place of a host").search(view[max(floor, name.start - 20) : name.start]))

    def _carried(self, number: int) -> tuple[Entity, ...]:
        """The one benchmark that the nearest sentence before or line above names, if it names any."""
        scene, here = self.scene, self.scene.sentences[number]
        before = [s for s in scene.sentences[max(0, number - CARRIED) : number] if s.block == here.block]
        over = scene.above(scene.block_of(number))[:2]
        for start, end in [(p.start, p.end) for p in reversed(before)] + [(p.start, p.end) for p in over]:
            names = scene.names_in(start, end)
            found = distinct([n for n in names if n.entity.kind == "benchmark" and n.score >= SURE])
            if found:
                return found if len(found) == 1 else ()
        return ()
