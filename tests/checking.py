"""Short-hand for tests: an article's text and its claims -> a corpus, in few words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from extractor import check
from extractor.models import Article, Check, Claim, Corpus, Entity, Listing, SourceRef

_NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")

CN, US = "group:cn-models", "group:us-models"
ENTITIES = (
    Entity(id=CN, name="China (models, aggregate)", kind="group", country="CN"),
    Entity(id=US, name="United States (models, aggregate)", kind="group", country="US"),
    Entity(id="country:cn", name="China", kind="country", country="CN"),
    Entity(id="lab:jade", name="Jade", kind="lab", country="CN"),
    Entity(id="model:jade-3", name="Jade 3", kind="model", lab_id="lab:jade"),
    Entity(id="model:jade-3-mini", name="Jade 3 mini", kind="model", lab_id="lab:jade"),
    Entity(id="model:onyx", name="Onyx", kind="model", country="CN"),
    Entity(id="model:opal", name="Opal", kind="model", country="US"),
    Entity(id="platform:switchboard", name="Switchboard", kind="platform"),
    Entity(id="product:quarry", name="Quarry", kind="product"),
    Entity(id="company:acme", name="Acme", kind="company", country="US"),
)
JADE, MINI, ONYX, OPAL, ACME = "model:jade-3", "model:jade-3-mini", "model:onyx", "model:opal", "company:acme"
SWITCHBOARD = "platform:switchboard"
WEEK, WEEK_BEFORE = "2026-06-08/2026-06-14", "2026-06-01/2026-06-07"


def said(surface: str, value: str, measure: str, unit: str, subject: str = "", /, **fields: Any) -> dict[str, Any]:
    """A claim, to be placed where its surface next stands; its reported digits come from the surface."""
    found = _NUMBER.search(surface)
    decimals = None
    if found and value:
        number = Decimal(found.group().replace(",", ""))
        decimals = len(found.group(1) or "") - (Decimal(value) / number).adjusted()
    given = {"value": Decimal(value) if value else None, "decimals": decimals, "unit": unit, "measure": measure}
    return {"surface": surface, "subject_ids": (subject,) if subject else (), **given, **fields}


def volume(surface: str, value: str, subject: str, **fields: Any) -> dict[str, Any]:
    """Tokens of the week of these tests."""
    return said(surface, value, "token_volume", "tokens", subject, **{"period": WEEK, **fields})


def usd(surface: str, value: str, measure: str, subject: str = ACME, **fields: Any) -> dict[str, Any]:
    """An amount of dollars."""
    return said(surface, value, measure, "usd", subject, **fields)


def article(name: str, text: str, *claims: dict[str, Any], published: str | None = None) -> tuple[Article, list[Claim]]:
    """An article with its claims in the order of the text; raises ValueError where a surface does not stand there."""
    placed, last = [], 0
    for position, fields in enumerate(claims):
        start = text.index(fields["surface"], last)
        last = start + len(fields["surface"])
        begins = [0, *(m.end() for m in _SENTENCE.finditer(text))]
        begin = max(b for b in begins if b <= start)
        end = min([b for b in begins if b > start] or [len(text)])
        place = {"start": start, "end": last, "sentence": text[begin:end], "sentence_start": begin}
        placed.append(Claim(id=f"{name}{position}", article_id=name, **place, **fields))
    record = Article(id=name, path=f"{name}.txt", text=text, sha256=name, blocks=(), published=published)
    return record, placed


def corpus(
    *articles: tuple[Article, list[Claim]], listings: tuple[Listing, ...] = (), sources: tuple[SourceRef, ...] = ()
) -> Corpus:
    """All of them as one corpus, with the entities of these tests."""
    claims = tuple(claim for _, placed in articles for claim in placed)
    return Corpus(
        articles=tuple(a for a, _ in articles), claims=claims, entities=ENTITIES, listings=listings, sources=sources
    )


def checks(*articles: tuple[Article, list[Claim]], **more: Any) -> list[Check]:
    """What the checker makes of them."""
    return check.run(corpus(*articles, **more))


def found(result: list[Check], kind: str, *claims: str) -> list[Check]:
    """Checks of a kind that link exactly these claims; all of the kind where none are given."""
    wanted = set(claims)
    return [c for c in result if c.kind == kind and (not wanted or {p.claim_id for p in c.claims} == wanted)]


def only(result: list[Check], kind: str, *claims: str) -> Check:
    """The one check of a kind over these claims; fails where there is none or more than one."""
    matching = found(result, kind, *claims)
    assert len(matching) == 1, [(c.kind, c.verdict, [p.claim_id for p in c.claims]) for c in result]
    return matching[0]


def accusations(result: list[Check]) -> list[Check]:
    """All that is said to be wrong."""
    return [c for c in result if c.verdict == "inconsistent"]
