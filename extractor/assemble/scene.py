"""Doc -> everything that the assembler looks at, indexed: sentences with their quantities, names, periods, triggers."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from spacy.tokens import Doc

from extractor import layout, phrases, state
from extractor.assemble.rulebook import Trigger, triggers
from extractor.dates import Period
from extractor.models import Block, Entity, FurnitureSpan, Mention, Qualification, Quantity, Sentence

LEAD = 32
"""Characters before a quantity in which the little words stand that tell a level from a change."""


@dataclass(frozen=True, slots=True)
class Named:
    """A mention with its entity."""

    start: int
    end: int
    entity: Entity
    score: float
    method: str


@dataclass
class Scene:
    """One article as the assembler sees it. All offsets are into `view`, which has the length of the text."""

    text: str
    view: str
    blocks: Sequence[Block]
    sentences: Sequence[Sentence]
    quantities: Sequence[Quantity]
    names: Sequence[Named]
    periods: Sequence[Period]
    qualifications: dict[int, Qualification]
    inline: Sequence[tuple[int, int]]
    _starts: list[int] = field(default_factory=list)
    _triggers: dict[tuple[int, int], list[Trigger]] = field(default_factory=dict)

    @classmethod
    def of(cls, doc: Doc) -> Scene:
        """Read what the stages left on a Doc."""
        entities = {e.id: e for e in state.get(doc, "entities", Entity)}
        inline = [(s.start, s.end) for s in state.get(doc, "inline", FurnitureSpan)]
        names = sorted(
            (
                Named(m.start, m.end, entities[m.entity_id], m.score, m.method)
                for m in state.get(doc, "mentions", Mention)
                if m.entity_id in entities
            ),
            key=lambda n: (n.start, -n.end),
        )
        return cls(
            text=state.text(doc),
            view=layout.view(state.text(doc)),
            blocks=state.get(doc, "blocks", Block),
            sentences=state.get(doc, "sentences", Sentence),
            quantities=state.get(doc, "quantities", Quantity),
            names=names,
            periods=_unnamed(state.get(doc, "periods", Period), names),
            qualifications={q.quantity: q for q in state.get(doc, "qualifications", Qualification)},
            inline=inline,
        )

    def sentence_at(self, position: int) -> int | None:
        """Number of the sentence that holds a position; None in furniture and markup."""
        if not self._starts:
            self._starts = [s.start for s in self.sentences]
        index = bisect.bisect_right(self._starts, position) - 1
        return index if index >= 0 and position < self.sentences[index].end else None

    def block_of(self, sentence: int) -> Block:
        """The block of a sentence."""
        return self.blocks[self.sentences[sentence].block]

    def in_heading(self, position: int) -> bool:
        """Whether a position stands in a heading."""
        block = self.block_at(position)
        return block is not None and block.kind == "heading"

    def block_at(self, position: int) -> Block | None:
        """The block that holds a position."""
        number = bisect.bisect_right(self._block_starts, position) - 1
        return self.blocks[number] if number >= 0 and position < self.blocks[number].end else None

    def names_in(self, start: int, end: int) -> list[Named]:
        """Names that begin within a stretch."""
        first = bisect.bisect_left(self._name_starts, start)
        last = bisect.bisect_left(self._name_starts, end)
        return list(self.names[first:last])

    def triggers_in(self, start: int, end: int) -> list[Trigger]:
        """Triggers that begin within a stretch; looked for once, and only where somebody asks."""
        if (start, end) not in self._triggers:
            inline = [(s, e) for s, e in self.inline if s < end and start < e]
            found = triggers().find(self.text, start, end)
            self._triggers[start, end] = [t for t in found if not any(s <= t.start < e for s, e in inline)]
        return self._triggers[start, end]

    def periods_in(self, start: int, end: int) -> list[Period]:
        """Periods that begin within a stretch."""
        first = bisect.bisect_left(self._period_starts, start)
        last = bisect.bisect_left(self._period_starts, end)
        return list(self.periods[first:last])

    def lead(self, quantity: Quantity) -> str:
        """The words directly before a quantity in its sentence, in lower case, one blank between them and behind."""
        number = self.sentence_at(quantity.start)
        floor = self.sentences[number].start if number is not None else quantity.start
        words = self.view[max(floor, quantity.start - LEAD) : quantity.start].lower()
        return " ".join(words.split()) + " " if words[-1:].isspace() else " ".join(words.split())

    def quantities_in(self, start: int, end: int) -> list[int]:
        """Numbers of the quantities that begin within a stretch."""
        first = bisect.bisect_left(self._quantity_starts, start)
        last = bisect.bisect_left(self._quantity_starts, end)
        return list(range(first, last))

    @cached_property
    def per_tokens(self) -> bool:
        """Whether the article gives prices by the token."""
        if any(q.unit.endswith("_per_1m_tokens") for q in self.quantities):
            return True
        return phrases.pattern("per million tokens").search(self.view) is not None

    @cached_property
    def counts_tokens(self) -> bool:
        """Whether the article tells large numbers of tokens."""
        return any(q.unit == "tokens" and q.value is not None and q.value >= 10**9 for q in self.quantities)

    @cached_property
    def _name_starts(self) -> list[int]:
        return [n.start for n in self.names]

    @cached_property
    def _period_starts(self) -> list[int]:
        return [p.start for p in self.periods]

    @cached_property
    def _quantity_starts(self) -> list[int]:
        return [q.start for q in self.quantities]

    @cached_property
    def _above(self) -> list[list[int]]:
        """For each block, the blocks that stand over it, nearest first: list parents, lead-in, headings."""
        above: list[list[int]] = []
        headings: list[int] = []
        items: list[int] = []
        lead: list[int] = []
        for number, block in enumerate(self.blocks):
            if block.furniture is not None:
                above.append([])
                continue
            if block.kind == "heading":
                headings = [h for h in headings if self.blocks[h].level < block.level]
                above.append(list(reversed(headings)))
                headings.append(number)
                items, lead = [], []
            elif block.kind == "item":
                items = [i for i in items if self.blocks[i].level < block.level]
                above.append([*reversed(items), *lead, *reversed(headings)])
                items.append(number)
            elif block.kind in ("cell", "caption"):
                above.append([*lead, *reversed(headings)])
            else:
                above.append(list(reversed(headings)))
                items, lead = [], [number] if self._leads(block) else []
        return above

    def _leads(self, block: Block) -> bool:
        return self.view[block.start : block.end].rstrip().endswith(":")

    def lists(self) -> list[list[Block]]:
        """The lists of the article: items that follow each other, those that stand under an item left out."""
        found: list[list[Block]] = []
        for last, block in zip([None, *self.blocks], self.blocks, strict=False):
            if block.kind == "item" and block.furniture is None:
                if not found or last is None or last.kind != "item":
                    found.append([])
                if not found[-1] or block.level <= found[-1][0].level:
                    found[-1].append(block)
        return [items for items in found if len(items) > 1]

    def above(self, block: Block) -> list[Block]:
        """Headings and list items over a block, nearest first."""
        return [self.blocks[b] for b in self._above[self._number(block)]]

    @cached_property
    def _block_starts(self) -> list[int]:
        return [b.start for b in self.blocks]

    def _number(self, block: Block) -> int:
        return bisect.bisect_left(self._block_starts, block.start)

    @cached_property
    def tables(self) -> dict[int, list[Block]]:
        """The cells of each table, in order."""
        found: dict[int, list[Block]] = {}
        for block in self.blocks:
            if block.kind == "cell" and block.table is not None:
                found.setdefault(block.table, []).append(block)
        return found

    def table_of(self, cell: Block) -> list[Block]:
        """All cells of a cell's table; none outside tables."""
        return self.tables.get(cell.table, []) if cell.table is not None else []

    def header_cells(self, cell: Block) -> tuple[list[Block], list[Block]]:
        """Of a table cell: the header cells of its column and the first cells of its row."""
        if cell.kind != "cell" or cell.table is None:
            return [], []
        cells = self.tables[cell.table]
        columns = [b for b in cells if b.col == cell.col and (b.head or b.row == 0) and b.row != cell.row]
        rows = [
            b
            for b in cells
            if b.row == cell.row
            and b.col is not None
            and cell.col is not None
            and b.col < cell.col
            and not self.number_like(b)
        ]
        return columns, rows

    def over_table(self, cell: Block) -> list[Block]:
        """The caption of a cell's table, or the paragraph or heading directly before it."""
        first = next((i for i, b in enumerate(self.blocks) if b.kind == "cell" and b.table == cell.table), 0)
        before = self.blocks[first - 1] if first else None
        return (
            [before]
            if before is not None
            and before.furniture is None
            and before.kind != "cell"
            and before.end - before.start < 300
            else []
        )

    def number_like(self, block: Block) -> bool:
        """A cell that holds hardly more than a number."""
        if self.names_in(block.start, block.end):
            return False
        text = self.view[block.start : block.end]
        return sum(c.isalpha() for c in text) <= 3 or bool(
            re.fullmatch(r"[\s$€£¥~<>≤≥+\d.,/%-]++[A-Za-z/%]{0,8}", text)
        )


def _unnamed(periods: Sequence[Period], names: Sequence[Named]) -> list[Period]:
    """The periods that are no part of a name (`AIME 2026`); both in order."""
    kept, spans = [], ((n.start, n.end) for n in names)
    last = next(spans, None)
    for period in periods:
        while last and last[1] <= period.start:
            last = next(spans, None)
        if last is None or not (last[0] <= period.start and period.end <= last[1]):
            kept.append(period)
    return kept
