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


MODEL = Decimal("1e8")
"""A count of so many models is the size of each of them (`15B models`); fewer may be models."""


VOLUME = Decimal("1e8")
"""From so many on, a bare number may be one of tokens."""


_EARSHOT = 400
"""Characters around a number within which its unit may be told."""

_ABOUT = "~\u2248<>\u2264\u2265 "

_OVERSTATED = Decimal(1000)
"""Up to so many percent a number may be a share that was misprinted; more is none."""


def price_unit(quantity: Quantity) -> str | None:
    """The unit of a quantity as a price per million tokens, where it can be one."""
    if quantity.unit.endswith("_per_1m_tokens"):
        return quantity.unit
    small = quantity.value is None or quantity.value < 2000
    return f"{quantity.unit}_per_1m_tokens" if quantity.unit in units.currencies() and small else None


def fitting_unit(measure: Measure, quantity: Quantity, scene: Scene) -> str | None:
    """The unit that a quantity would have as this measure, or None where it cannot be one."""
    if quantity.unit == "multiple" and _counts_things(quantity, scene):
        return None
    if _is_change_by_a_part(quantity, scene):
        return "multiple" if measure.id == "growth" else None
    if quantity.unit in measure.units:
        if quantity.unit == "count" and quantity.noun and measure.nouns and not _noun_fits(measure, quantity.noun):
            return None
        if quantity.unit == "count" and measure.nouns and quantity.noun is None and not measure.bare:
            return None
        if quantity.unit == "count" and not measure.noun and not measure.nouns and quantity.noun is not None:
            return None
        if measure.marked and quantity.unit == "percent" and not _marked(quantity, scene):
            return None
        if (
            measure.has("comparison")
            and quantity.unit == "count"
            and quantity.noun is None
            and _of_tokens(quantity, scene)
        ):
            return "tokens"
        return quantity.unit if plausible(measure, quantity, quantity.unit) else None
    if measure.price and scene.per_tokens and quantity.unit in units.currencies():
        return price_unit(quantity)
    if quantity.unit == "count" and quantity.noun is not None:
        return _unit_by_noun(measure, quantity, scene)
    if measure.bare and measure.units[0] != "parameters" and _names_a_size(quantity, scene):
        return None
    if measure.flow and measure.units[0] == "tokens" and _is_lettered_without_tokens(quantity, scene):
        return None
    if _of_another(quantity, scene):
        return "multiple" if "multiple" in measure.units and not measure.bare else None
    if measure.bare and quantity.unit == "count" and quantity.noun is None:
        size = quantity.value if quantity.value is not None else quantity.high
        if measure.marked and (quantity.surface.isalpha() or not _marked(quantity, scene)):
            return None
        if size is None or not measure.bare_low <= abs(size) <= measure.bare_high or "multiple" in measure.units[:1]:
            return None
        unit = "multiple" if measure.id == "share" else measure.units[0]
        if measure.id == "share" and size >= 1:
            return None
        return unit if plausible(measure, quantity, unit) else None
    return None


def _of_tokens(quantity: Quantity, scene: Scene) -> bool:
    """Whether a large bare number stands in an article whose large numbers are tokens."""
    return quantity.value is not None and quantity.value >= VOLUME and scene.counts_tokens


def _names_a_size(quantity: Quantity, scene: Scene) -> bool:
    """`the 9B model`: a number with its letter that says which model."""
    lettered = phrases.pattern("size with its letter").match(quantity.surface)
    return bool(lettered and phrases.pattern("kind without a name").match(scene.view, quantity.start))


def _is_lettered_without_tokens(quantity: Quantity, scene: Scene) -> bool:
    """`Opal (104B)` where nobody speaks of tokens: with that letter it is the size of a model, whatever it handles."""
    size = phrases.pattern("size with its letter").match(quantity.surface.lstrip(_ABOUT))
    told = scene.view[max(0, quantity.start - _EARSHOT) : quantity.end + _EARSHOT]
    return bool(size) and "token" not in told.casefold()


def _counts_things(quantity: Quantity, scene: Scene) -> bool:
    """`8x H100`: a sign of times that counts the cards behind it, and multiplies nothing."""
    return any(
        name.entity.kind == "product" and scene.view[quantity.end : name.start] in ("", " ")
        for name in scene.names_in(quantity.end, quantity.end + 2)
    )


def _of_another(quantity: Quantity, scene: Scene) -> bool:
    """`half the price of B`: a part that compares with another, rather than one of a whole."""
    part = quantity.unit == "count" and quantity.noun is None and quantity.value is not None and quantity.value < 1
    return part and phrases.pattern("part that compares").match(scene.view, quantity.end) is not None


def _is_change_by_a_part(quantity: Quantity, scene: Scene) -> bool:
    """`fell by two thirds`, `a rise of a quarter`."""
    part = quantity.unit == "count" and quantity.noun is None and quantity.value is not None and 0 < quantity.value < 1
    lead = scene.lead(quantity) if part and not quantity.surface[0].isdigit() else ""
    return bool(lead) and phrases.pattern("change by a part").search(lead) is not None


def _marked(quantity: Quantity, scene: Scene) -> bool:
    """Whether a sign or the word `by` makes a number a step."""
    if quantity.direction is not None and quantity.unit in ("points", "percentage_points", "count"):
        return True
    return quantity.surface[:1] in "+-−" or phrases.pattern("change by").search(scene.lead(quantity)) is not None


def _unit_by_noun(measure: Measure, quantity: Quantity, scene: Scene) -> str | None:
    """`a 32K context version`, `15B models`: a count whose noun says that it is one of tokens or parameters."""
    unit = measure.units[0]
    if quantity.noun and _noun_fits(measure, quantity.noun):
        return unit if plausible(measure, quantity, unit) else None
    size = quantity.value if quantity.value is not None else quantity.high
    lettered = phrases.pattern("size with its letter").match(quantity.surface)
    low = max(measure.bare_low, MODEL) if unit == "parameters" and not lettered else measure.bare_low
    if not measure.bare or unit not in ("tokens", "parameters") or size is None or size < low:
        return None
    if unit == "parameters" and lettered and behind_model(quantity, scene):
        return unit if plausible(measure, quantity, unit) else None
    named = lettered and quantity.noun and quantity.noun.split()[-1].lower() in phrases.words("things of a size")
    said = bool(named) or any(
        t.measure == measure.id and t.strength in ("strong", "plain", "behind")
        for t in scene.triggers_in(quantity.start, quantity.end)
    )
    return unit if said and plausible(measure, quantity, unit) else None


def behind_model(quantity: Quantity, scene: Scene) -> bool:
    """`Gemma 5 27 B impresses`: a size that goes on from the name of a model, whatever word follows."""
    near = scene.names_in(max(0, quantity.start - 40), quantity.start)
    return bool(near) and near[-1].entity.kind == "model" and scene.view[near[-1].end : quantity.start] in (" ", "-")


def _noun_fits(measure: Measure, noun: str) -> bool:
    return any(noun.lower().endswith(n) for n in measure.nouns)


def plausible(measure: Measure, quantity: Quantity, unit: str) -> bool:
    size = quantity.value if quantity.value is not None else quantity.high
    if size is None:
        return True
    if measure.id == "share" and unit == "multiple" and size >= 1:
        return False
    if measure.low is not None and abs(size) < measure.low:
        return False
    high = measure.high
    if high is not None and unit == "percent":
        high = _OVERSTATED if measure.id == "share" else high
    return high is None or abs(size) <= high


_SHARED = ("tokens", "parameters", "points", "tokens_per_second")
"""Units that a bare number in a row may share though its measure takes none."""


def alike(quantity: Quantity, neighbour: Quantity, model: Choice) -> str | None:
    """The unit of a quantity in a row with a neighbour: its own where equal, the neighbour's where it has none."""
    if quantity.unit == neighbour.unit and not _other_count(quantity, neighbour, model):
        return model.unit
    if quantity.unit == "count" and quantity.noun is None and model.unit not in ("multiple", "percent", "rank"):
        size = quantity.value if quantity.value is not None else quantity.high
        fits = size is not None and model.measure.bare_low <= abs(size) <= model.measure.bare_high
        return model.unit if fits and (model.measure.bare or model.unit in _SHARED) else None
    if model.measure.price and price_unit(quantity) == model.unit:
        return model.unit
    return None


def _other_count(quantity: Quantity, neighbour: Quantity, model: Choice) -> bool:
    """Whether a count beside another counts something else, or is too small for the measure of the other."""
    if quantity.unit != "count" or model.measure.noun or quantity.noun == neighbour.noun:
        return False
    size = quantity.value if quantity.value is not None else quantity.high
    return quantity.noun is not None or size is None or abs(size) < model.measure.bare_low
