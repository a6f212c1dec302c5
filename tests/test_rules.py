"""Every rule of units, numbers, dates, measures, qualifiers -> proof by its own example, which needs the rule."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel

from extractor import dates, layout, numbers, qualify, quantify, rules, units
from extractor.assemble import rulebook
from tests import markup

FILES: dict[str, type[BaseModel]] = {
    "units.yaml": units.UnitRules,
    "en/numbers.yaml": numbers.NumberRules,
    "en/dates.yaml": dates.DateRules,
    "en/measures.yaml": rulebook.MeasureRules,
    "en/qualifiers.yaml": qualify.QualifierRules,
}
SILENT = "qqqqq"
"""A word that no example holds: what is left of an entry that cannot be dropped from its place."""


@dataclass(frozen=True, repr=False)
class Entry:
    """One rule with its place in its file: `("units", 3)` is the fourth of the units."""

    file: str
    place: tuple[str | int, ...]
    rule: BaseModel

    @property
    def name(self) -> str:
        kept = next((str(v) for k in ("name", "id", "reason", "comparator") if (v := getattr(self.rule, k, None))), "")
        return f"{self.file.removesuffix('.yaml')}:{'.'.join(map(str, self.place))}" + (f" {kept}" if kept else "")

    def __repr__(self) -> str:
        return self.name

    @property
    def faults(self) -> list[str]:
        """Why the example does not come out as marked; empty where it does."""
        return markup.faults(self.rule.example, self.published)  # type: ignore[attr-defined]

    @property
    def published(self) -> str | None:
        day: date | None = getattr(self.rule, "published", None)
        return day.isoformat() if day else None


def _entries(file: str, node: Any, place: tuple[str | int, ...] = ()) -> Iterator[Entry]:
    """Every entry that carries an example, at any depth."""
    if isinstance(node, BaseModel):
        if hasattr(node, "example"):
            yield Entry(file, place, node)
        for key in type(node).model_fields:
            yield from _entries(file, getattr(node, key), (*place, key))
    elif isinstance(node, tuple):
        for number, part in enumerate(node):
            yield from _entries(file, part, (*place, number))


ENTRIES = [entry for file, model in FILES.items() for entry in _entries(file, rules.load(file, model))]
SHAPES = [entry for entry in ENTRIES if isinstance(entry.rule, numbers.Shape)]
MEASURES = [entry for entry in ENTRIES if isinstance(entry.rule, rulebook.Measure)]


def _name(entry: Entry) -> str:
    return entry.name


def test_every_file_has_entries() -> None:
    assert {entry.file for entry in ENTRIES} == set(FILES)
    assert len({entry.name for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=_name)
def test_example_comes_out_as_marked(entry: Entry) -> None:
    assert entry.faults == []


def test_a_named_fraction_that_is_an_ordinal_is_no_quantity() -> None:
    none = numbers.vocabulary().fractions.none
    assert none is not None
    assert markup.faults(none) == []


@pytest.mark.parametrize("entry", SHAPES, ids=_name)
def test_dropped_digits_keep_their_reason(entry: Entry) -> None:
    example = markup.read(entry.rule.example)  # type: ignore[attr-defined]
    skipped = markup.overlapping(example.items[0], quantify.find(layout.view(example.text)).skips)
    assert [skip.reason for skip in skipped] == [entry.rule.reason] * max(1, len(skipped))  # type: ignore[attr-defined]


@pytest.mark.parametrize("entry", MEASURES, ids=_name)
def test_counterexample_is_no_claim_of_this_measure(entry: Entry) -> None:
    measure = entry.rule
    assert isinstance(measure, rulebook.Measure)
    example = markup.read(measure.counterexample)
    found = markup.overlapping(example.items[0], markup.claims(markup.run(example.text)))
    assert [claim.surface for claim in found if claim.measure == measure.id] == []


# -- without the rule -------------------------------------------------------------------------------------------------

_HOLDERS = ("numbers", "units", "dates", "quantify", "qualify", "assemble", "anchor")


def _forget() -> None:
    """Clear what the language core has compiled from its vocabularies."""
    prefixes = tuple(f"extractor.{name}" for name in _HOLDERS)
    for name, module in sorted(sys.modules.items()):
        if name.startswith(prefixes):
            for made in vars(module).values():
                if hasattr(made, "cache_clear") and made is not rules.load:
                    made.cache_clear()


def _silenced(rule: BaseModel) -> BaseModel:
    """The rule with words that occur nowhere."""
    empty: dict[str, Any] = {}
    for key, value in rule:
        if key in ("words", "forms") and isinstance(value, dict):
            empty[key] = {SILENT: next(iter(value.values()))}
        elif isinstance(value, tuple) and all(isinstance(word, str) for word in value):
            empty[key] = (SILENT,)
        elif isinstance(value, BaseModel) and not hasattr(value, "example"):
            empty[key] = _silenced(value)
    return rule.model_copy(update=empty)


def _changed(node: Any, place: tuple[str | int, ...]) -> Any:
    """A copy of a vocabulary without the entry at a place."""
    head, rest = place[0], place[1:]
    if isinstance(node, tuple):
        assert isinstance(head, int)
        return (*node[:head], *([_changed(node[head], rest)] if rest else []), *node[head + 1 :])
    assert isinstance(head, str)
    part = getattr(node, head)
    return node.model_copy(update={head: _changed(part, rest) if rest else _silenced(part)})


@contextmanager
def without(entry: Entry) -> Iterator[None]:
    """The language core as it would be if one rule were not there."""
    known: Callable[..., Any] = rules.load

    @functools.cache
    def load(name: str, model: type[BaseModel]) -> Any:
        read = known(name, model)
        return _changed(read, entry.place) if name == entry.file else read

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "load", load)
        _forget()
        markup.pipeline.cache_clear()
        try:
            yield
        finally:
            patch.undo()
            _forget()
            markup.pipeline.cache_clear()


@pytest.mark.parametrize("entry", ENTRIES, ids=_name)
def test_example_needs_its_rule(entry: Entry) -> None:
    with without(entry):
        assert entry.faults, "the example comes out as marked without this rule"


def test_rules_are_back_after_a_removal() -> None:
    entry = next(e for e in ENTRIES if isinstance(e.rule, units.Unit))
    with without(entry):
        assert units.vocabulary().units[0] != entry.rule
    assert units.vocabulary().units[0] == entry.rule
