"""Names of one scene -> subjects that several names or several cells make together.

Table cells, `A and B offer ...`, `together they ...`, `A and B scored 71 and 68, respectively`.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor import phrases
from extractor.assemble.cast import SURE, Cast, distinct
from extractor.assemble.fit import Choice
from extractor.assemble.rulebook import Measure
from extractor.assemble.scene import Named, Scene
from extractor.models import Block, Entity


@dataclass(frozen=True, slots=True)
class Subject:
    """What a claim is about."""

    entities: tuple[Entity, ...] = ()
    counterparts: tuple[Entity, ...] = ()
    scope: tuple[Entity, ...] = ()
    how: str = "none"
    """`cell`, `beside`, `behind`, `sentence`, `above`, `before`, `together`, `title`, `none`."""


def cell(scene: Scene, cast: Cast, index: int, block: Block, measure: Measure) -> Subject | None:
    """A table cell: the names in it, else in its row header, else in its column header."""
    if block.kind != "cell":
        return None
    own = cast.between(block.start, scene.quantities[index].start, measure)
    if own:
        return Subject((own[-1].entity,), how="cell")
    columns, rows = scene.header_cells(block)
    if not rows and block.col == 0:
        rows = [b for b in scene.table_of(block) if b.row == block.row and b.col == 1]
    if rows and phrases.pattern("row of all").match(scene.view[rows[0].start : rows[0].end]):
        router = _router(scene, measure, block.start)
        if router is not None:
            return Subject((router.entity,), how="cell")
    if rows and phrases.pattern("row of totals").match(scene.view[rows[0].start : rows[0].end]):
        return _total(scene, cast, block, measure)
    for cells in (rows, columns):
        names = [n for cell in cells for n in cast.between(cell.start, cell.end, measure)]
        if names:
            best = min(measure.tier(n.entity.kind) or 0 for n in names)
            listed = (
                phrases.pattern("names listed").search(scene.view[names[0].end : names[-1].start])
                if len(names) > 1
                else None
            )
            kept = names if listed else [n for n in names if measure.tier(n.entity.kind) == best][:1]
            return Subject(distinct(kept), how="cell")
    return None


def _total(scene: Scene, cast: Cast, block: Block, measure: Measure) -> Subject | None:
    """A row of totals: all names that its table gives a row."""
    labels = [b for b in scene.table_of(block) if b.col is not None and block.col is not None and b.col < block.col]
    names = [n for b in labels for n in cast.between(b.start, b.end, measure)]
    return Subject(distinct(names), how="cell") if len({n.entity.id for n in names}) >= 2 else None


def whole(scene: Scene, index: int, number: int, measure: Measure) -> Subject | None:
    """`Everything the router carried came to 9 trillion tokens`: the platform itself."""
    quantity, sentence = scene.quantities[index], scene.sentences[number]
    said = phrases.pattern("whole of a platform").search(scene.view[sentence.start : quantity.start])
    if said is None or len(scene.quantities_in(sentence.start + said.end(), quantity.start)):
        return None
    ends = phrases.pattern("clause ends").finditer(scene.view, sentence.start, sentence.start + said.start())
    opens = max((found.end() for found in ends), default=sentence.start)
    if any(n.entity.kind != "platform" for n in scene.names_in(opens, quantity.start)):
        return None  # `V4 led all models with 4 trillion tokens`: another has the number
    router = _router(scene, measure, quantity.start)
    return Subject((router.entity,), how="sentence") if router is not None else None


def _router(scene: Scene, measure: Measure, before: int) -> Named | None:
    """The platform that is named last before a place, for numbers of tokens."""
    if "tokens" not in measure.units or measure.tier("platform") is None:
        return None
    names = (n for n in reversed(scene.names_in(0, before)) if n.entity.kind == "platform" and n.score >= SURE)
    return next(names, None)


def coordinated(scene: Scene, cast: Cast, name: Named, index: int) -> tuple[Entity, ...]:
    """`A and B offer ...`: both, where nothing but a list joins them and neither has a number of its own."""
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
        and cast.role(joined[0], scene.sentences[number].start) == "subject"
    )
    return distinct(joined) if both else (name.entity,)


def respective(scene: Scene, cast: Cast, index: int, measure: Measure, chosen: Mapping[int, Choice]) -> Subject | None:
    """`A and B scored 71 and 68, respectively`: the n-th number to the n-th name."""
    sentence = scene.sentences[scene.sentence_at(scene.quantities[index].start) or 0]
    inside = scene.quantities_in(sentence.start, sentence.end)
    row = [i for i in inside if i in chosen and chosen[i].measure.id == measure.id]
    names = list({n.entity.id: n for n in cast.between(sentence.start, sentence.end, measure)}.values())
    said = phrases.pattern("respectively").search(scene.view, sentence.start, sentence.end)
    if said:  # what follows the word is told apart from the row
        row = [i for i in row if scene.quantities[i].start < said.end()]
        if index not in row:
            return None
        names = [n for n in names if n.start < scene.quantities[row[-1]].start]
        best = min((measure.tier(n.entity.kind) or 0 for n in names), default=0)
        fit = [n for n in names if (measure.tier(n.entity.kind) or 0) == best]
        names = fit if len(names) != len(row) else names
    if not said and not _abreast(scene, names, row):
        return None
    return Subject((names[row.index(index)].entity,), how="beside") if len(names) == len(row) and len(row) > 1 else None


def _abreast(scene: Scene, names: Sequence[Named], row: Sequence[int]) -> bool:
    """`A vs B vs C on the test: 50 / 43 / 45`: a row of names, then a row of as many numbers."""
    numbers = [scene.quantities[i] for i in row]
    if len(row) < 2 or len(names) != len(row) or names[-1].end > numbers[0].start:
        return False
    between = [scene.view[a.end : b.start] for a, b in itertools.pairwise(names)]
    gaps = [scene.view[a.end : b.start] for a, b in itertools.pairwise(numbers)]
    joint = phrases.pattern("names set against each other")
    return all(joint.fullmatch(gap) for gap in between) and all(
        phrases.pattern("slash").fullmatch(gap) or phrases.pattern("against").fullmatch(gap.strip() + " ")
        for gap in gaps
    )


def together(scene: Scene, cast: Cast, index: int, measure: Measure) -> Subject | None:
    """`Together they account for ...`: all that the sentences before gave such a number to."""
    quantity = scene.quantities[index]
    number = scene.sentence_at(quantity.start) or 0
    sentence = scene.sentences[number]
    lead = scene.view[sentence.start : quantity.start]
    if not phrases.pattern("together").search(lead) or not measure.has("summed"):
        return None
    own = [n for n in cast.between(sentence.start, quantity.start, measure) if not cast.reports(n)]
    if any(not scene.quantities_in(n.end, quantity.start) and quantity.start - n.end < 40 for n in own):
        return None
    if len({n.entity.id for n in own}) >= 2:
        return Subject(distinct(own), how="together")
    if own:
        return None
    earlier = _numbered_before(scene, cast, number, measure)
    return Subject(distinct(earlier), how="together") if len({n.entity.id for n in earlier}) >= 2 else None


def _numbered_before(scene: Scene, cast: Cast, number: int, measure: Measure) -> list[Named]:
    """The names of one kind to which the two sentences before, of this paragraph or the last, give a number each."""
    here = scene.block_of(number)
    near = [n for n in range(max(0, number - 2), number) if scene.block_of(n).kind == here.kind]
    near = [n for n in near if scene.sentences[number].block - scene.sentences[n].block <= (here.kind == "paragraph")]
    if not near:
        return []
    start = scene.sentences[near[0]].start
    end = scene.sentences[number].start
    named = [n for n in cast.between(start, end, measure) if _beside_number(scene, n)]
    return [n for n in named if n.entity.kind == named[-1].entity.kind]


def _beside_number(scene: Scene, name: Named) -> bool:
    """Whether a number follows a name closely (`Kimi K2 at about 1.2 trillion`)."""
    following = scene.quantities_in(name.end, name.end + 40)
    return bool(following) and not scene.names_in(name.end, scene.quantities[following[0]].start)
