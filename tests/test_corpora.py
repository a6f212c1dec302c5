"""corpora/briefings -> proof that the gold fits its articles, and that its relations are right in their arithmetic."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest

from extractor.evaluate import Gold, GoldClaim, Relation, gold
from extractor.evaluate.arithmetic import agreement, by_formula

BRIEFINGS = Path(__file__).parent.parent / "corpora" / "briefings"
GOLD: Gold = gold(BRIEFINGS)
STEMS = sorted(GOLD.docs)


class _Text(HTMLParser):
    """HTML -> its text, without what stands in head, script and style."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in {"head", "script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"head", "script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def plain(name: str) -> str:
    text = (BRIEFINGS / name).read_text(encoding="utf-8")
    if not name.endswith(".html"):
        return text
    parser = _Text()
    parser.feed(text)
    return "".join(parser.parts)


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


@pytest.mark.parametrize("stem", STEMS)
def test_each_quote_stands_once_in_its_article_and_holds_its_surface_once(stem: str) -> None:
    document = GOLD.docs[stem]
    whole = letters(plain(document.doc))
    for index, claim in enumerate(document.claims):
        assert whole.count(letters(claim.quote)) == 1, f"{stem}#{index}: {claim.quote!r}"
        assert claim.quote.count(claim.surface) == 1, f"{stem}#{index}: {claim.surface!r} in {claim.quote!r}"


@pytest.mark.parametrize("stem", STEMS)
def test_no_number_is_annotated_twice(stem: str) -> None:
    document = GOLD.docs[stem]
    whole = letters(plain(document.doc))
    places = Counter(
        whole.index(letters(claim.quote)) + len(letters(claim.quote[: claim.quote.index(claim.surface)]))
        for claim in document.claims
    )
    assert [place for place, times in places.items() if times > 1] == []


@pytest.mark.parametrize("stem", STEMS)
def test_values_are_the_digits_of_the_surface_times_a_power_of_ten_or_a_binary_unit(stem: str) -> None:
    for index, claim in enumerate(GOLD.docs[stem].claims):
        digits = re.findall(r"\d[\d,]*(?:\.\d+)?(?:e\d+)?", claim.surface)
        stated = [claim.value] if claim.value is not None else [claim.low, claim.high]
        for value, printed in zip(stated, digits, strict=False):
            assert value is not None
            scale = Fraction(value) / Fraction(Decimal(printed.replace(",", "")))
            if "GiB" in claim.surface:
                scale /= 2**30
            # milliseconds and cents are the two scales under one
            power = {Fraction(10) ** exponent for exponent in range(-3, 19)}
            assert min(abs(scale / p - 1) for p in power) < Fraction(1, 10**9), f"{stem}#{index}: {claim.surface}"


def test_every_article_has_gold_and_the_corpus_is_as_large_and_wide_as_promised() -> None:
    articles = {p.name for p in BRIEFINGS.iterdir() if p.suffix in {".txt", ".md", ".html"}}
    assert articles == {document.doc for document in GOLD.docs.values()}
    claims = [claim for document in GOLD.docs.values() for claim in document.claims]
    counting = [claim for claim in claims if not claim.minor and not claim.furniture]
    assert len(articles) >= 16
    assert len(counting) >= 260
    assert len({claim.measure for claim in counting}) >= 30
    assert {claim.modality for claim in counting} == {"asserted", "attributed", "forecast", "hypothetical", "negated"}
    assert sum(claim.furniture for claim in claims) >= 20
    verdicts = Counter((relation.kind == "agreement", relation.verdict) for relation in GOLD.relations)
    assert verdicts[True, "inconsistent"] >= 5
    assert verdicts[False, "inconsistent"] >= 5
    assert verdicts[False, "consistent"] >= 25


def test_metadata_names_articles_that_exist() -> None:
    with (BRIEFINGS / "metadata.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["path", "url", "publisher", "published", "language"]
    assert all((BRIEFINGS / row["path"]).is_file() for row in rows)
    sidecar = json.loads((BRIEFINGS / "power-forecast.json").read_text(encoding="utf-8"))
    assert set(sidecar) == {"url", "publisher", "published", "language"}


# --- the arithmetic of the relations, again, from the digits in print -----------------------------------------------


@pytest.mark.parametrize("relation", GOLD.relations, ids=lambda r: "+".join(r.claims))
def test_the_arithmetic_of_every_relation_gives_its_verdict(relation: Relation) -> None:
    claims = [GOLD.claim(reference) for reference in relation.claims]
    if relation.formula:
        assert by_formula(relation.formula, claims) == relation.verdict
    elif relation.verdict in {"consistent", "inconsistent"} and relation.kind == "agreement":
        assert len({(claim.measure, claim.unit) for claim in claims}) == 1
        assert agreement(claims) == relation.verdict
    else:
        assert relation.kind == "catalog" or relation.verdict in {"derived", "not_comparable"}
        assert relation.note


def test_a_wrong_sum_would_be_noticed() -> None:
    parts = [GoldClaim(quote=s, surface=s, value=Decimal(s), unit="usd", measure="cost", subject=("X",)) for s in "123"]
    assert by_formula("a + b = c", parts) == "consistent"
    assert by_formula("a + c = b", parts) == "inconsistent"
