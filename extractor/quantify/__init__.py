"""Doc or reading copy -> every quantity in it: number, unit, bounds, direction; and the digits that are none, with why.

A quantity is what the words say ("about 40 yards", "$5-$15/1M tokens"); whether it is a claim is decided in `assemble`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor import dates, layout, numbers, phrases, state, units
from extractor.models import Direction, Mention, Quantity, Skip
from extractor.numbers import Number
from extractor.quantify.amount import Amount, amounts_in, below_zero, tidy
from extractor.quantify.groups import Group, grouped
from extractor.quantify.hedges import direction_of, hedge_of
from extractor.quantify.words import vocabulary
from extractor.spots import spots, windows


@dataclass(frozen=True, slots=True)
class Found:
    """All quantities of a text and the digits that are none."""

    quantities: tuple[Quantity, ...]
    skips: tuple[Skip, ...]


Mask = tuple[int, int, str]
SHAPE_REACH = 48
"""Characters around a number within which its shape (`RTX 4090`, a phone number) is told."""
ORDINAL_REACH = 64
"""Characters around an ordinal within which it becomes a rank or a streak."""


def find(view: str, masks: Sequence[Mask] = ()) -> Found:
    """All quantities of a reading copy (see `layout.view`).

    `masks` are stretches (start, end, reason) whose digits are no quantities: dates, names, addresses.
    """
    skips: list[Skip] = []
    bare = list(numbers.find(view))
    closed = _Masks(view, masks, bare)
    kept: list[Number] = []
    for number in bare:
        reason = closed.reason(number.start, number.end)
        if reason is None:
            kept.append(number)
        elif number.form != "fraction":
            skips.append(
                Skip(start=number.start, end=number.end, surface=view[number.start : number.end], reason=reason)
            )
    read = list(amounts_in(view, kept))
    amounts = [a for a in read if isinstance(a, Amount)]
    skips += [a for a in read if isinstance(a, Skip)]
    quantities = _paired([_quantity(view, group) for group in grouped(view, amounts)], view)
    taken = [(q.start, q.end) for q in quantities]
    quantities += [q for q in _ordinals(view) if not any(s < q.end and q.start < e for s, e in taken)]
    inside = bytearray(len(view))
    for quantity in quantities:
        inside[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
    outside = tuple(skip for skip in skips if not inside[skip.start])
    return Found(tuple(sorted(quantities, key=lambda q: q.start)), outside)


def _paired(quantities: list[Quantity], view: str) -> list[Quantity]:
    """`as low as $0.60/$5`, `under 9 ksi (61 MPa)`, `up 2 points, or 0.1%`: the second shares what bounds the first."""
    for position in range(1, len(quantities)):
        left, right = quantities[position - 1], quantities[position]
        between = view[left.end : right.start]
        if len(between) > _GAP or right.direction or right.hedge:
            continue
        if left.direction and left.unit == right.unit and phrases.pattern("verb left out").fullmatch(between):
            quantities[position] = right.model_copy(update={"direction": left.direction})
            continue
        again = phrases.pattern("told again").fullmatch(between) is not None
        change: dict[str, object] = {"direction": left.direction} if left.direction and again else {}
        if left.hedge and (_slash(between, left, right) or (again and _one_size(left, right))):
            change |= {"comparator": left.comparator, "hedge": left.hedge}
        if change:
            quantities[position] = right.model_copy(update=change)
    return quantities


_GAP = 48
"""Characters at most between the two of a pair, or between two numbers of one verb."""


def _slash(between: str, left: Quantity, right: Quantity) -> bool:
    return between.strip() == "/" and (left.unit == right.unit or _one_size(left, right))


def _one_size(left: Quantity, right: Quantity) -> bool:
    """Two units for one size, such as pounds and kilograms."""
    return left.unit != right.unit and units.dimension(left.unit) == units.dimension(right.unit)


def _ordinals(view: str) -> Iterator[Quantity]:
    """Ranks and streaks told with an ordinal: `ranked 4th`, `third place`, `second straight week`."""
    compiled = vocabulary()
    near = windows(view, ((at, at) for at in spots(view).of(compiled.ordinal_hints)), ORDINAL_REACH)
    for pattern, unit in compiled.ordinals:
        for match in (m for window in near for m in pattern.finditer(view, *window)):
            word = match["ordinal"].lower()
            value = compiled.ordinal_words.get(word) or int(word[:-2])
            start, end = match.span("extent")
            named = match.groupdict().get("unit")
            yield Quantity(
                start=start, end=end, surface=view[start:end], value=Decimal(value), decimals=0,
                unit=f"{named.lower().rstrip('s')}s" if named else unit,
            )  # fmt: skip


class _Masks:
    """Which characters hold digits that are no quantities."""

    def __init__(self, view: str, masks: Sequence[Mask], bare: Sequence[Number]) -> None:
        self.view = view
        self.spans = sorted(masks)
        near = windows(view, ((n.start, n.end) for n in bare), SHAPE_REACH)
        for pattern, reason in vocabulary().shapes:
            self.spans += [(*m.span("number"), reason) for window in near for m in pattern.finditer(view, *window)]
        self.reasons = sorted({reason for _, _, reason in self.spans})
        self.codes = bytearray(len(view) + 1)
        index = {reason: i + 1 for i, reason in enumerate(self.reasons[:254])}
        for start, end, reason in self.spans:
            self.codes[start:end] = bytes([index.get(reason, 255)]) * (end - start)

    def reason(self, start: int, end: int) -> str | None:
        code = next((c for c in self.codes[start:end] if c), 0)
        return self.reasons[code - 1] if code else None


def _quantity(view: str, group: Group) -> Quantity:
    """The finished quantity of one amount or one range."""
    first, last = group[0], group[-1]
    comparator, hedge = hedge_of(view, first, last)
    found = Quantity(
        start=first.start,
        end=last.end,
        surface=view[first.start : last.end],
        value=None,
        unit=last.unit,
        noun=last.noun,
        per=None if "_per_" in last.unit else last.per or units.denominator(view, last.end),
        comparator=comparator,
        hedge=hedge,
        direction=direction_of(view, first, last, comparator),
    )
    return found.model_copy(update=_size(group, found.direction))


def _size(group: Group, direction: Direction | None) -> dict[str, Decimal | int | None]:
    """Value or bounds of one amount or one range, and the place of its last reported digit."""
    first, last = group[0], group[-1]
    if first.number.form == "vague":
        low, high = first.number.low or Decimal(0), first.number.high or Decimal(0)
        return {"low": tidy(low * last.factor), "high": tidy(high * last.factor)}
    if len(group) == 2:
        ends = sorted((first.value or Decimal(0), last.value or Decimal(0)))
        places = [d for d in (first.decimals, last.decimals) if d is not None]
        return {"low": ends[0], "high": ends[1], "decimals": min(places, default=None)}
    value = first.value
    if value is not None and below_zero(first):
        value = -value
    elif value is not None and direction:
        value = abs(value)
    return {"value": value, "decimals": first.decimals}


@Language.factory("extractor_quantify")
class Quantify:
    """spaCy component: leaves `quantities` and number skips on the Doc and fills `doc.spans["quantities"]`."""

    def __init__(self, nlp: Language, name: str) -> None:
        if not Span.has_extension("quantity"):
            Span.set_extension("quantity", getter=_span_quantity)

    def __call__(self, doc: Doc) -> Doc:
        view = layout.view(state.text(doc))
        found = find(view, _masks(doc, view))
        text = state.text(doc)
        quantities = [_exact(text, q) for q in found.quantities]
        state.put(doc, "quantities", quantities)
        state.put(doc, "number_skips", [s.model_copy(update={"surface": text[s.start : s.end]}) for s in found.skips])
        state.set_spans(doc, "quantities", [(q.start, q.end, q.unit, "") for q in quantities])
        return doc


_MARKUP = re.compile(r"[*_`\[\]|\n]")


def _exact(text: str, quantity: Quantity) -> Quantity:
    """The quantity with its surface from the text itself, cut where markup stands between number and unit."""
    surface = text[quantity.start : quantity.end]
    if cut := _MARKUP.search(surface):
        surface = surface[: cut.start()].rstrip(" -/") or surface
    return quantity.model_copy(update={"surface": surface, "end": quantity.start + len(surface)})


def _masks(doc: Doc, view: str) -> list[Mask]:
    """Dates and names: their digits are no quantities."""
    periods = state.get(doc, "periods", dates.Period) if state.has(doc, "periods") else dates.find(view)
    masks = [(p.start, p.end, "date") for p in periods]
    mentions = state.get(doc, "mentions", Mention)
    masks += [(m.start, m.end, "name") for m in mentions if any(c.isdigit() for c in m.surface)]
    # "Terminal Bench 3", "HLE 2": a little whole number directly behind a benchmark is its edition
    editions = (
        (m, phrases.pattern("edition behind").match(view, m.end))
        for m in mentions
        if m.entity_id.startswith("benchmark:")
    )
    masks += [(hit.start(1), hit.end(1), "name") for _, hit in editions if hit]
    return masks


def _span_quantity(span: Span) -> Any:
    return state.record_of(span, "quantities", Quantity)
