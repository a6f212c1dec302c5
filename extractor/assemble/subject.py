"""Scene and quantity -> what the number is about: names beside it, before it in the sentence, over it, or before that.

Grammar without a parser: which side a name stands on, and the little words before it (`than`, `led by`, `on`) that make
it a counterpart, a bystander or a place (`rules/en/qualifiers.yaml`, roles).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor import phrases, units
from extractor.assemble.fit import Choice
from extractor.assemble.rulebook import Measure
from extractor.assemble.scene import Named, Scene
from extractor.cues import vocabulary
from extractor.models import Block, Entity
from extractor.phrases import alternation

SURE = 0.5
FLOOR = -0.6
REACH = 14


@dataclass(frozen=True, slots=True)
class Subject:
    """What a claim is about."""

    entities: tuple[Entity, ...] = ()
    counterparts: tuple[Entity, ...] = ()
    scope: tuple[Entity, ...] = ()
    how: str = "none"
    """`cell`, `beside`, `behind`, `sentence`, `above`, `before`, `together`, `title`, `none`."""


class _Roles:
    def __init__(self) -> None:
        roles = vocabulary().roles
        self.comparison = _before(roles.comparison)
        self.aside = _before(roles.aside)
        report = vocabulary().reporting
        verbs = alternation({*report.verbs, *report.shows} - phrases.words("verbs of acting too"))
        pages, adverbs = alternation(report.pages), alternation(phrases.words("between a reporter and a verb"))
        self.reporter_after = re.compile(
            rf"(?:'s|s')(?:[ \t][\w-]+){{0,3}}?[ \t](?:{verbs})\b|(?:[ \t](?:{adverbs}))?[ \t](?:{verbs})\b|"
            rf"(?:'s|s')[ \t](?:[\w-]+[ \t]){{0,3}}(?:{pages})\b",
            re.IGNORECASE,
        )
        self.reporter_before = _before(report.before)


def _before(words: Sequence[str]) -> re.Pattern[str]:
    """Words that end at a name, with an article or the like between."""
    between = alternation(phrases.words("before a compared name"))
    return re.compile(
        rf"(?:(?<![\w-])(?:{alternation(words)})[ \t:]{{1,3}}(?:(?:{between})[ \t]|[\w-]+'s[ \t])?)[\"'(]?$",
        re.IGNORECASE,
    )


@functools.cache
def _roles() -> _Roles:
    return _Roles()


class Subjects:
    """Finds subjects by weighing every name in reach; the weights are of places and roles, never of names."""

    def __init__(self, scene: Scene, chosen: Mapping[int, Choice]) -> None:
        self.scene = scene
        self.chosen = chosen
        self.reporters = {i for i, n in enumerate(scene.names) if self._reports(n)}
        self.place = {(n.start, n.end, n.entity.id): i for i, n in enumerate(scene.names)}
        self.first = self._firsts()
        self.roles: dict[tuple[int, int, str, int], str] = {}

    def _firsts(self) -> dict[str, str]:
        """For each kind, the entity that the article names first."""
        first: dict[str, str] = {}
        for name in self.scene.names:
            if name.score >= SURE and self.scene.sentence_at(name.start) is not None:
                first.setdefault(name.entity.kind, name.entity.id)
        return first

    def _reports(self, name: Named) -> bool:
        if name.entity.kind in ("model", "benchmark", "group", "country"):
            return False
        scene = self.scene
        before, after = scene.view[max(0, name.start - 44) : name.start], scene.view[name.end : name.end + 80]
        line = after.find("\n")
        after = after if line < 0 else after[:line]
        roles = _roles()
        return bool(roles.reporter_before.search(before) or roles.reporter_after.match(after))

    def find(self, index: int, measure: Measure) -> Subject:
        """The subject of one quantity, with counterpart and place where the words give them."""
        number = self.scene.sentence_at(self.scene.quantities[index].start)
        if number is None:
            return Subject()
        block = self.scene.block_of(number)
        scope = self._scope(index, number, measure)
        found = (
            self._cell(index, block, measure)
            or self._respective(index, number, measure)
            or self._together(index, number, measure)
            or self._best(index, number, block, measure)
        )
        if found is None:
            return Subject(scope=scope)
        return Subject(found.entities, self._counterpart(index, number, measure, found), scope, found.how)

    def fits(self, name: Named, measure: Measure) -> bool:
        """Whether a name may be the subject of a measure, and is linked surely enough."""
        return measure.tier(name.entity.kind) is not None and name.score >= SURE

    def _candidates(self, start: int, end: int, measure: Measure) -> list[Named]:
        return [n for n in self.scene.names_in(start, end) if self.fits(n, measure)]

    def _is_reporter(self, name: Named) -> bool:
        return self.place.get((name.start, name.end, name.entity.id)) in self.reporters

    def _role(self, name: Named, floor: int) -> str:
        """`subject`, `counterpart` (compared with), or `aside` by the words before a name; each is worked out once."""
        key = (name.start, name.end, name.entity.id, floor)
        role = self.roles.get(key)
        if role is None:
            role = self.roles[key] = self._role_of(name, floor)
        return role

    def _role_of(self, name: Named, floor: int) -> str:
        before = self.scene.view[max(floor, name.start - 36) : name.start]
        roles = _roles()
        if roles.comparison.search(before):
            return "counterpart"
        after = self.scene.view[name.end : name.end + 3]
        if re.search(r"[\d%A-Za-z]\s?\($", before) and after[:1] == ")":
            return "aside"
        if name.entity.kind == "platform" and phrases.pattern("place before a platform").search(before):
            return "aside"
        if name.entity.kind in ("country", "group") and phrases.pattern("place before a country").search(before):
            return "subject"
        return "aside" if roles.aside.search(before) or re.match(r"-[a-z]", after) else "subject"

    def _cell(self, index: int, block: Block, measure: Measure) -> Subject | None:
        """A table cell: the names in its row header, else in its column header."""
        if block.kind != "cell":
            return None
        own = self._candidates(block.start, self.scene.quantities[index].start, measure)
        if own:
            return Subject((own[-1].entity,), how="cell")
        columns, rows = self.scene.header_cells(block)
        if not rows and block.col == 0:
            rows = [
                b
                for b in self.scene.blocks
                if b.kind == "cell" and b.table == block.table and b.row == block.row and b.col == 1
            ]
        if rows and phrases.pattern("row of totals").match(self.scene.view[rows[0].start : rows[0].end]):
            return self._column_total(block, measure)
        for cells in (rows, columns):
            names = [n for cell in cells for n in self._candidates(cell.start, cell.end, measure)]
            if names:
                best = min(measure.tier(n.entity.kind) or 0 for n in names)
                listed = (
                    phrases.pattern("names listed").search(self.scene.view[names[0].end : names[-1].start])
                    if len(names) > 1
                    else None
                )
                kept = names if listed else [n for n in names if measure.tier(n.entity.kind) == best][:1]
                return Subject(_distinct(kept), how="cell")
        return None

    def _column_total(self, block: Block, measure: Measure) -> Subject | None:
        """A row of totals: all names that its table gives a row."""
        labels = [
            b
            for b in self.scene.blocks
            if b.kind == "cell"
            and b.table == block.table
            and b.col is not None
            and block.col is not None
            and b.col < block.col
        ]
        names = [n for b in labels for n in self._candidates(b.start, b.end, measure)]
        return Subject(_distinct(names), how="cell") if len({n.entity.id for n in names}) >= 2 else None

    def _best(self, index: int, number: int, block: Block, measure: Measure) -> Subject | None:
        """The name with the highest weight among those of the sentence, over it, and before it."""
        weighed = [
            *self._here(index, number, measure),
            *self._over(block, measure),
            *self._earlier(number, measure),
            *self._we(number, measure),
        ]
        if not weighed:
            return None
        best = max(weighed, key=lambda w: (w[0], -w[1].start))
        if best[0] <= FLOOR:
            return None
        return Subject(self._coordinated(best[1], index), how=best[2])

    def _coordinated(self, name: Named, index: int) -> tuple[Entity, ...]:
        """`A and B offer ...`: both, where nothing but a list joins them and neither has a number of its own."""
        scene = self.scene
        number = scene.sentence_at(name.start)
        if number is None or name.start > scene.quantities[index].start or name.score < SURE:
            return (name.entity,)
        row = [
            n
            for n in scene.names_in(scene.sentences[number].start, name.end)
            if n.entity.kind == name.entity.kind and n.score >= SURE
        ]
        joined = [name]
        for left in reversed(row[:-1] if row and row[-1] is name else row):
            if not phrases.pattern("names joined").fullmatch(scene.view[left.end : joined[0].start]):
                break
            joined.insert(0, left)
        both = (
            len(joined) > 1
            and phrases.pattern("verb next").match(scene.view, name.end)
            and self._role(joined[0], scene.sentences[number].start) == "subject"
        )
        return _distinct(joined) if both else (name.entity,)

    def _respective(self, index: int, number: int, measure: Measure) -> Subject | None:
        """`A and B scored 71 and 68, respectively`: the n-th number to the n-th name."""
        scene = self.scene
        sentence = scene.sentences[number]
        if not phrases.pattern("respectively").search(scene.view, sentence.start, sentence.end):
            return None
        inside = scene.quantities_in(sentence.start, sentence.end)
        row = [i for i in inside if i in self.chosen and self.chosen[i].measure.id == measure.id]
        names = list({n.entity.id: n for n in self._candidates(sentence.start, sentence.end, measure)}.values())
        return (
            Subject((names[row.index(index)].entity,), how="beside")
            if len(names) == len(row) and len(row) > 1
            else None
        )

    def _here(self, index: int, number: int, measure: Measure) -> Iterator[tuple[float, Named, str]]:
        scene, quantity = self.scene, self.scene.quantities[index]
        sentence = scene.sentences[number]
        names = self._candidates(sentence.start, sentence.end, measure)
        before = [n for n in names if n.end <= quantity.start]
        for name in before:
            weight, how = self._before_number(name, index, sentence.start, name is before[-1], measure)
            yield weight + self._worth(name, measure, sentence.start, how), name, how
        for position, name in enumerate(n for n in names if n.start >= quantity.end):
            behind = position == 0 and self._directly_behind(name, index, measure)
            how = "behind" if behind else "sentence"
            weight = 5.0 if behind else 0.8 - 0.5 * bool(scene.quantities_in(quantity.end, name.start))
            yield weight + self._worth(name, measure, sentence.start, how), name, how

    def _before_number(self, name: Named, index: int, floor: int, nearest: bool, measure: Measure) -> tuple[float, str]:
        """Weight of a name before the number in its sentence, and how it was found."""
        scene, quantity = self.scene, self.scene.quantities[index]
        gap = scene.view[name.end : quantity.start]
        others = scene.quantities_in(name.end, quantity.start)
        if nearest and self._taken(name, index, measure):
            return 1.6, "sentence"
        if nearest and phrases.pattern("number by a name").fullmatch(gap) and self._role(name, floor) == "counterpart":
            return 1.0, "sentence"
        if nearest and phrases.pattern("and").search(gap) and self._role(name, floor) == "counterpart":
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
        if nearest and not others and phrases.pattern("which of a name").match(gap):
            return 8.0, "beside"
        weight = 3.0 - min(1.0, len(gap) / 250)
        if nearest:
            weight += 0.5 if others else 0.9
        if self._opens(name):
            weight += 0.6
        if phrases.pattern("turn of a sentence").search(gap):
            weight -= 1.0
        return weight, "sentence"

    def _taken(self, name: Named, index: int, measure: Measure) -> bool:
        """Whether a name directly behind the number before this one is that one's (`$3 for A and $25 for B`)."""
        scene = self.scene
        if not index or scene.sentence_at(scene.quantities[index - 1].start) != scene.sentence_at(name.start):
            return False
        return scene.quantities[index - 1].end <= name.start and self._directly_behind(name, index - 1, measure)

    def _directly_behind(self, name: Named, index: int, measure: Measure) -> bool:
        """`$9 for Opus 4.8`, `128K in V3.2`."""
        scene, quantity = self.scene, self.scene.quantities[index]
        end = quantity.end
        while (after := scene.quantities_in(end, end + 6)) and re.fullmatch(
            r"\s{0,3}/\s{0,3}", scene.view[end : scene.quantities[after[0]].start]
        ):
            end = scene.quantities[after[0]].end
        rate = units.per_tokens(scene.view, end)
        end = rate[1] if rate else end
        gap = scene.view[end : name.start]
        if re.fullmatch(r"\s{0,2}\(", gap):
            return True
        if (
            len(gap) > 60
            or scene.quantities_in(end, name.start)
            or not phrases.pattern("number to name").fullmatch(gap)
        ):
            return False
        if self._role(name, quantity.end) == "counterpart" and not phrases.pattern("origin of a number").fullmatch(gap):
            return False
        word = gap.split()[-1].lower().strip('"(') if gap.split() else ""
        model = measure.tier("model") == 0 and name.entity.kind == "model"
        if word == "in" and not model and name.entity.kind != "country":
            return False
        if word in ("on", "at", "with", "from", "by", "to") and not (model and word != "with"):
            return False
        return name.entity.kind not in ("platform", "benchmark", "country") or word in ("for", "(")

    def _worth(self, name: Named, measure: Measure, floor: int, how: str) -> float:
        """What a name is worth by itself: its kind, its role, whether it only speaks or only owns another name."""
        worth = -0.7 * (measure.tier(name.entity.kind) or 0)
        if how in ("beside", "behind"):
            if how == "beside" and (
                self._is_reporter(name) or (self._role(name, floor) == "aside" and name.entity.kind == "platform")
            ):
                worth -= 3.0
            # "the model" is whatever the text was about, which the names before tell better than the nearest of them
            if name.method != "coreference":
                return worth
            return worth - (3.4 if name.entity.kind == "model" else 0.5)
        role = self._role(name, floor)
        worth -= {"subject": 0.0, "counterpart": 2.6, "aside": 2.0}[role]
        if self._is_reporter(name):
            worth -= 1.0 if how in ("before", "title", "above") else 3.0
        if self._owns_name(name, measure):
            worth -= 2.0
        return worth - (0.4 if name.method == "coreference" else 0.0)

    def _owns_name(self, name: Named, measure: Measure) -> bool:
        """`OpenRouter's Kimi K2 page`: the possessor of another name that fits."""
        after = self.scene.view[name.end : name.end + 3]
        return after.startswith(("'s", "s'")) and bool(self._candidates(name.end, name.end + 30, measure))

    def _opens(self, name: Named) -> bool:
        """Whether a name stands where subjects stand: at the start of a sentence or clause, or after a comma."""
        before = self.scene.view[max(0, name.start - 14) : name.start]
        return bool(phrases.pattern("clause opens").search(before))

    def _over(self, block: Block, measure: Measure) -> Iterator[tuple[float, Named, str]]:
        """Names of the items and headings over the block."""
        for distance, over in enumerate(self.scene.above(block)[:3]):
            names = self._candidates(over.start, over.end, measure)
            base = (2.6 if over.kind == "item" else 2.0) - 0.3 * distance
            for position, name in enumerate(names):
                yield base - 0.2 * position + self._worth(name, measure, over.start, "above"), name, "above"

    def _earlier(self, number: int, measure: Measure) -> Iterator[tuple[float, Named, str]]:
        """Names of the sentences before; what the article named first of its kind weighs more."""
        scene = self.scene
        block = scene.sentences[number].block
        for earlier in range(number - 1, max(-1, number - REACH), -1):
            sentence = scene.sentences[earlier]
            apart = block - sentence.block
            base = 2.2 - 0.25 * (number - earlier) if not apart else max(0.4, 1.4 - 0.12 * (number - earlier))
            if apart and scene.blocks[sentence.block].kind in ("item", "cell"):
                base -= 0.8
            for position, name in enumerate(self._candidates(sentence.start, sentence.end, measure)):
                weight = base - 0.15 * min(position, 3) + self._worth(name, measure, sentence.start, "before")
                yield weight + (0.7 if self._first(name) else 0.0), name, "before"
        if number >= REACH:
            for name in scene.names:
                if self._first(name) and self.fits(name, measure):
                    yield 0.9 + self._worth(name, measure, 0, "title"), name, "title"

    def _we(self, number: int, measure: Measure) -> Iterator[tuple[float, Named, str]]:
        """`We serve ...`: the lab or company that the article names first speaks."""
        sentence = self.scene.sentences[number]
        if not phrases.pattern("first person").search(self.scene.view[sentence.start : sentence.end]):
            return
        for name in self.scene.names:
            if name.entity.kind in ("lab", "company") and self.fits(name, measure) and self._first(name):
                yield 3.2, name, "before"
                return

    def _first(self, name: Named) -> bool:
        return self.first.get(name.entity.kind) == name.entity.id

    def _together(self, index: int, number: int, measure: Measure) -> Subject | None:
        """`Together they account for ...`: all that the sentences before gave such a number to."""
        scene, quantity = self.scene, self.scene.quantities[index]
        sentence = scene.sentences[number]
        lead = scene.view[sentence.start : quantity.start]
        if not phrases.pattern("together").search(lead) or not measure.has("summed"):
            return None
        own = [n for n in self._candidates(sentence.start, quantity.start, measure) if not self._is_reporter(n)]
        if any(not scene.quantities_in(n.end, quantity.start) and quantity.start - n.end < 40 for n in own):
            return None
        if len({n.entity.id for n in own}) >= 2:
            return Subject(_distinct(own), how="together")
        if own:
            return None
        block = scene.block_of(number)
        start = max(block.start, scene.sentences[max(0, number - 2)].start)
        earlier = [n for n in self._candidates(start, sentence.start, measure) if self._beside_number(n)]
        return Subject(_distinct(earlier), how="together") if len({n.entity.id for n in earlier}) >= 2 else None

    def _beside_number(self, name: Named) -> bool:
        """Whether a number follows a name closely (`Kimi K2 at about 1.2 trillion`)."""
        following = self.scene.quantities_in(name.end, name.end + 40)
        return bool(following) and not self.scene.names_in(name.end, self.scene.quantities[following[0]].start)

    def _counterpart(self, index: int, number: int, measure: Measure, found: Subject) -> tuple[Entity, ...]:
        """What the subject is compared with, for measures that compare."""
        if not measure.has("counterpart"):
            return ()
        scene, quantity = self.scene, self.scene.quantities[index]
        sentence = scene.sentences[number]
        chosen = {e.id for e in found.entities}
        names = [n for n in self._candidates(sentence.start, sentence.end, measure) if n.entity.id not in chosen]
        compared = [n for n in names if self._role(n, sentence.start) == "counterpart"]
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
            return (heads[0].entity,) if heads else ()
        after = [n for n in names if n.start >= quantity.end and not scene.quantities_in(quantity.end, n.start)]
        before = [n for n in names if n.end <= quantity.start]
        near = after[0] if after and after[0].start - quantity.end < 40 else (before[-1] if before else names[0])
        return (near.entity,)


def _distinct(names: Sequence[Named]) -> tuple[Entity, ...]:
    return tuple({n.entity.id: n.entity for n in names}.values())
