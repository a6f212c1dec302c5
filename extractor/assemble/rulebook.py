"""rules/en/measures.yaml -> the measures, and a trie over all their trigger words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from extractor import rules
from extractor.models import Quantity
from extractor.tokens import TOKEN

Trait = Literal[
    "comparison", "level", "basic", "either_way", "counterpart", "alone", "alike", "charge", "dated", "timeless",
    "run_rate", "grouped", "summed", "routed", "near", "size", "hosted",
]  # fmt: skip
"""What the code asks of a measure beside its words; `rules/en/measures.yaml` explains each."""


class Measure(BaseModel):
    """One measure: its units, the words that speak of it, what its subject may be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    traits: tuple[Trait, ...] = ()
    units: tuple[str, ...]
    bare: bool = False
    bare_low: Decimal = Decimal(0)
    bare_high: Decimal = Decimal("1e30")
    noun: bool = False
    nouns: tuple[str, ...] = ()
    flow: bool = False
    price: bool = False
    benchmark: bool = False
    directed: bool = False
    prior: float = 0.0
    prior_units: tuple[str, ...] = ()
    prior_low: Decimal = Decimal(0)
    prior_high: Decimal = Decimal("1e30")
    triggers: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    kinds: tuple[str, ...]
    of: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    anywhere: bool = False
    compared: bool = False
    by: bool = False
    marked: bool = False
    cap: float | None = None
    at: tuple[str, ...] = ()
    signed: bool = False
    narrows: str | None = None
    example: str
    counterexample: str

    @property
    def of_unit(self) -> str | None:
        """First unit of what the measure is of."""
        return by_id()[self.of].units[0] if self.of else None

    def has(self, trait: Trait) -> bool:
        """Whether the measure has a trait."""
        return trait in self.traits

    def prior_of(self, quantity: Quantity) -> float:
        """Its score for a number of which no word says anything."""
        if quantity.unit not in (self.prior_units or self.units) or (self.noun and quantity.noun is None):
            return 0.0
        size = quantity.value if quantity.value is not None else quantity.high
        return self.prior if size is None or self.prior_low <= abs(size) <= self.prior_high else 0.0

    def tier(self, kind: str) -> int | None:
        """Place of a kind of entity among the subjects of this measure, 0 the best; None where it cannot be one."""
        return self.tiers.get(kind)

    @functools.cached_property
    def tiers(self) -> dict[str, int]:
        """The place of each kind."""
        return {kind: i for i, kinds in reversed(list(enumerate(self.kinds))) for kind in kinds.split("|")}


class MeasureRules(BaseModel):
    """rules/en/measures.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measures: tuple[Measure, ...]


def measures() -> tuple[Measure, ...]:
    """All measures, in the order of the file."""
    return rules.load("en/measures.yaml", MeasureRules).measures


@functools.cache
def possible(unit: str) -> tuple[Measure, ...]:
    """The measures that a number of a unit may be one of; money may be a price, and a count of what its words say."""
    counted = unit == "count"
    return tuple(
        m
        for m in measures()
        if unit in m.units
        or (m.price and not counted)
        or (counted and (m.bare or m.nouns or "multiple" in m.units or m.id == "growth"))
    )


@functools.cache
def by_id() -> dict[str, Measure]:
    """Measures by their id."""
    return {m.id: m for m in measures()}


@functools.cache
def basic(unit: str) -> Measure | None:
    """The measure that is compared where nothing but the unit is known."""
    return next((m for m in measures() if m.has("basic") and unit in m.units), None)


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words in a text that speak for (or against) a measure."""

    start: int
    end: int
    measure: str
    strength: str
    """`plain`, `strong`, `soft`, `behind`, `at`, `never`."""


class _Step(dict[str, "_Step"]):
    """A token of phrases; `meaning` where a phrase ends: measures, and how strongly it speaks for each."""

    __slots__ = ("meaning",)

    def __init__(self) -> None:
        super().__init__()
        self.meaning: list[tuple[str, str]] = []


class Triggers:
    """The trigger words of all measures, by their tokens in lower case; hyphens between words are optional.

    They are read from the text: a host that cuts tokens otherwise changes nothing, and prose without a number costs
    nothing.
    """

    def __init__(self) -> None:
        self.root = _Step()
        for phrase, meaning in _meanings().items():
            for form in _forms(phrase):
                self._add(form, meaning)
        signs = "".join(sorted(first for first in self.root if not first[0].isalpha()))
        self.opens = re.compile(rf"[^\W\d_]+|[{re.escape(signs)}]")

    def find(self, text: str, start: int, end: int) -> list[Trigger]:
        """All triggers of a text that begin within a stretch, in order."""
        found: list[Trigger] = []
        for opening in self.opens.finditer(text, start, end):
            step = self.root.get(opening.group().lower())
            if step is not None:
                found += self._from(text, opening.start(), opening.end(), step)
        found.sort(key=lambda t: (t.start, t.end, t.measure))
        return found

    @staticmethod
    def _from(text: str, start: int, end: int, step: _Step) -> Iterator[Trigger]:
        """Every phrase that goes on from its first token."""
        while True:
            for measure, strength in step.meaning:
                yield Trigger(start, end, measure, strength)
            following = TOKEN.match(text, end + text.startswith(" ", end)) if step else None
            further = step.get(following.group().lower()) if following else None
            if following is None or further is None:
                return
            step, end = further, following.end()

    def _add(self, form: str, meaning: list[tuple[str, str]]) -> None:
        step = self.root
        for token in TOKEN.findall(form.lower()):
            if not token.isspace():
                step = step.setdefault(token, _Step())
        step.meaning = [*step.meaning, *meaning]


def _meanings() -> dict[str, list[tuple[str, str]]]:
    """Each trigger phrase with the measures that it speaks for, and how."""
    phrases: dict[str, list[tuple[str, str]]] = {}
    for measure in measures():
        for strength in ("never", "strong", "soft", "behind", "at", "triggers"):
            for pattern in getattr(measure, strength):
                for phrase in filter(None, map(str.strip, rules.expand(pattern))):
                    known = phrases.setdefault(phrase, [])
                    if strength == "at" or all(m != measure.id for m, _ in known):
                        known.append((measure.id, "plain" if strength == "triggers" else strength))
    return phrases


@functools.cache
def triggers() -> Triggers:
    """The triggers of this process."""
    return Triggers()


def _forms(phrase: str) -> list[str]:
    """The phrase and, with each of its spaces in turn, the hyphenated spellings."""
    forms = [phrase]
    for position, letter in enumerate(phrase):
        if letter == " ":
            forms += [phrase[:position] + hyphen + phrase[position + 1 :] for hyphen in "-‑"]
    return forms
