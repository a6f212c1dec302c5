"""Scene -> the quantities of table cells with what their header, row label and caption say of unit and scale.

`1.92` under `Weekly tokens (trillions)` is 1.92 trillion tokens; `$2.00` in a list of prices per million
tokens is such a price.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extractor import units
from extractor.assemble.scene import Scene
from extractor.models import Block, Quantity

_PER_TOKENS = re.compile(
    r"(?:/|\bper\b)\s?(?:1\s?)?(?:M|million|1,000,000)\b\s?(?:tok|tokens?|input|output)?|/\s?MTok\b|\$/M\b",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\b(?:in\s)?(?P<word>trillions?|billions?|millions?|thousands?)\b|(?:[$€£¥]\s?|\(|,\s|\bin\s[$€£¥]?)(?P<letter>tn|trn|bn|mn|B|M|T|K|m)\b\)?"
)
_EXPONENT = {
    "trillion": 12,
    "billion": 9,
    "million": 6,
    "thousand": 3,
    "tn": 12,
    "trn": 12,
    "bn": 9,
    "mn": 6,
    "m": 6,
    "b": 9,
    "t": 12,
    "k": 3,
}
_MONEY = re.compile(r"\$|\bUSD\b|\bUS dollars?\b|\bdollars?\b", re.IGNORECASE)
_RANK = re.compile(r"\s*(?:rank|#|position|place|no\.?|pos\.?)\s*", re.IGNORECASE)
_PERCENT = re.compile(r"%|\bpercent\b|\bper cent\b|\bpct\b", re.IGNORECASE)
_LABEL = re.compile(r"[A-Z][\w-]*(?: [a-z][\w-]*){0,4}")


@dataclass(frozen=True, slots=True)
class Hint:
    """What the surroundings of a cell say about its number."""

    rank: bool = False
    per_tokens: bool = False
    exponent: int = 0
    unit: str | None = None
    noun: str | None = None


def read(scene: Scene) -> list[Quantity]:
    """All quantities of a scene, those in table cells completed from their table."""
    adjusted = []
    for quantity in scene.quantities:
        number = scene.sentence_at(quantity.start)
        block = scene.block_of(number) if number is not None else None
        adjusted.append(
            _completed(quantity, _hint(scene, block)) if block is not None and block.kind == "cell" else quantity
        )
    return adjusted


def _hint(scene: Scene, cell: Block) -> Hint:
    columns, rows = scene.header_cells(cell)
    header = " ".join(scene.view[b.start : b.end] for b in columns)
    label = " ".join(scene.view[b.start : b.end] for b in rows[:1])
    over = " ".join(scene.view[b.start : b.end] for b in scene.over_table(cell))
    scale = _SCALE.search(header) or _SCALE.search(label)
    money = bool(_MONEY.search(header))
    label_head = re.split(r" per |/", label)[0]
    unit = (
        "usd"
        if money
        else (
            "percent"
            if _PERCENT.search(header)
            else _unit_word(re.split(r" per |/", header)[0]) or _unit_word(label_head)
        )
    )
    return Hint(
        rank=bool(_RANK.fullmatch(header)),
        per_tokens=bool(_PER_TOKENS.search(header) or _PER_TOKENS.search(over) or _PER_TOKENS.search(label)),
        exponent=_EXPONENT[(scale["word"] or scale["letter"]).lower().rstrip("s")] if scale else 0,
        unit=unit,
        noun=label.strip().lower() if not columns_tell(header) and _plural_label(label.strip()) else None,
    )


def columns_tell(header: str) -> bool:
    """Whether a column header says anything."""
    return bool(re.search(r"[A-Za-z]{2}", header))


def _plural_label(label: str) -> bool:
    return bool(_LABEL.fullmatch(label)) and bool(re.search(r"[a-z]{3,}s\b", label.split(" per ")[0]))


def _unit_word(header: str) -> str | None:
    for word in re.findall(r"[A-Za-z]+", header):
        hit = units.after(f"1 {word.lower()}", 1)
        if hit is not None and hit.id in ("tokens", "parameters", "users"):
            return hit.id
    return None


def _completed(quantity: Quantity, hint: Hint) -> Quantity:
    changes: dict[str, object] = {}
    bare = quantity.unit == "count" and quantity.noun is None
    if bare and hint.rank:
        return quantity.model_copy(update={"unit": "rank"})
    if hint.per_tokens and quantity.unit in units.currencies():
        changes["unit"] = f"{quantity.unit}_per_1m_tokens"
    if hint.exponent and (bare or quantity.unit in units.currencies()) and not _scaled(quantity):
        factor = Decimal(10) ** hint.exponent
        for name in ("value", "low", "high"):
            amount = getattr(quantity, name)
            changes[name] = None if amount is None else amount * factor
        changes["decimals"] = None if quantity.decimals is None else quantity.decimals - hint.exponent
        if bare and hint.unit:
            changes["unit"] = hint.unit
    elif bare and hint.unit in ("usd", "percent", "tokens", "parameters", "users"):
        changes["unit"] = hint.unit
    elif bare and hint.noun:
        changes["noun"] = hint.noun
    return quantity.model_copy(update=changes) if changes else quantity


def _scaled(quantity: Quantity) -> bool:
    """Whether the number carries a scale of its own."""
    return (
        bool(re.search(r"[A-Za-z]", quantity.surface.strip("$€£¥ ")))
        and quantity.decimals is not None
        and quantity.decimals < 0
    )
