"""Scene and quantity -> what the number is about: names beside it, before it in the sentence, over it, or before that.

Grammar without a parser: which side a name stands on, and the little words before it (`than`, `led by`, `on`) that make
it a counterpart, a bystander or a place (`rules/en/qualifiers.yaml`, roles).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.assemble.rulebook import Measure
from extractor.assemble.scene import Named, Scene
from extractor.models import Block, Entity
from extractor.qualify import vocabulary

SURE = 0.5


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
        verbs = "|".join(sorted(map(re.escape, {*report.verbs, *report.shows} - {"put", "score", "scores", "place", "places", "post", "posted", "posts", "record", "records", "recorded", "expects", "expected", "projects", "rank", "ranks", "ranked", "priced", "tested"}), key=lambda w: (-len(w), w)))
        pages = "|".join(map(re.escape, report.pages))
        self.reporter_after = re.compile(rf"(?:'s|s')?(?:[ \t][\w-]+){{0,3}}?[ \t](?:{verbs})\b|(?:'s|s')[ \t](?:[\w-]+[ \t]){{0,3}}(?:{pages})\b", re.IGNORECASE)
        self.reporter_before = _before([w for w in report.before if w not in ("via",)])


def _before(words: Sequence[str]) -> re.Pattern[str]:
    ordered = sorted(set(words), key=lambda w: (-len(w), w))
    choice = "|".join(re.escape(w).replace(r"\ ", r"[ \t]{1,3}") for w in ordered)
    return re.compile(rf"(?:(?<![\w-])(?:{choice})[ \t:]{{1,3}}(?:the[ \t]|an?[ \t]|its[ \t]|their[ \t]|rival[ \t]|older[ \t]|previous[ \t]|even[ \t]|[\w-]+'s[ \t])?)[\"'(]?$", re.IGNORECASE)


@functools.cache
def _roles() -> _Roles:
    return _Roles()


_CONNECT = re.compile(
    r"(?:'s|s')?[\s:=,(—–\"|-]*(?:(?:at|to|of|is|was|are|were|has|have|had|with|hit|hits|reached|reaches|reaching|a|an|the|its|about|around|roughly|nearly|almost|over|under|just|some|only|up|by|"
    r"score|scored|scores|scoring|scoring at|posted|posts|processed|processes|generated|generates|took|takes|costs|cost|gets|got|came in|still|now|and|stands|stood|sits|on|for|total|totals|"
    r"total parameters|cache hits?|input|output|priced|used|uses|ran|runs|run|charges|sells|lists|listed|offers|features|more than|less than|ranked|ranks|recorded|saw|approximately|accounted|made up|handled|holds|held|weekly|week's|served|claims|claimed)\b[\s:,(~<>≤≥\"|-]*){0,5}[~<>≤≥$+\s]*",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"(?:'s|s')\s+(?:[\w.-]+\s+){0,4}[\"(~<>]*$")
_BEHIND = re.compile(r"[\s,]*(?:\(\w+\)\s)?(?:[a-z]+\s){0,2}(?:for|in|of|by|from|at|on|with)\s+(?:the\s+|its\s+|both\s+)?[\"(]?", re.IGNORECASE)
_TOGETHER = re.compile(r"\b(?:together|combined|collectively|in total|between them|the (?:three|two|four|five|trio|pair|top three|top two|top five)|jointly|sum|all told)\b", re.IGNORECASE)


class Subjects:
    """Finds subjects; remembers the topic of each block."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.reporters = {i for i, n in enumerate(scene.names) if self._reports(n)}
        self.place = {(n.start, n.end, n.entity.id): i for i, n in enumerate(scene.names)}

    def _reports(self, name: Named) -> bool:
        scene = self.scene
        before, after = scene.view[max(0, name.start - 44) : name.start], scene.view[name.end : name.end + 80]
        line = after.find("\n")
        after = after if line < 0 else after[:line]
        roles = _roles()
        return bool(roles.reporter_before.search(before) or roles.reporter_after.match(after))

    def find(self, index: int, measure: Measure) -> Subject:
        """The subject of one quantity, with counterpart and place where the words give them."""
        sentence_number = self.scene.sentence_at(self.scene.quantities[index].start)
        if sentence_number is None:
            return Subject()
        block = self.scene.block_of(sentence_number)
        scope = self._scope(index, sentence_number, measure)
        for search in (self._cell, self._beside, self._behind, self._in_sentence, self._above, self._earlier):
            found = search(index, sentence_number, block, measure)
            if found is not None:
                return Subject(found.entities, found.counterparts or self._counterpart(index, sentence_number, measure, found), scope, found.how)
        return Subject(scope=scope)

    def fits(self, name: Named, measure: Measure) -> bool:
        """Whether a name may be the subject of a measure, and is linked surely enough."""
        return name.entity.kind in measure.kinds and name.score >= SURE

    def _candidates(self, start: int, end: int, measure: Measure) -> list[Named]:
        return [n for n in self.scene.names_in(start, end) if self.fits(n, measure)]

    def _is_reporter(self, name: Named) -> bool:
        return self.place.get((name.start, name.end, name.entity.id)) in self.reporters

    def _role(self, name: Named, floor: int) -> str:
        """`subject`, `counterpart` (compared with), or `aside` by the words before a name."""
        before = self.scene.view[max(floor, name.start - 36) : name.start]
        roles = _roles()
        if roles.comparison.search(before):
            return "counterpart"
        return "aside" if roles.aside.search(before) else "subject"

    def _cell(self, index: int, number: int, block: Block, measure: Measure) -> Subject | None:
        """A table cell: the name in its row or column header."""
        if block.kind != "cell":
            return None
        own = self._candidates(block.start, self.scene.quantities[index].start, measure)
        if own:
            return Subject((own[-1].entity,), how="cell")
        columns, rows = self.scene.header_cells(block)
        for cells in (rows, columns):
            names = [n for cell in cells for n in self._candidates(cell.start, cell.end, measure)]
            if names:
                best = min(names, key=lambda n: (measure.kinds.index(n.entity.kind), n.start))
                return Subject((best.entity,), how="cell")
        return None

    def _beside(self, index: int, number: int, block: Block, measure: Measure) -> Subject | None:
        """A name directly before the number, with nothing but linking words between, or in the possessive."""
        scene, quantity = self.scene, self.scene.quantities[index]
        sentence = scene.sentences[number]
        names = self._candidates(sentence.start, quantity.start, measure)
        if not names:
            return None
        name = names[-1]
        gap = scene.view[name.end : quantity.start]
        clear = not scene.quantities_in(name.end, quantity.start)
        if clear and len(gap) <= 60 and (_POSSESSIVE.fullmatch(gap) or _CONNECT.fullmatch(gap)) and not self._is_reporter(name):
            if self._role(name, sentence.start) == "aside" and len(gap) > 4:
                return None
            return Subject((name.entity,), how="beside")
        return None

    def _behind(self, index: int, number: int, block: Block, measure: Measure) -> Subject | None:
        """A name directly behind the number: `$9 for Opus 4.8`, `128K in V3.2`."""
        scene, quantity = self.scene, self.scene.quantities[index]
        sentence = scene.sentences[number]
        names = self._candidates(quantity.end, min(sentence.end, quantity.end + 60), measure)
        if not names:
            return None
        name = names[0]
        gap = scene.view[quantity.end : name.start]
        if scene.quantities_in(quantity.end, name.start) or not _BEHIND.fullmatch(gap):
            return None
        word = gap.split()[-1].lower() if gap.split() else ""
        if word in ("on", "at", "with", "from", "by") and not (name.entity.kind in ("model",) and measure.kinds[0] == "model" and word in ("on", "from", "at", "by")):
            return None
        if name.entity.kind in ("platform", "benchmark") and measure.kinds[0] != "platform":
            return None
        return Subject((name.entity,), how="behind")

    def _in_sentence(self, index: int, number: int, block: Block, measure: Measure) -> Subject | None:
        """The name that governs the clause before the number, else the sentence's first."""
        scene, quantity = self.scene, self.scene.quantities[index]
        sentence = scene.sentences[number]
        together = self._together(index, number, measure)
        if together is not None:
            return together
        before = [n for n in self._candidates(sentence.start, quantity.start, measure) if not self._is_reporter(n)]
        plain = [n for n in before if self._role(n, sentence.start) == "subject"]
        if plain:
            return Subject((self._governing(plain, quantity.start, measure).entity,), how="sentence")
        topic = self._above(index, number, block, measure) if before and block.kind == "item" else None
        if topic is not None:
            return topic
        if before and all(self._role(n, sentence.start) == "counterpart" for n in before):
            earlier = self._earlier(index, number, block, measure)
            if earlier is not None:
                return earlier
        after = [n for n in self._candidates(quantity.end, sentence.end, measure) if not self._is_reporter(n)]
        after = [n for n in after if self._role(n, sentence.start) == "subject"]
        if not before and after and not scene.quantities_in(quantity.end, after[0].start):
            return Subject((after[0].entity,), how="sentence")
        reporters = [n for n in self._candidates(sentence.start, quantity.start, measure) if self._is_reporter(n)]
        own = [n for n in reporters if n.entity.kind in ("lab", "company", "product", "model")]
        if own and not self._above(index, number, block, measure) and not self._earlier(index, number, block, measure):
            return Subject((own[-1].entity,), how="sentence")
        return None

    def _governing(self, names: Sequence[Named], position: int, measure: Measure) -> Named:
        """Of several names before a number: the best kind first, then the nearest that opens a clause."""
        best = min(measure.kinds.index(n.entity.kind) for n in names)
        preferred = [n for n in names if measure.kinds.index(n.entity.kind) == best] if measure.kinds[0] == "model" else list(names)
        nearest = preferred[-1]
        for name in reversed(preferred):
            gap = self.scene.view[name.end : position]
            if not re.search(r"[;]|\bwhile\b|\bwhereas\b|\bbut\b", gap) and self._opens(name):
                return name
        return nearest

    def _opens(self, name: Named) -> bool:
        """Whether a name stands where subjects stand: at the start of a sentence or clause, or after a comma."""
        before = self.scene.view[max(0, name.start - 14) : name.start]
        return bool(re.search(r"(?:^|[.;:,(\n—–-]|\b(?:and|while|whereas|but|with|that|says?|said)\b)[\s\"'*(]*(?:the |both )?$", before, re.IGNORECASE))

    def _together(self, index: int, number: int, measure: Measure) -> Subject | None:
        """`Together they account for ...`: all that the sentences before gave such a number to."""
        scene, quantity = self.scene, self.scene.quantities[index]
        sentence = scene.sentences[number]
        lead = scene.view[sentence.start : quantity.start]
        if not _TOGETHER.search(lead) or measure.id not in ("token_volume", "revenue", "cost", "users", "funding", "share", "token_share", "count", "downloads", "valuation", "power"):
            return None
        own = [n for n in self._candidates(sentence.start, quantity.start, measure) if not self._is_reporter(n)]
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

    def _above(self, index: int, number: int, block: Block, measure: Measure) -> Subject | None:
        """The bold lead of the item, the item or heading over it."""
        for over in self.scene.above(block)[:3]:
            names = [n for n in self._candidates(over.start, over.end, measure) if not self._is_reporter(n)]
            plain = [n for n in names if self._role(n, over.start) == "subject"] or names
            if plain:
                best = min(plain, key=lambda n: (measure.kinds.index(n.entity.kind) if measure.kinds[0] == "model" else 0, n.start))
                return Subject((best.entity,), how="above")
        return None

    def _earlier(self, index: int, number: int, block: Block, measure: Measure) -> Subject | None:
        """The topic of the sentences before, in the block first, then in the blocks before, then the title."""
        scene = self.scene
        for earlier in range(number - 1, max(-1, number - 12), -1):
            sentence = scene.sentences[earlier]
            names = [n for n in self._candidates(sentence.start, sentence.end, measure) if not self._is_reporter(n)]
            plain = [n for n in names if self._role(n, sentence.start) == "subject"]
            if plain:
                kind = min(measure.kinds.index(n.entity.kind) for n in plain) if measure.kinds[0] == "model" else None
                best = next(n for n in plain if kind is None or measure.kinds.index(n.entity.kind) == kind)
                return Subject((best.entity,), how="before")
        names = self._candidates(0, scene.sentences[0].end, measure) if scene.sentences else []
        return Subject((names[0].entity,), how="title") if names else None

    def _counterpart(self, index: int, number: int, measure: Measure, found: Subject) -> tuple[Entity, ...]:
        """What the subject is compared with, for measures that compare."""
        if measure.id not in ("price_ratio", "multiple", "difference", "benchmark_gap", "growth", "ratio"):
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
            return ()
        after = [n for n in names if n.start >= quantity.end and not scene.quantities_in(quantity.end, n.start)]
        before = [n for n in names if n.end <= quantity.start]
        near = after[0] if after and after[0].start - quantity.end < 40 else (before[-1] if before else names[0])
        return (near.entity,)


def _distinct(names: Sequence[Named]) -> tuple[Entity, ...]:
    return tuple({n.entity.id: n.entity for n in names}.values())
