"""Scene -> the quantities of table cells with what their header, row label and caption say of unit and scale.

`1.92` under `Weekly tokens (trillions)` is 1.92 trillion tokens; `$2.00` in a list of prices per million
tokens is such a price.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extractor import phrases, units
from extractor.assemble.scene import Scene
from extractor.models import Block, Quantity

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
    scale = phrases.pattern("header of a scale").search(header) or phrases.pattern("header of a scale").search(label)
    money = any(phrases.pattern("header of dollars").search(each) for each in (header, label))
    label_head = phrases.pattern("rate in a header").split(label)[0]
    unit = (
        "usd"
        if money
        else (
            "percent"
            if phrases.pattern("header of percent").search(header)
            else _unit_word(phrases.pattern("rate in a header").split(header)[0]) or _unit_word(label_head)
        )
    )
    return Hint(
        rank=bool(phrases.pattern("header of ranks").fullmatch(header)),
        per_tokens=bool(
            phrases.pattern("header of token prices").search(header)
            or phrases.pattern("header of token prices").search(over)
            or phrases.pattern("header of token prices").search(label)
        ),
        exponent=_exponent(scale) if scale else 0,
        unit=unit,
        noun=label.strip().lower() if not columns_tell(header) and _plural_label(label.strip()) else None,
    )


def _exponent(scale: re.Match[str]) -> int:
    return int(phrases.meanings("scale in a header")[(scale["word"] or scale["letter"]).lower().rstrip("s")])


def columns_tell(header: str) -> bool:
    """Whether a column header says anything."""
    return bool(re.search(r"[A-Za-z]{2}", header))


def _plural_label(label: str) -> bool:
    return bool(_LABEL.fullmatch(label)) and bool(re.search(r"[a-z]{3}s\b", label.split(" per ")[0]))


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
    elif bare and hint.unit == "usd" and hint.per_tokens:
        changes["unit"] = "usd_per_1m_tokens"
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
