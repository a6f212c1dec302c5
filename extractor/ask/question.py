"""Words of a question -> what it asks for: things, measures, a time, a currency; and words that were not understood.

The names, dates and words of measures are those that articles are read with. A question is written with less care than
an article, so that letters may be of any case here, and marks inside a name may be missing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict
from spacy.lang.en.stop_words import STOP_WORDS

from extractor import dates, link, names, rules, units
from extractor.assemble import rulebook
from extractor.dates import Period
from extractor.models import Entity
from extractor.names.keys import ATOM, atoms

_LONGEST_NAME = 8
"""Runs of letters and digits in a name at most."""
_SHORTEST_NAME = 3
"""Letters of a name that may be written with other marks and gaps than its own."""
_SHORTEST_COUNTRY = 3
"""Letters of a country's word that may be small: `us` and `in` are none."""
_STRENGTHS: Mapping[str, float] = {"strong": 2.0, "plain": 1.0, "soft": 0.4}
"""What a word says of a measure; the other strengths need a number beside them, which questions have not."""
_WORD = re.compile(r"(?<![\w.&+'’-])[\w.&+'’-]*\w[+]?")
_ADJECTIVE = re.compile(r"\b[A-Za-z]{2,}\b")


class Saying(BaseModel):
    """Words of questions and the measures that they ask for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    say: str
    means: tuple[str, ...]
    example: str


class QuestionRules(BaseModel):
    """rules/en/questions.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    sayings: tuple[Saying, ...]
    empty: tuple[str, ...]
    """Words that say nothing of what is asked for."""


@dataclass(frozen=True)
class Question:
    """What a question asks for."""

    text: str
    entities: tuple[Entity, ...] = ()
    measures: tuple[tuple[str, ...], ...] = ()
    """Ids of measures in tiers, what was most likely meant first; empty where all are asked for."""
    of: tuple[str, ...] = ()
    """Growth, multiples, differences: the measures that they may speak of."""
    period: Period | None = None
    currency: str | None = None
    left: tuple[str, ...] = ()
    """Words that were not understood, in order."""


@dataclass(frozen=True)
class _Named:
    start: int
    end: int
    entity: Entity
    known: bool
    """Whether articles speak of it."""


@dataclass(frozen=True)
class _Meant:
    start: int
    end: int
    measure: str
    strength: float


def load() -> QuestionRules:
    """The words of questions."""
    return rules.load("en/questions.yaml", QuestionRules)


def read(text: str, known: Iterable[Entity], today: date | None = None) -> Question:
    """Understand a question about the things that a database knows; `today` is what "last week" counts from."""
    found = list(_named(text, list(known)))
    period = next(iter(dates.find(text, today.isoformat() if today else None)), None)
    meant = _meant(text, [(each.start, each.end) for each in found])
    tiers, of = _tiers(meant)
    spans = [(each.start, each.end) for each in found] + [(each.start, each.end) for each in meant]
    if period:
        spans.append((text.lower().find(period.lead, 0, period.start) if period.lead else period.start, period.end))
    currency = _currency(text)
    return Question(
        text=text,
        entities=tuple({each.entity.id: each.entity for each in found}.values()),
        measures=tiers,
        of=of,
        period=period,
        currency=currency,
        left=tuple(_left(text, spans, currency)),
    )


# ------------------------------------------------------------------------------------------------- names


def _named(text: str, known: list[Entity]) -> Iterator[_Named]:
    """Names in the text that do not overlap: the longest, and of those the ones that articles speak of."""
    ids = {entity.id for entity in known}
    found = [*_stored(text, known), *_indexed(text, ids), *_linked(text, ids)]
    taken: list[_Named] = []
    for each in sorted(found, key=lambda one: (one.start - one.end, not one.known, one.start, one.entity.id)):
        if all(each.end <= other.start or other.end <= each.start for other in taken):
            taken.append(each)
    yield from sorted(taken, key=lambda one: one.start)


def _stored(text: str, known: list[Entity]) -> Iterator[_Named]:
    """Names of the database, in any case, with or without the marks and gaps inside them."""
    exact = {atoms(entity.name): entity for entity in reversed(known)}
    pressed: dict[str, list[Entity]] = {}
    for entity in known:
        pressed.setdefault(_pressed(entity.name), []).append(entity)
    for start, end in _stretches(text):
        form = text[start:end]
        same = pressed.get(_pressed(form), [])
        found = exact.get(atoms(form)) or (same[0] if len(same) == 1 and len(form) >= _SHORTEST_NAME else None)
        if found:
            yield _Named(start, end, found, True)


def _pressed(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Every row of a few whole words."""
    words = list(ATOM.finditer(text))
    for at, first in enumerate(words):
        for last in words[at : at + _LONGEST_NAME]:
            before, after = text[max(0, first.start() - 1) : first.start()], text[last.end() : last.end() + 1]
            if not before.isalnum() and not after.isalnum():
                yield first.start(), last.end()


def _indexed(text: str, ids: set[str]) -> Iterator[_Named]:
    """Names of the catalog and of families, in any case."""
    index = names.index()
    for start, end in _stretches(text):
        target = index.reading(text[start:end], as_written=False)
        if target and (not target.short or target.entity.id in ids):
            yield _Named(start, end, target.entity, target.entity.id in ids)


def _linked(text: str, ids: set[str]) -> Iterator[_Named]:
    """What a sentence of an article would be linked to, groups such as `Chinese models` above all."""
    mentions, entities = link.link(_ADJECTIVE.sub(_capital, text))
    by_id = {entity.id: entity for entity in entities}
    for mention in mentions:
        yield _Named(mention.start, mention.end, by_id[mention.entity_id], mention.entity_id in ids)


def _capital(found: re.Match[str]) -> str:
    """`chinese` as an article writes it; one letter for one, so that places stay."""
    word = found[0]
    country = names.index().country_of_adjective(word)
    return word if not country or len(word) < _SHORTEST_COUNTRY else word[0].upper() + word[1:]


# ------------------------------------------------------------------------------------------------- measures


@functools.cache
def _sayings() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    own = [(measure.id.replace("_", " "), (measure.id,)) for measure in rulebook.measures()]
    said = [(form, saying.means) for saying in load().sayings for form in rules.expand(saying.say)]
    return tuple(
        (re.compile(rf"(?<!\w){re.escape(form)}(?!\w)", re.IGNORECASE), means) for form, means in (*own, *said)
    )


def _meant(text: str, taken: list[tuple[int, int]]) -> list[_Meant]:
    """Words that speak of a measure, without those inside names and inside longer words of that kind."""
    found = [
        _Meant(hit.start, hit.end, hit.measure, _STRENGTHS[hit.strength])
        for hit in rulebook.triggers().find(text, 0, len(text))
        if hit.strength in _STRENGTHS
    ]
    for pattern, means in _sayings():
        for said in pattern.finditer(text):
            found += [_Meant(*said.span(), measure, _STRENGTHS["strong"]) for measure in means]
    free = [each for each in found if all(each.end <= start or end <= each.start for start, end in taken)]
    return [each for each in free if not any(_inside(each, other) for other in free)]


def _inside(short: _Meant, long: _Meant) -> bool:
    contained = long.start <= short.start and short.end <= long.end
    return contained and long.end - long.start > short.end - short.start and long.strength >= short.strength


def _tiers(meant: list[_Meant]) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Measures by how much speaks for them; for growth and the like, what they are of."""
    scores: dict[str, float] = {}
    for each in meant:
        scores[each.measure] = max(scores.get(each.measure, 0), each.strength + 0.01 * (each.end - each.start))
    own = rulebook.by_id()
    changes = {measure for measure in scores if own[measure].has("comparison")}
    of: tuple[str, ...] = ()
    if changes and set(scores) - changes:
        of = tuple(sorted(set(scores) - changes))
        scores = {measure: score + 10 * (measure in changes) for measure, score in scores.items()}
    tiers: dict[float, list[str]] = {}
    for measure, score in scores.items():
        tiers.setdefault(score, []).append(measure)
    return tuple(_family(sorted(tiers[score])) for score in sorted(tiers, reverse=True)), of


def _family(measures: list[str]) -> tuple[str, ...]:
    """With each measure its narrower ones: who asks for the price asks for those of input and output."""
    narrower = [m.id for one in measures for m in rulebook.measures() if m.id.startswith(f"{one}_") and m.price]
    return tuple(dict.fromkeys((*measures, *narrower)))


# ------------------------------------------------------------------------------------------------- the rest


def _currency(text: str) -> str | None:
    """`in yuan`, `in US dollars`."""
    for currency in units.vocabulary().currencies:
        for form in (form for pattern in currency.forms for form in rules.expand(pattern)):
            if re.search(rf"\bin {re.escape(form)}(?!\w)", text, re.IGNORECASE):
                return currency.id
    return None


def _left(text: str, spans: list[tuple[int, int]], currency: str | None) -> Iterator[str]:
    quiet = STOP_WORDS | set(load().empty)
    for word in _WORD.finditer(text):
        low = word[0].casefold()
        known = low in quiet or any(start < word.end() and word.start() < end for start, end in spans)
        if not known and not (currency and _is_currency(low, currency)):
            yield word[0]


def _is_currency(word: str, currency: str) -> bool:
    forms = next(each.forms for each in units.vocabulary().currencies if each.id == currency)
    return any(word in form.casefold().split() for pattern in forms for form in rules.expand(pattern))


_TIERS: tuple[frozenset[str], ...] = (
    frozenset({"model", "product"}),
    frozenset({"lab", "company", "group"}),
    frozenset({"country"}),
    frozenset({"platform", "benchmark", "publisher"}),
)


def subjects(question: Question) -> tuple[tuple[Entity, ...], tuple[Entity, ...]]:
    """What the question is about, and what narrows it: a model before the host that offers it."""
    for kinds in _TIERS:
        first = tuple(each for each in question.entities if each.kind in kinds)
        if first:
            return first, tuple(each for each in question.entities if each.kind not in kinds)
    return (), ()
