"""Question and store -> every value of the slots that it asks for, with sources, origins, checks and listings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import groupby
from typing import Any

from extractor import catalog, display, names
from extractor.ask.question import Question, subjects
from extractor.dates import Period
from extractor.errors import ExtractorError
from extractor.models import Claim, Entity, Listing
from extractor.report import content
from extractor.report.content import Finding
from extractor.store import Reader, Said

MOST_CLAIMS = 500
MOST_FINDINGS = 12
NEAREST = 5
_MODALITIES = ("forecast", "hypothetical", "negated")
"""What is not said to be so comes after what is."""
_TOLD = 10
"""Measures named where what is asked for is not known."""
_LONGEST = 4
"""Words of a name that may be misspelt."""
_NEAR = 75
"""How alike two names must be to be offered, of 100."""
_LISTED = {"context_window": "tokens", "output_limit": "tokens"}
_PRICE = "usd_per_1m_tokens"


@dataclass(frozen=True)
class Mention:
    """One claim: what one article says."""

    claim_id: str
    surface: str
    quote: str
    at: int
    """Where the number stands in the quote, in characters."""
    until: int
    modality: str
    said_by: str | None
    article_id: str
    article: str
    path: str
    source: str | None
    published: str | None
    url: str | None
    origin_id: str
    verdict: str | None
    """Worst verdict of the checks that use it and that nobody has dismissed."""


@dataclass(frozen=True)
class Value:
    """One figure for one time and place, with all who give it."""

    display: str
    value_text: str | None
    low_text: str | None
    high_text: str | None
    decimals: int | None
    comparator: str
    period: str | None
    """ISO 8601 / EDTF; the moment of a state where there is no period."""
    scope: str | None
    qualifier: str | None
    of: str | None
    origins: int
    mentions: tuple[Mention, ...]


@dataclass(frozen=True)
class Listed:
    """One value of the catalog, with all providers that list it."""

    display: str
    value_text: str
    providers: tuple[str, ...]
    as_of: str
    """Newest date of these listings."""


@dataclass(frozen=True)
class Slot:
    """All figures of one measure and unit for one subject, by time."""

    subject: str
    subject_ids: tuple[str, ...]
    measure: str
    unit: str
    mentions: int
    origins: int
    values: tuple[Value, ...]
    listed: tuple[Listed, ...]


@dataclass(frozen=True)
class Known:
    """What else is known of a thing: how many figures of one measure and unit."""

    subject: str
    measure: str
    unit: str
    mentions: int
    articles: int
    origins: int


@dataclass(frozen=True)
class Answer:
    """All that is known of what was asked for."""

    question: str
    subjects: tuple[str, ...]
    """Ids of the things that it is about."""
    measures: tuple[str, ...]
    period: str | None
    slots: tuple[Slot, ...]
    findings: tuple[Finding, ...]
    more_findings: int
    known: tuple[Known, ...]
    notes: tuple[str, ...]
    """How the question was understood, where that is not plain."""


@dataclass
class _Search:
    """What is looked for, and what had to be left open to find something."""

    store: Reader
    question: Question
    notes: list[str]


def answer(store: Reader, question: Question) -> Answer:
    """Answer a question. Raises ExtractorError, with what is known instead, where nothing is."""
    search = _Search(store, question, [])
    _recognised(search)
    about, _ = subjects(question)
    said, measures, about = _found(search, about)
    said = _narrowed(search, said)
    slots = tuple(_slots(store, said, about, measures))
    if not slots:
        raise ExtractorError(_nothing(search, about))
    findings = store.checks_of([each.claim.id for each in said])
    return Answer(
        question=question.text,
        subjects=tuple(each.id for each in about),
        measures=measures,
        period=question.period.edtf if question.period else None,
        slots=slots,
        findings=tuple(found for i in findings[:MOST_FINDINGS] if (found := content.one(store, i))),
        more_findings=max(0, len(findings) - MOST_FINDINGS),
        known=() if question.measures else tuple(_known(store, about)),
        notes=tuple(search.notes),
    )


# ------------------------------------------------------------------------------------------------- what is meant


def _recognised(search: _Search) -> None:
    """A name that nobody knows is an error; other words that mean nothing are mentioned."""
    question = search.question
    left = " ".join(question.left)
    if not left:
        return
    stored = {entity.name for entity in search.store.entities()}
    near = nearest(question.left, stored, {entity.name for entity in names.index().entities()})
    named = any(word != word.lower() or any(c.isdigit() for c in word) for word in question.left)
    if not question.entities and (near or named or not question.measures):
        told = f"nothing is known by a name like {left!r}"
        raise ExtractorError(f"{told}; nearest names: {', '.join(near)}" if near else told)
    search.notes.append(f"not understood: {', '.join(question.left)}")


def nearest(words: Sequence[str], stored: Set[str], others: Set[str] = frozenset()) -> list[str]:
    """Names that look like some of the words, likest first; of two that do alike, the stored one."""
    from rapidfuzz import fuzz, process

    names_of = sorted(stored | others)
    keys = [names.key(name) for name in names_of]
    scores: dict[str, float] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
            form = names.key(" ".join(words[start:end]))
            for _, score, at in process.extract(form, keys, scorer=fuzz.ratio, limit=NEAREST, score_cutoff=_NEAR):
                scores[names_of[at]] = max(score, scores.get(names_of[at], 0))
    return sorted(scores, key=lambda name: (-scores[name], name not in stored, name))[:NEAREST]


def _found(search: _Search, about: tuple[Entity, ...]) -> tuple[list[Said], tuple[str, ...], tuple[Entity, ...]]:
    """Claims of the likeliest measures of which there are any, these measures, and what they are of.

    Where a family or a lab has no such figure of its own, those of its models are taken.
    """
    question, store = search.question, search.store
    wider = tuple(member for each in about for member in store.family(each.id))
    for place, tier in enumerate(question.measures or ((),)):
        for whose in (about, wider) if wider else (about,):
            said = _said(search, whose, tier)
            if said or any(_listings(store, each, tier) for each in about if whose is about):
                if place:
                    search.notes.append(f"no {_words(question.measures[0])} is known; this is what comes next to it")
                if whose is not about:
                    whole = " and ".join(each.name for each in about)
                    search.notes.append(f"nothing of the kind is said of {whole} itself; these are of its models")
                return said, tier, whose
    if question.measures:
        return [], question.measures[0], about
    fields = sorted({listing.field for each in about for listing in _all_listings(store, each)})
    if fields:
        whole = " and ".join(each.name for each in about)
        search.notes.append(f"no article says a figure for {whole}; this is what providers list")
    return [], tuple(fields), about


def _said(search: _Search, about: Sequence[Entity], measures: Sequence[str]) -> list[Said]:
    if not about and not measures:
        return []
    said = list(search.store.said([each.id for each in about], measures, MOST_CLAIMS + 1))
    if len(said) > MOST_CLAIMS:
        search.notes.append(f"only the first {MOST_CLAIMS:,} figures are shown; name what they should be of")
    of = search.question.of
    narrow = [each for each in said if each.claim.of in of]
    return (narrow or said)[:MOST_CLAIMS]


def _narrowed(search: _Search, said: list[Said]) -> list[Said]:
    """Only what fits the time, place and currency asked for; what would leave nothing is told and left open."""
    question = search.question
    _, places = subjects(question)
    tests: list[tuple[str, Callable[[Said], bool]]] = [(place.name, partial(_at, place)) for place in places]
    if question.period:
        tests.append((display.period(question.period.edtf) or "", partial(_within, question.period)))
    if question.currency:
        tests.append((f"in {question.currency.upper()}", partial(_paid, question.currency)))
        if question.currency != "usd" and not said:
            search.notes.append("what providers list is in US dollars")
    for name, fits in tests:
        kept = [each for each in said if fits(each)]
        if said and not kept:
            search.notes.append(f"nothing is said for {name}; all others are shown")
        said = kept or said
    return said


def _at(place: Entity, said: Said) -> bool:
    claim = said.claim
    linked = (*claim.subject_ids, *claim.scope_ids, *claim.counterpart_ids)
    named = (claim.attributed_to, claim.qualifier, said.article["source"])
    return place.id in linked or any(place.name.casefold() in (name or "").casefold() for name in named)


def _paid(currency: str, said: Said) -> bool:
    return said.claim.unit.startswith(currency)


def _within(period: Period, said: Said) -> bool:
    """Whether a claim speaks of the time asked for; a state at a moment in it does."""
    begin, finish = str(period.begin or ""), str(period.finish or "9999")
    first, last = said.days if any(said.days) else (said.claim.as_of, said.claim.as_of)
    return bool(first or last) and (first or "") <= finish and (last or "9999") >= begin


def _nothing(search: _Search, about: Sequence[Entity]) -> str:
    question = search.question
    whose = " and ".join(each.name for each in about) or "this"
    asked = _words(question.measures[0]) if question.measures else "figure"
    known = list(_known(search.store, about))
    if known:
        others = [f"{_words((each.measure,))} ({each.mentions})" for each in known]
        rest = ", ".join(others[:_TOLD]) + (f" and {len(others) - _TOLD} more" if len(others) > _TOLD else "")
        return f"no {asked} is known for {whose}; known are: {rest}"
    stored = {each.name for each in search.store.subjects()} - {each.name for each in about}
    near = [name for each in about for name in nearest(each.name.split(), stored)]
    told = f"no article says a figure for {whose}" if about else f"no article gives a {asked}"
    return f"{told}; nearest names: {', '.join(near[:NEAREST])}" if near else told


def _known(store: Reader, about: Sequence[Entity]) -> Iterator[Known]:
    for entity in about:
        for row in store.read("claims_by_subject", entity_id=entity.id):
            yield Known(row["subject"], row["measure"], row["unit"], row["claims"], row["articles"], row["origins"])


def _words(measures: Sequence[str]) -> str:
    return " or ".join(measure.replace("_", " ") for measure in measures[:1])


# ------------------------------------------------------------------------------------------------- what is said


def _slots(store: Reader, said: Sequence[Said], about: Sequence[Entity], measures: Sequence[str]) -> Iterator[Slot]:
    def key(each: Said) -> tuple[str, int, str, str]:
        place = measures.index(each.claim.measure) if each.claim.measure in measures else len(measures)
        return "; ".join(each.claim.subject), place, each.claim.measure, each.claim.unit

    told: set[tuple[str, str]] = set()
    for (subject, _, measure, unit), group in groupby(sorted(said, key=key), key=key):
        same = list(group)
        ids = same[0].claim.subject_ids
        listed = tuple(_listed(store, ids[0], measure, unit)) if len(ids) == 1 else ()
        told |= {(each, measure) for each in ids if listed}
        origins = len({each.article["origin_id"] for each in same})
        yield Slot(subject, ids, measure, unit, len(same), origins, tuple(_values(same)), listed)
    for entity in about:
        for measure in measures:
            unit = _LISTED.get(measure, _PRICE)
            listed = () if (entity.id, measure) in told else tuple(_listed(store, entity.id, measure, unit))
            if listed:
                yield Slot(entity.name, (entity.id,), measure, unit, 0, 0, (), listed)


def _values(said: Sequence[Said]) -> Iterator[Value]:
    def key(each: Said) -> tuple[Any, ...]:
        claim = each.claim
        time = claim.period or claim.as_of
        firm = _MODALITIES.index(claim.modality) if claim.modality in _MODALITIES else -1
        ends = [Decimal(-1) if end is None else end for end in (claim.value, claim.low, claim.high)]
        return (
            firm, time is None, each.days[0] or time or "", time or "", "; ".join(claim.scope),
            _narrower(claim) or "", claim.of or "", ends, claim.comparator, claim.direction or "",
        )  # fmt: skip

    for (_, _, _, _, scope, qualified, of, *_), group in groupby(sorted(said, key=key), key=key):
        same = sorted(group, key=lambda each: (each.article["published"] or "", each.article["path"], each.claim.start))
        claim = max((each.claim for each in same), key=lambda claim: claim.decimals or 0)  # with the most digits
        yield Value(
            display=display.claim(claim),
            value_text=_exact(claim.value),
            low_text=_exact(claim.low),
            high_text=_exact(claim.high),
            decimals=claim.decimals,
            comparator=claim.comparator,
            period=claim.period or claim.as_of,
            scope=scope or None,
            qualifier=qualified or None,
            of=of or None,
            origins=len({each.article["origin_id"] for each in same}),
            mentions=tuple(_mention(each) for each in same),
        )


def _narrower(claim: Claim) -> str | None:
    """What narrows a figure, unless the measure says so itself: an input price is no narrower for being of input."""
    said = claim.qualifier
    return None if not said or set(said.casefold().split()) <= set(claim.measure.split("_")) else said


def _exact(number: Decimal | None) -> str | None:
    return None if number is None else display.plain(number)


def _mention(said: Said) -> Mention:
    claim, article = said.claim, said.article
    return Mention(
        claim_id=claim.id,
        surface=claim.surface,
        quote=claim.sentence,
        at=claim.start - claim.sentence_start,
        until=claim.end - claim.sentence_start,
        modality=claim.modality,
        said_by=claim.attributed_to,
        article_id=claim.article_id,
        article=article["title"] or article["path"],
        path=article["path"],
        source=article["source"],
        published=article["published"],
        url=article["url"],
        origin_id=article["origin_id"],
        verdict=said.verdict,
    )


def _listings(store: Reader, entity: Entity, measures: Sequence[str]) -> list[Listing]:
    return [each for each in _all_listings(store, entity) if each.field in measures]


def _all_listings(store: Reader, entity: Entity) -> Sequence[Listing]:
    return store.listings(entity.id) or catalog.listings(entity.id)


def _listed(store: Reader, entity_id: str, measure: str, unit: str) -> Iterator[Listed]:
    """Values that providers list, those of most providers first."""
    if unit != (_LISTED.get(measure) or _PRICE):
        return
    by_value: dict[str, list[Listing]] = {}
    for each in store.listings(entity_id) or catalog.listings(entity_id):
        if each.field == measure:
            by_value.setdefault(each.value_text, []).append(each)
    for text, rows in sorted(by_value.items(), key=lambda item: (-len({r.provider for r in item[1]}), item[0])):
        providers = tuple(sorted({row.provider for row in rows}))
        yield Listed(_shown(text, unit), text, providers, max(row.as_of for row in rows))


def _shown(text: str, unit: str) -> str:
    try:
        return display.quantity(Decimal(text), unit)
    except InvalidOperation:
        return text
