"""Measure and quantity -> the unit that the quantity has as this measure, if it can be one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractor import phrases, units
from extractor.assemble.rulebook import Measure
from extractor.assemble.scene import Scene
from extractor.models import Quantity


@dataclass(frozen=True, slots=True)
class Choice:
    """The measure of one quantity."""

    measure: Measure
    unit: str
    score: float
    cue: str
    how: str
    """`trigger`, `parallel`, `pair`, `prior`."""


def price_unit(quantity: Quantity) -> str | None:
    """The unit of a quantity as a price per million tokens, where it can be one."""
    if quantity.unit.endswith("_per_1m_tokens"):
        return quantity.unit
    small = quantity.value is None or quantity.value < 2000
    return f"{quantity.unit}_per_1m_tokens" if quantity.unit in units.currencies() and small else None


def fitting_unit(measure: Measure, quantity: Quantity, scene: Scene) -> str | None:
    """The unit that a quantity would have as this measure, or None where it cannot be one."""
    if quantity.unit in measure.units:
        if quantity.unit == "count" and quantity.noun and measure.nouns and not _noun_fits(measure, quantity.noun):
            return None
        if quantity.unit == "count" and measure.nouns and quantity.noun is None and not measure.bare:
            return None
        if quantity.unit == "count" and not measure.noun and not measure.nouns and quantity.noun is not None:
            return None
        return quantity.unit if plausible(measure, quantity, quantity.unit) else None
    if measure.price and scene.per_tokens and quantity.unit in units.currencies():
        return price_unit(quantity)
    if measure.bare and quantity.unit == "count" and quantity.noun is None:
        size = quantity.value if quantity.value is not None else quantity.high
        before = scene.view[max(0, quantity.start - 24) : quantity.start].lower()
        if measure.marked and not (quantity.surface[:1] in "+-−" or phrases.pattern("change by").search(before)):
            return None
        if size is None or not measure.bare_low <= abs(size) <= measure.bare_high or "multiple" in measure.units[:1]:
            return None
        unit = "multiple" if measure.id == "share" else measure.units[0]
        if measure.id == "share" and size >= 1:
            return None
        return unit if plausible(measure, quantity, unit) else None
    return None


def _noun_fits(measure: Measure, noun: str) -> bool:
    return any(noun.lower().endswith(n) for n in measure.nouns)


def plausible(measure: Measure, quantity: Quantity, unit: str) -> bool:
    size = quantity.value if quantity.value is not None else quantity.high
    if size is None:
        return True
    if measure.low is not None and abs(size) < measure.low:
        return False
    high = measure.high
    if high is not None and unit == "percent":
        high = Decimal(100) if measure.id == "share" else high
    return high is None or abs(size) <= high


def alike(quantity: Quantity, neighbour: Quantity, model: Choice) -> str | None:
    """The unit of a quantity in a row with a neighbour: its own where equal, the neighbour's where it has none."""
    if quantity.unit == neighbour.unit:
        return model.unit
    if quantity.unit == "count" and quantity.noun is None and model.unit not in ("multiple", "percent", "rank"):
        size = quantity.value if quantity.value is not None else quantity.high
        fits = size is not None and model.measure.bare_low <= abs(size) <= model.measure.bare_high
        return model.unit if fits and (model.measure.bare or model.unit in ("tokens", "parameters", "points")) else None
    if model.measure.price and price_unit(quantity) == model.unit:
        return model.unit
    return None
