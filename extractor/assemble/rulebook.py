"""rules/en/measures.yaml -> the measures, and a spaCy PhraseMatcher over all their trigger words."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from extractor import rules, state
from extractor.models import Quantity
from extractor.tokens import Tokenizer

Trait = Literal[
    "comparison", "level", "basic", "either_way", "counterpart", "alone", "alike", "charge", "dated", "timeless",
    "run_rate", "grouped", "summed", "routed", "near",
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
        return next((i for i, kinds in enumerate(self.kinds) if kind in kinds.split("|")), None)


class MeasureRules(BaseModel):
    """rules/en/measures.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measures: tuple[Measure, ...]


def measures() -> tuple[Measure, ...]:
    """All measures, in the order of the file."""
    return rules.load("en/measures.yaml", MeasureRules).measures


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


class Triggers:
    """A PhraseMatcher over the trigger words of all measures; hyphens between words are optional."""

    def __init__(self, nlp: Language) -> None:
        self.tokenizer = Tokenizer(nlp.vocab)
        self.host = isinstance(nlp.tokenizer, Tokenizer)
        self.matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        self.meaning: dict[int, list[tuple[str, str]]] = {}
        phrases: dict[str, list[tuple[str, str]]] = {}
        for measure in measures():
            for strength in ("never", "strong", "soft", "behind", "at", "triggers"):
                for pattern in getattr(measure, strength):
                    for phrase in rules.expand(pattern):
                        known = phrases.setdefault(phrase.strip(), [])
                        if strength == "at" or all(m != measure.id for m, _ in known):
                            known.append((measure.id, "plain" if strength == "triggers" else strength))
        for phrase, meaning in phrases.items():
            if phrase:
                self.matcher.add(phrase, [self.tokenizer(form) for form in _forms(phrase)])
                self.meaning[nlp.vocab.strings[phrase]] = meaning

    def find(self, doc: Doc) -> list[Trigger]:
        """All triggers of a Doc, in order."""
        found = []
        # a host that cuts tokens otherwise must not change what is found
        doc = doc if self.host else self.tokenizer(state.text(doc))
        for key, start, end in self.matcher(doc):
            first, last = doc[start], doc[end - 1]
            for measure, strength in self.meaning[key]:
                found.append(Trigger(first.idx, last.idx + len(last), measure, strength))
        return sorted(found, key=lambda t: (t.start, t.end, t.measure))


def _forms(phrase: str) -> list[str]:
    """The phrase and, with each of its spaces in turn, the hyphenated spellings."""
    forms = [phrase]
    for position, letter in enumerate(phrase):
        if letter == " ":
            forms += [phrase[:position] + hyphen + phrase[position + 1 :] for hyphen in "-‑"]
    return forms
