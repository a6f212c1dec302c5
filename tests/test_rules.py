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

from extractor import dates, layout, numbers, qualify, quantify, rules, state, units
from extractor.assemble import rulebook
from extractor.models import Quantity
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


# -- every word of an entry -------------------------------------------------------------------------------------------


def _quantity(text: str) -> Quantity | None:
    found = quantify.find(layout.view(text)).quantities
    return found[0] if len(found) == 1 else None


HEDGES_BEFORE = [(word, h.comparator) for h in numbers.vocabulary().hedges_before for word in h.words]
HEDGES_AFTER = [(word, h.comparator) for h in numbers.vocabulary().hedges_after for word in h.words]


@pytest.mark.parametrize(("word", "comparator"), HEDGES_BEFORE)
def test_every_hedge_before_a_number_bounds_it(word: str, comparator: str) -> None:
    quantity = _quantity(f"It has {word}{'' if word.endswith('-') else ' '}40 keys.")
    assert quantity is not None
    assert [quantity.comparator, quantity.hedge, str(quantity.value)] == [comparator, word.lower(), "40"]


@pytest.mark.parametrize(("word", "comparator"), HEDGES_AFTER)
def test_every_hedge_behind_a_number_bounds_it(word: str, comparator: str) -> None:
    quantity = _quantity(f"It costs $40{'' if word[0] in '+-' or word == 'ish' else ' '}{word} a month.")
    assert quantity is not None
    assert [quantity.comparator, quantity.hedge, str(quantity.value)] == [comparator, word.lower(), "40"]


def test_a_hedge_means_one_thing() -> None:
    for hedges in (HEDGES_BEFORE, HEDGES_AFTER):
        words = [word for word, _ in hedges]
        assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize("direction", ["up", "down"])
def test_every_word_of_change_gives_the_direction(direction: str) -> None:
    sides: numbers.Sides = getattr(numbers.vocabulary().changes, direction)
    texts = [f"Traffic {word} 12.5% there." for word in sides.before] + [
        f"A 12.5% {word} came." for word in sides.after
    ]
    found = {text: quantity.direction if (quantity := _quantity(text)) else None for text in texts}
    assert {text: way for text, way in found.items() if way != direction} == {}


def test_every_number_word_counts() -> None:
    vocab = numbers.vocabulary()
    wanted = {**vocab.ones.words, **vocab.tens.words, **{f"two {w}": 2 * 10**p for w, p in vocab.scales.words.items()}}
    wanted |= {f"three {word}": 3 * size for word, size in vocab.dozens.words.items() if word == "dozen"}
    found = {word: [number.value for number in numbers.find(f"It has {word} of them")] for word in wanted}
    assert {word: values for word, values in found.items() if values != [wanted[word]]} == {}


def test_every_scale_letter_counts() -> None:
    suffixes = numbers.vocabulary().suffixes
    wanted = {f"${3}{letter}": 3 * 10**power for letter, power in suffixes.words.items()}
    wanted |= {f"$3 {letter}": 3 * 10 ** suffixes.words[letter] for letter in suffixes.apart}
    found = {text: quantity.value if (quantity := _quantity(f"It has {text} there.")) else None for text in wanted}
    assert {text: value for text, value in found.items() if value != wanted[text]} == {}


def test_every_word_between_number_and_unit_is_passed_over() -> None:
    words = [(word, entry) for entry in units.vocabulary().between for word in entry.words]
    found = {word: units.after(f"7 {word} tokens", 1) for word, _ in words}
    assert [word for word, hit in found.items() if hit is None or (hit.id, hit.between) != ("tokens", word)] == []
    assert sorted({word for word, _ in words if [w for w, _ in words].count(word) > 1}) == []


def test_every_currency_word_behind_a_number() -> None:
    wrong = []
    for currency in units.vocabulary().currencies:
        for pattern, factor in currency.forms.items():
            for form in rules.expand(pattern):
                hit = units.after(f"7 {form} there", 1)
                if hit is None or (hit.id, hit.factor, hit.money) != (currency.id, factor, True):
                    wrong.append(form)
    assert wrong == []


def test_every_month_is_known() -> None:
    found = {
        name: [p.edtf for p in dates.find(f"It opened on {name.title()} 4, 2026.")]
        for name in dates.vocabulary().months
    }
    assert found == {name: [f"2026-{number:02d}-04"] for name, number in dates.vocabulary().months.items()}


CUES = [
    *(("forecast", word, "Cohere {} 900 GPUs.") for word in qualify.vocabulary().forecast.before),
    *(("forecast", word, "Cohere has revenue of $900 million {}.") for word in qualify.vocabulary().forecast.near),
    *(("hypothetical", word, "It is so: {} Cohere has 900 GPUs.") for word in qualify.vocabulary().hypothetical.before),
    *(("negated", word, "Cohere has {} 900 GPUs.") for word in qualify.vocabulary().negated.before),
    *(("attributed", word, "Cohere {} has 900 GPUs.") for word in qualify.vocabulary().reporting.vague),
]


@pytest.mark.parametrize(("modality", "word", "frame"), CUES, ids=[f"{modality}: {word}" for modality, word, _ in CUES])
def test_every_cue_says_how_a_number_is_stated(modality: str, word: str, frame: str) -> None:
    assert _qualified(frame.format(word)).modality == modality


def _qualified(text: str) -> qualify.Qualification:
    """How the last number of a text is stated."""
    return state.get(markup.run(text), "qualifications", qualify.Qualification)[-1]


def test_every_verb_of_saying_names_who_says_so() -> None:
    verbs = qualify.vocabulary().reporting.verbs
    found = {word: _qualified(f"Reuters {word} that Cohere has 900 GPUs.") for word in verbs}
    # who foretells says so as well
    told = ("attributed", "forecast", "hypothetical")
    assert [word for word, q in found.items() if q.source != "Reuters" or q.modality not in told] == []


def test_every_word_before_a_source_names_it() -> None:
    words = qualify.vocabulary().reporting.before
    found = {word: _qualified(f"{word.capitalize()} Reuters, Cohere has 900 GPUs.") for word in words}
    assert [word for word, q in found.items() if q.source != "Reuters"] == []


def test_every_nameless_speaker_is_a_source() -> None:
    reporting = qualify.vocabulary().reporting
    people = [word for word in reporting.people if word not in reporting.carried]
    found = {word: _qualified(f"{word.capitalize()} said that Cohere has 900 GPUs.") for word in people}
    assert {word: q.source for word, q in found.items() if q.source != word} == {}


@pytest.mark.parametrize("file", FILES)
def test_no_list_of_words_holds_one_twice(file: str) -> None:
    assert list(_repeated(rules.load(file, FILES[file]))) == []


def _repeated(node: Any, place: str = "") -> Iterator[str]:
    if isinstance(node, BaseModel):
        for key in type(node).model_fields:
            yield from _repeated(getattr(node, key), f"{place}.{key}")
    elif isinstance(node, tuple):
        for number, part in enumerate(node):
            if isinstance(part, str) and part in node[:number]:
                yield f"{place}: {part}"
            yield from _repeated(part, f"{place}.{getattr(part, 'id', number)}")
