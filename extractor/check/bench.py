"""Corpus -> Bench: the claims that may be checked, and how to find those that stand near each other.

Nothing here judges. Forecasts stay (they are compared with forecasts); hypothetical claims stand
apart, negated ones take no part.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any, TypeVar

from extractor.check.intervals import Reported, reported, significant
from extractor.check.knobs import knobs
from extractor.models import Article, Block, Claim, Corpus, Entity, Listing

_LINE = re.compile(r"\n")
_SLUG = re.compile(r"[^\w.]+")
_WORD = re.compile(r"[^\W\d_]+")
_LAB_KINDS = ("lab", "company")
_SIGNS = " \u00a0*_`~$€£¥≈(\"'"
_STEM = 4
"""Letters of a name that its adjective has as well."""

K = TypeVar("K")
V = TypeVar("V")
Key = tuple[str, ...]
"""What a claim is about: roots of its subjects, sorted."""


@dataclass
class Bench:
    """Everything the checks look things up in; built once."""

    articles: dict[str, Article] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    listings: dict[str, list[Listing]] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    numbers: dict[str, Reported] = field(default_factory=dict)
    supposed: dict[str, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    """Article -> what it only supposes: no figure of anything, but a total of figures for all that."""
    in_article: Mapping[str, list[Claim]] = field(default_factory=dict)
    in_sentence: Mapping[tuple[str, str], list[Claim]] = field(default_factory=dict)
    levels: dict[tuple[str, Key], list[Claim]] = field(default_factory=dict)
    """(article, subject) -> quantities of their own."""
    of_kind: dict[tuple[str, str, str], list[Claim]] = field(default_factory=dict)
    """(article, measure, unit) -> quantities of their own."""
    dated: dict[tuple[Key, str, str, str], list[Claim]] = field(default_factory=dict)
    """(subject, measure, unit, period) -> quantities of their own, in all articles."""
    rows: dict[str, bool] = field(default_factory=dict)
    """Claim -> whether it stands in a row of a table, as far as anyone asked."""
    contested: set[str] = field(default_factory=set)
    """Claims whose very number the corpus also gives for another subject: whose it is, is in doubt."""
    gaps: dict[tuple[int, int, bool], Any] = field(default_factory=dict)
    """What lies between the slots of two claims, as far as anyone asked lately."""
    slots: dict[str, int] = field(default_factory=dict)
    """Claim -> number of its slot, as far as anyone asked."""
    states: dict[tuple[object, ...], int] = field(default_factory=dict)
    """What claims of one slot state alike -> its number."""
    _lines: dict[str, list[int]] = field(default_factory=dict)
    _subjects: dict[tuple[Key, Key, Key], Key] = field(default_factory=dict)
    """Ids, names and what they are compared with -> what a claim with these is about."""
    _keys: dict[Key, Key] = field(default_factory=dict)

    @functools.cached_property
    def countries(self) -> frozenset[str]:
        """Names of the countries of the corpus."""
        return frozenset(e.name for e in self.entities.values() if e.kind == "country")

    @functools.cached_property
    def by_name(self) -> dict[str, str]:
        """Entities by name, in small letters, and by a name without its trade: Acme for Acme AI."""
        names = {e.id: e.name.casefold() for e in self.entities.values()}
        return {name.removesuffix(" ai"): i for i, name in names.items()} | {name: i for i, name in names.items()}

    def part(self, number: int, of: int) -> Bench:
        """The same for a stretch of the articles: goes through their claims alone, and finds those of all others."""
        if of == 1:
            return self
        articles = sorted(self.in_article)
        own = stretch(articles, [len(self.in_article[each]) for each in articles], number, of)
        inside = set(own)
        sentences = [key for key in self.in_sentence if key[0] in inside]
        claims = [claim for each in own for claim in self.in_article[each]]
        return replace(
            self, claims=claims, in_article=_Part(self.in_article, own), in_sentence=_Part(self.in_sentence, sentences)
        )

    def number(self, claim: Claim) -> Reported:
        """The number of an eligible claim."""
        return self.numbers[claim.id]

    def sentence(self, claim: Claim) -> list[Claim]:
        """All eligible claims of its sentence, itself included, in order."""
        return self.in_sentence[claim.article_id, self.sentence_key(claim)]

    def sentence_key(self, claim: Claim) -> str:
        """Equal for claims of one sentence, or one row of a table, of one article."""
        if claim.sentence and not self.is_row(claim):
            return f"{claim.sentence_start}:{claim.sentence}"
        return f"line {self.line(claim)}"

    def line(self, claim: Claim) -> int:
        """Number of the line of text (paragraph, item, row) that it stands in."""
        return bisect.bisect_right(self._lines.get(claim.article_id, []), claim.start)

    def distance(self, near: Claim, other: Claim) -> tuple[int, int, str, int]:
        """How far apart two claims stand: sentence, line, article, elsewhere; then characters."""
        if near.article_id != other.article_id:
            return (3, 0, other.article_id, other.start)
        gap = abs(near.start - other.start)
        if self.sentence_key(near) == self.sentence_key(other):
            return (0, gap, "", other.start)
        return (1 if self.line(near) == self.line(other) else 2, gap, "", other.start)

    def between(self, first: Claim, second: Claim) -> str:
        """The text from the end of one claim to the start of a later one of the same article."""
        return self.slice(first.article_id, first.end, second.start)

    def slice(self, article_id: str, start: int, end: int) -> str:
        """Text of an article; empty where the text is not at hand."""
        article = self.articles.get(article_id)
        return article.text[max(0, start) : max(0, end)] if article else ""

    def before(self, claim: Claim, width: int = 24) -> str:
        """The words before a claim, in its line."""
        return self.slice(claim.article_id, claim.start - width, claim.start).rpartition("\n")[2]

    def after(self, claim: Claim, width: int = 40) -> str:
        """The words after a claim, in its line, its own first."""
        tail = self.slice(claim.article_id, claim.end, claim.end + width).partition("\n")[0]
        return f"{claim.surface}{tail}"

    def leads(self, claim: Claim, cue: str) -> bool:
        """Whether words of a group stand right before a number, small words aside: "compared with last year's"."""
        before = self.before(claim, 48)
        last = max((m.end() for m in knobs().cues.patterns[cue].finditer(before)), default=None)
        if last is None:
            return False
        rest = knobs().cues.patterns["small"].sub("", before[last:])
        return not rest.strip(_SIGNS)

    def leads_on(self, claim: Claim, cue: str) -> bool:
        """Whether words of a group stand in a number or right after it."""
        return bool(knobs().cues.patterns[cue].search(self.after(claim, 24)))

    def name(self, entity_id: str) -> str:
        """How an entity is called."""
        entity = self.entities.get(entity_id)
        return entity.name if entity else entity_id.partition(":")[2] or entity_id

    def kind(self, entity_id: str) -> str:
        """Kind of an entity, by its record or its id."""
        entity = self.entities.get(entity_id)
        return entity.kind if entity else entity_id.partition(":")[0]

    def lab(self, entity_id: str) -> str | None:
        """Who makes a model."""
        entity = self.entities.get(entity_id)
        return entity.lab_id if entity else None

    def country(self, entity_id: str) -> str | None:
        """Country of a lab, model, group or country, in capitals."""
        entity = self.entities.get(entity_id)
        if entity is None:
            return None
        if entity.country:
            return entity.country.upper()
        if entity.kind == "country":
            return entity_id.partition(":")[2].upper()
        return self.country(entity.lab_id) if entity.lab_id and entity.lab_id != entity_id else None

    def root(self, entity_id: str) -> str:
        """A country and the aggregate of its models are one root."""
        kind = self.kind(entity_id)
        country = self.country(entity_id) if kind in ("group", "country") else None
        return f"nation:{country}" if country else entity_id

    def subjects(self, claim: Claim) -> Key:
        """Ids that the claim is about, without what it is compared with and without labs named beside their model."""
        said = claim.subject_ids, claim.subject, claim.counterpart_ids
        known = self._subjects.get(said)
        if known is None:
            known = self._subjects[said] = self._about(*said)
        return known

    def _about(self, linked: Key, named: Key, counterparts: Key) -> Key:
        ids = linked or tuple(f"name:{_SLUG.sub('-', name.casefold())}" for name in named)
        own = [i for i in dict.fromkeys(ids) if i not in counterparts]
        labs = {self.lab(i) for i in own} - {None}
        rest = [i for i in own if not (i in labs and self.kind(i) in _LAB_KINDS)]
        return tuple(rest or own)

    def key(self, claim: Claim) -> Key:
        """What the claim is about, as a key."""
        ids = self.subjects(claim)
        known = self._keys.get(ids)
        if known is None:
            known = self._keys[ids] = tuple(sorted({self.root(i) for i in ids}))
        return known

    def is_row(self, claim: Claim) -> bool:
        """Whether the claim stands in a row of a table."""
        if claim.id not in self.rows:
            line = f"{self.before(claim, 200)}{self.after(claim, 200)}"
            self.rows[claim.id] = line.count("|") > 1 or line.count("\t") > 1
        return self.rows[claim.id]

    def published(self, claim: Claim) -> date | None:
        """The day its article came out, where it is known to the day."""
        article = self.articles.get(claim.article_id)
        try:
            return date.fromisoformat(article.published or "") if article else None
        except ValueError:
            return None

    def can_have(self, claim: Claim) -> bool:
        """Whether what the claim is about can have such a figure: a platform has no parameters."""
        kinds = knobs().measure(claim.measure).kinds
        return not kinds or not claim.subject_ids or any(self.kind(i) in kinds for i in self.subjects(claim))

    def versioned(self, claim: Claim) -> bool:
        """Whether its subject is one thing and no family of models, which has as many sizes as members.

        What a thing has one value of for good is not told of families of products: a data set has its tokens, unless
        the sentence tells of what was taken of it.
        """
        rules = knobs().measure(claim.measure)
        if not rules.kinds:
            return True
        whole = rules.single and rules.steady and not knobs().cues.patterns["sampled"].search(claim.sentence)
        return all(
            (whole and self.kind(i) == "product") or any(c.isdigit() for c in self.name(i))
            for i in self.subjects(claim)
        )

    def label(self, claim: Claim) -> str:
        """What the claim is about, for a reader."""
        ids = self.subjects(claim)
        names = [self.name(i) for i in ids] if claim.subject_ids else list(claim.subject)
        return " and ".join(names) or "an unnamed subject"

    def named(self, claim: Claim) -> bool:
        """Whether its own sentence, or the row that it stands in, names what it is about, at least by a part."""
        words = {word for i in self.subjects(claim) for word in _WORD.findall(self.name(i).casefold()) if len(word) > 2}
        return self.is_row(claim) or not words or bool(words & set(_WORD.findall(claim.sentence.casefold())))

    def strong(self, claim: Claim) -> bool:
        """Whether the number of a claim may take part in an accusation."""
        return self.sure(claim) and not self.number(claim).vague

    def strong_together(self, claims: Sequence[Claim]) -> bool:
        """Whether figures that enter one piece of arithmetic may show it to be wrong."""
        return all(self.fair(c) for c in claims)

    def fair(self, claim: Claim) -> bool:
        """Whether a number may take part in an accusation that more speaks for than itself."""
        certain = claim.id not in self.contested and claim.confidence >= knobs().caps.confidence_beside
        return certain and self.known(claim) and not self.number(claim).vague

    def sure(self, claim: Claim) -> bool:
        """Whether it is certain enough that the claim is there and whose it is."""
        certain = claim.id not in self.contested and claim.confidence >= knobs().caps.confidence
        return certain and self.known(claim)

    def known(self, claim: Claim) -> bool:
        """Whether it has a subject, and one that can have just one such figure."""
        return bool(claim.subject_ids or claim.subject) and self.can_have(claim) and self.versioned(claim)


class _Part(Mapping[K, V]):
    """A mapping in which everything is found and some of it is gone through."""

    def __init__(self, whole: Mapping[K, V], own: Sequence[K]) -> None:
        self._whole, self._own = whole, own

    def __getitem__(self, key: K) -> V:
        return self._whole[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)


def stretch(items: Sequence[K], weights: Sequence[int], number: int, of: int) -> Sequence[K]:
    """One of so many stretches of about one weight; together they are all items, in their order."""
    ends = list(accumulate(weights, initial=0))
    bounds = [bisect.bisect_left(ends, ends[-1] * at / of) for at in (number, number + 1)]
    return items[bounds[0] : bounds[1] if number + 1 < of else len(items)]


def when(claim: Claim) -> str | None:
    """The time that a claim speaks of: its period, or the moment that its state was at."""
    return claim.period or claim.as_of


def is_level(claim: Claim) -> bool:
    """Whether the claim is a quantity of its own and not a relation between others."""
    return knobs().measure(claim.measure).level


def build(corpus: Corpus) -> Bench:
    """Index a corpus. Independent of the order in which its records come."""
    bench = Bench(
        articles={a.id: a for a in corpus.articles},
        entities={e.id: e for e in corpus.entities},
        listings=_group_listings(corpus),
    )
    bench._lines = {a.id: [m.start() for m in _LINE.finditer(a.text)] for a in corpus.articles}
    furniture = {a.id: [b for b in a.blocks if b.furniture] for a in corpus.articles}
    for claim in sorted(corpus.claims, key=lambda c: (c.article_id, c.start, c.end, c.id)):
        number = reported(claim)
        if number is None or claim.modality == "negated" or _inside(claim, furniture.get(claim.article_id, [])):
            continue
        bench.numbers[claim.id] = number
        (bench.supposed[claim.article_id] if claim.modality == "hypothetical" else bench.claims).append(claim)
    _index(bench)
    return bench


def _index(bench: Bench) -> None:
    articles: dict[str, list[Claim]] = defaultdict(list)
    sentences: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    levels: dict[tuple[str, Key], list[Claim]] = defaultdict(list)
    kinds: dict[tuple[str, str, str], list[Claim]] = defaultdict(list)
    dated: dict[tuple[Key, str, str, str], list[Claim]] = defaultdict(list)
    for claim in bench.claims:
        articles[claim.article_id].append(claim)
        sentences[claim.article_id, bench.sentence_key(claim)].append(claim)
        if is_level(claim):
            key, time = bench.key(claim), when(claim)
            levels[claim.article_id, key].append(claim)
            kinds[claim.article_id, claim.measure, claim.unit].append(claim)
            if time:
                dated[key, claim.measure, claim.unit, time].append(claim)
    bench.contested = _contested(bench)
    bench.in_article, bench.in_sentence = dict(articles), dict(sentences)
    bench.levels, bench.dated, bench.of_kind = dict(levels), dict(dated), dict(kinds)


def _contested(bench: Bench) -> set[str]:
    """Volumes, revenues, prices: where two subjects have the same at one time, one may have been misread.

    Models of many makers cost $15: such a price tells something of the claims of one article alone.
    """
    groups: dict[tuple[str, str, Decimal, str | None, str], list[Claim]] = defaultdict(list)
    for claim in bench.claims:
        rules = knobs().measure(claim.measure)
        if claim.value is None or not bench.key(claim) or not rules.level or not (rules.additive or rules.current):
            continue
        if significant(claim.value) >= knobs().caps.telling_digits:
            common = rules.current and significant(claim.value) < knobs().caps.slip_digits
            place = claim.article_id if common else ""
            groups[claim.measure, claim.unit, claim.value, when(claim), place].append(claim)
    return {c.id for same in groups.values() if len({bench.key(c) for c in same}) > 1 for c in _in_doubt(bench, same)}


def _in_doubt(bench: Bench, same: Sequence[Claim]) -> Sequence[Claim]:
    """Of claims with one number for two subjects: those whose sentence names the other as well, all where none does."""
    keys = {bench.key(c) for c in same}
    both = [c for c in same if any(_names(bench, c, key) for key in keys if key != bench.key(c))]
    return both or same


def _names(bench: Bench, claim: Claim, key: Key) -> bool:
    """Whether a sentence has the first letters of a name of other subjects: China, Chinese."""
    words = {w[:_STEM] for w in _WORD.findall(claim.sentence.casefold())}
    return any(
        w.casefold()[:_STEM] in words
        for i in key
        for w in _WORD.findall(bench.name(i).partition("(")[0])
        if len(w) >= _STEM
    )


def _group_listings(corpus: Corpus) -> dict[str, list[Listing]]:
    found: dict[str, list[Listing]] = defaultdict(list)
    for listing in sorted(corpus.listings, key=lambda x: (x.entity_id, x.field, x.provider, x.value_text, x.as_of)):
        found[listing.entity_id].append(listing)
    return dict(found)


def _inside(claim: Claim, blocks: list[Block]) -> bool:
    return any(block.start <= claim.start < block.end for block in blocks)
