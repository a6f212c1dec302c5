"""A seed -> as many articles of market news as wanted, with their claims: real names, made-up figures.

For measuring what comes after extraction at any size. Like real news it has hot subjects (names are drawn by Zipf's
law, and new ones come up as it goes on), weeks that pass, roundings, misprints, texts that are printed twice, and
figures that belong together: levels with their growth, totals with their parts, prices with their multiple. Nothing
here knows how checks are made. The same seed makes the same articles.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from extractor import catalog, ids, names
from extractor.models import Article, Claim, Entity, Extraction, SourceRef

A_WEEK = 200
"""Articles that appear in one week."""
SENTENCES = 7
COPIED, MISPRINTED = 0.05, 0.02
"""Shares of articles that print another one's text, and of figures with a wrong digit."""
FEWEST, GROWS = 60, 6
"""Models that are spoken of: so many at least, and so many times the root of the number of articles so far."""
HOSTS = 4
FIRST = date(2024, 1, 1)
_PUBLISHERS = ("Ledger", "Courier", "Tribune", "Gazette", "Observer", "Herald", "Bulletin", "Chronicle")
_SIZES = {" trillion": 12, " billion": 9, " million": 6, "K": 3}
_NOUNS = ("data centres", "engineers", "customers", "racks", "patents")


@dataclass(frozen=True)
class Figure:
    """A number as it is printed, and what it states."""

    surface: str
    value: Decimal
    decimals: int
    unit: str
    measure: str
    about: tuple[Entity, ...]
    more: dict[str, Any] = field(default_factory=dict)


Sentence = list[str | Figure]


def extractions(claims: int, seed: int = 0) -> Iterator[Extraction]:
    """Articles with at least so many claims in all."""
    number = made = 0
    while made < claims:
        yield (found := _article(number, seed))
        made += len(found.claims)
        number += 1


def _article(number: int, seed: int) -> Extraction:
    chance = Random(f"{seed}/{number}")  # noqa: S311 (nothing secret)
    publisher = chance.choice(_PUBLISHERS)
    original = number - chance.randint(1, A_WEEK) if chance.random() < COPIED else number
    scene = _Scene(max(0, original), seed)
    sentences = [chosen(scene) for chosen in scene.chance.sample(_SENTENCES, SENTENCES)]
    return _printed(number, publisher, scene, sentences)


def _printed(number: int, publisher: str, scene: _Scene, sentences: list[Sentence]) -> Extraction:
    text, placed = f"{publisher} on the market, {scene.week}\n\n", []
    for sentence in sentences:
        begin, own = len(text), []
        for part in sentence:
            if isinstance(part, Figure):
                own.append((len(text), part))
            text += part.surface if isinstance(part, Figure) else part
        placed += [(start, begin, text[begin:], figure) for start, figure in own]
        text += "\n\n" if scene.chance.random() < 0.4 else " "
    path = f"{number // 1000:04}/{number:07}.txt"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    article = Article(
        id=ids.article_id(path), path=path, text=text, sha256=sha256, blocks=(), title=text.partition("\n")[0],
        source=publisher, published=str(scene.monday + timedelta(7)), language="en",
    )  # fmt: skip
    claims = tuple(_claim(article, *each) for each in placed)
    things = {entity.id: entity for *_, figure in placed for entity in figure.about} | {scene.host.id: scene.host}
    leans = (SourceRef(article_id=article.id, name=scene.host.name, relation="attributed"),)
    return Extraction(article=article, claims=claims, entities=tuple(things.values()), sources=leans)


def _claim(article: Article, start: int, begin: int, sentence: str, figure: Figure) -> Claim:
    end = start + len(figure.surface)
    return Claim(
        id=ids.claim_id(article.id, article.sha256, start, end, figure.measure, 0), article_id=article.id,
        start=start, end=end, surface=figure.surface, value=figure.value, decimals=figure.decimals, unit=figure.unit,
        measure=figure.measure, subject=tuple(entity.name for entity in figure.about),
        subject_ids=tuple(entity.id for entity in figure.about), sentence=sentence, sentence_start=begin,
        rule="world", confidence=0.9, **figure.more,
    )  # fmt: skip


class _Scene:
    """What one article may speak of: its week, its names, and the figures that hold then."""

    def __init__(self, number: int, seed: int) -> None:
        self.seed = seed
        self.chance = Random(f"{seed}/scene/{number}")  # noqa: S311 (nothing secret)
        self.monday = FIRST + timedelta(7 * (number // A_WEEK))
        self.week = f"{self.monday}/{self.monday + timedelta(6)}"
        self.before = f"{self.monday - timedelta(7)}/{self.monday - timedelta(1)}"
        self._models = _models()[: FEWEST + int(GROWS * number**0.5)]
        self.host = self.hot(_of_kind("platform")[:HOSTS])
        self.hosted: dict[str, Any] = {"scope": (self.host.name,), "scope_ids": (self.host.id,)}

    def hot(self, things: Sequence[Entity]) -> Entity:
        """One of some things, the first ones more often."""
        return things[int(len(things) ** self.chance.random()) - 1]

    def models(self, count: int) -> list[Entity]:
        """So many different models."""
        found: dict[str, Entity] = {}
        while len(found) < count:
            model = self.hot(self._models)
            found[model.id] = model
        return list(found.values())

    def truth(self, about: str, low: int, high: int, week: str = "") -> int:
        """A whole number that is the same wherever it is asked for."""
        return Random(f"{self.seed}/{about}/{week}").randint(low, high)  # noqa: S311 (nothing secret)

    def figure(
        self, show: str, value: Decimal, places: int, unit: str, measure: str, *about: Entity, **more: Any
    ) -> Figure:
        """A value rounded to so many places, now and then misprinted; `show` has {} for the number."""
        shown = f"{value:,.{places}f}"
        if self.chance.random() < MISPRINTED:
            at = self.chance.choice([at for at, sign in enumerate(shown) if sign.isdigit()])
            shown = f"{shown[:at]}{self.chance.randint(1, 9)}{shown[at + 1 :]}"
        size = next((power for word, power in _SIZES.items() if f"{{}}{word}" in show), 0)
        exact = Decimal(shown.replace(",", "")).scaleb(size)
        return Figure(show.format(shown), exact, places - size, unit, measure, about, more)

    def tokens(self, billions: int, *about: Entity, period: str = "") -> Figure:
        """A volume of tokens on the host of the scene."""
        large = billions >= 1000
        shown = (
            ("{} trillion tokens", Decimal(billions) / 1000, 2)
            if large
            else ("{} billion tokens", Decimal(billions), 0)
        )
        return self.figure(*shown, "tokens", "token_volume", *about, period=period or self.week, **self.hosted)

    def growth(self, now: int, then: int, *about: Entity) -> Figure:
        """The change from one week to the next."""
        rate = Decimal(now - then) * 100 / then
        told = {"period": self.week, "step": "P1W", "of": "token_volume", "direction": "up" if rate >= 0 else "down"}
        return self.figure("{}%", abs(rate), 1, "percent", "growth", *about, **told)


def _filled(words: str, *figures: Figure) -> Sentence:
    """Words with a figure for each {}."""
    first, *rest = words.split("{}")
    return [first, *(part for pair in zip(figures, rest, strict=True) for part in pair)]


def _nations(scene: _Scene) -> Sentence:
    cn, us = _groups()
    of_cn, before, of_us = (
        scene.truth(f"{scene.host.id}/{group.id}", 2000, 9000, week)
        for group, week in ((cn, scene.week), (cn, scene.before), (us, scene.week))
    )
    return _filled(
        f"Chinese models served {{}} on {scene.host.name} that week, a change of {{}} on the {{}} of the week before, "
        "while American ones served {}.",
        scene.tokens(of_cn, cn),
        scene.growth(of_cn, before, cn),
        scene.tokens(before, cn, period=scene.before),
        scene.tokens(of_us, us),
    )


def _together(scene: _Scene) -> Sentence:
    three = scene.models(3)
    volumes = [_volume(scene, model) for model in three]
    a, b, c = (model.name for model in three)
    own = (scene.tokens(volume, model) for volume, model in zip(volumes, three, strict=True))
    total = scene.tokens(sum(volumes), *three)
    return _filled(f"{a} came to {{}}, {b} to {{}} and {c} to {{}}, together {{}}.", *own, total)


def _part(scene: _Scene) -> Sentence:
    model = scene.models(1)[0]
    own, whole = _volume(scene, model), scene.truth(f"{scene.host.id}/all", 15000, 25000, scene.week)
    share = {"period": scene.week, "of": "token_volume"} | scene.hosted
    return _filled(
        f"{model.name} took {{}} with {{}} of the {{}} that {scene.host.name} counted.",
        scene.figure("{}%", Decimal(own) * 100 / whole, 1, "percent", "token_share", model, **share),
        scene.tokens(own, model),
        scene.tokens(whole, scene.host),
    )


def _risen(scene: _Scene) -> Sentence:
    model = scene.models(1)[0]
    now, then = _volume(scene, model), _volume(scene, model, scene.before)
    return _filled(
        f"{model.name} went from {{}} to {{}}, a change of {{}}.",
        scene.tokens(then, model, period=scene.before),
        scene.tokens(now, model),
        scene.growth(now, then, model),
    )


def _size(scene: _Scene) -> Sentence:
    model = scene.models(1)[0]
    billions = Decimal(scene.truth(f"{model.id}/size", 20, 900))
    window = Decimal(scene.chance.choice(_listed(model.id)))
    short = scene.chance.random() < 0.5 and window >= 10_000
    shown = ("{}K tokens", window / 1000) if short else ("{} tokens", window)
    return _filled(
        f"{model.name} has {{}}, of which {{}} are active, and a window of {{}}.",
        scene.figure("{} billion parameters", billions, 0, "parameters", "parameters", model),
        scene.figure("{} billion", billions / 8, 0, "parameters", "active_parameters", model),
        scene.figure(*shown, 0, "tokens", "context_window", model),
    )


def _cost(scene: _Scene) -> Sentence:
    one, other = scene.models(2)
    cheap, dear = (Decimal(scene.truth(f"{model.id}/price", 10, 900)) / 100 for model in (one, other))
    price, unit = "${} per 1M", "usd_per_1m_tokens"
    return _filled(
        f"On {scene.host.name} {one.name} asks {{}} input tokens and {{}} output tokens, {{}} what {other.name} asks, "
        "{} input tokens.",
        scene.figure(price, cheap, 2, unit, "price_input", one, **scene.hosted),
        scene.figure(price, cheap * 4, 2, unit, "price_output", one, **scene.hosted),
        scene.figure(
            "{} times", cheap / dear, 1, "multiple", "price_ratio", one, of="price_input", counterpart_ids=(other.id,)
        ),
        scene.figure(price, dear, 2, unit, "price_input", other, **scene.hosted),
    )


def _scores(scene: _Scene) -> Sentence:
    one, other = scene.models(2)
    test = scene.chance.choice(_of_kind("benchmark"))
    held: dict[str, Any] = {"scope": (test.name,), "scope_ids": (test.id,), "qualifier": test.name}
    mine, yours = (Decimal(scene.truth(f"{model.id}/{test.id}", 300, 950)) / 10 for model in (one, other))
    apart = {"of": "benchmark_score", "counterpart_ids": (other.id,)} | held
    return _filled(
        f"On {test.name} {one.name} scores {{}} and lies {{}} from {other.name} at {{}}.",
        scene.figure("{} points", mine, 1, "points", "benchmark_score", one, **held),
        scene.figure("{} points", abs(mine - yours), 1, "points", "benchmark_gap", one, **apart),
        scene.figure("{} points", yours, 1, "points", "benchmark_score", other, **held),
    )


def _company(scene: _Scene) -> Sentence:
    lab, noun, year = scene.hot(_of_kind("lab")), scene.chance.choice(_NOUNS), str(scene.monday.year)
    revenue = Decimal(scene.truth(lab.id, 50, 9000, year))
    worth = Decimal(scene.truth(f"{lab.id}/worth", 5, 900)) / 10
    count = Decimal(scene.truth(f"{lab.id}/{noun}", 10, 5000, year))
    return _filled(
        f"{lab.name} reports {{}} for the year, at a valuation of {{}}, and has {{}} {noun}.",
        scene.figure("${} million", revenue, 0, "usd", "revenue", lab, period=year),
        scene.figure("${} billion", worth, 1, "usd", "valuation", lab),
        scene.figure("{}", count, 0, "count", "count", lab, qualifier=noun),
    )


def _volume(scene: _Scene, model: Entity, week: str = "") -> int:
    return scene.truth(f"{scene.host.id}/{model.id}", 40, 1800, week or scene.week)


_SENTENCES: tuple[Callable[[_Scene], Sentence], ...] = (
    _nations, _together, _part, _risen, _size, _cost, _scores, _company,
)  # fmt: skip


@functools.cache
def _models() -> list[Entity]:
    """Models that catalogs list, in an order that is random and always the same."""
    found = [entity for entity in names.index().entities() if entity.kind == "model" and _listed(entity.id)]
    found.sort(key=lambda entity: entity.id)
    Random(0).shuffle(found)  # noqa: S311 (nothing secret)
    return found


@functools.cache
def _listed(model: str) -> list[str]:
    return [listing.value_text for listing in catalog.listings(model) if listing.field == "context_window"]


@functools.cache
def _of_kind(kind: str) -> list[Entity]:
    return sorted((entity for entity in names.index().entities() if entity.kind == kind), key=lambda each: each.id)


@functools.cache
def _groups() -> tuple[Entity, Entity]:
    """The models of two countries, each taken together, as a text may speak of them."""
    china = Entity(id="group:cn-models", name="China (models, aggregate)", kind="group", country="CN")
    return china, Entity(id="group:us-models", name="United States (models, aggregate)", kind="group", country="US")
