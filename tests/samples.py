"""Nothing -> a small made-up world of articles, claims and checks, and a database of it."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor import ids
from extractor.models import (
    Article,
    Check,
    CheckClaim,
    Claim,
    Entity,
    Extraction,
    Issue,
    Listing,
    Mention,
    Skip,
    SourceRef,
)
from extractor.store import Store

RUN = ("0.1.0", "rules-one", "catalog-one")
HOSTILE = '<script>alert("x")</script> & "quoted" <img src=x onerror=alert(1)> ‮evil ]]> \U0001f600 '

ENTITIES = (
    Entity(id="lab:lumen", name="Lumen Labs", kind="lab", country="FR"),
    Entity(id="model:heron-2", name="Heron 2", kind="model", lab_id="lab:lumen", in_catalog=True),
    Entity(id="model:osprey-1.5", name="Osprey 1.5", kind="model", lab_id="lab:lumen"),
    Entity(id="platform:relay", name="Relay", kind="platform"),
    Entity(id="group:eu-models", name="Europe (models, aggregate)", kind="group", members=("model:heron-2",)),
)
_NAMES = {entity.id: entity.name for entity in ENTITIES}

ALPHA = (
    "European models gain ground\n\n"
    "European models served 5.2 trillion tokens on Relay in the week of May 4–10, 2026, up 12.5% on the week. "
    "Heron 2 alone accounted for 2.1 trillion tokens. Osprey 1.5 followed with about 1.4 trillion tokens.\n\n"
    "Heron 2 costs $0.50 per 1M input tokens and offers a 262,144-token context window.\n"
)
BETA = (
    "Relay data put European models at 5.2 trillion tokens in the week of May 4–10, 2026. "
    "Together, Heron 2 and Osprey 1.5 made up 3.9 trillion tokens. "
    "Analysts at Northgate expect 40 quadrillion tokens a year by 2030, a 150-fold rise.\n"
)
GAMMA = (
    f"Heron 2 {HOSTILE}is priced at $0.80 per 1M input tokens, {HOSTILE}and its window is 256,000 tokens. "
    "It answers in 5 to 8 seconds. Rated 4.8 by readers.\n"
)
DELTA = "No figures today, only a picture of a heron.\n"


def article(path: str, text: str, **fields: Any) -> Article:
    """An article whose text stands for itself."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(id=ids.article_id(path), path=path, text=text, sha256=digest, blocks=(), **fields)


def claim(here: Article, surface: str, value: str | None, unit: str, measure: str, **fields: Any) -> Claim:
    """The claim that the first occurrence of a surface makes; its sentence is the line or sentence around it."""
    start = here.text.index(surface)
    begin = max((found.end() for found in re.finditer(r"^|[.] ", here.text[:start], re.MULTILINE)), default=0)
    ends = [end + 1 for end in (here.text.find(". ", start), here.text.find(".\n", start)) if end >= 0]
    subject_ids = fields.pop("subject_ids", ())
    scope_ids = fields.pop("scope_ids", ())
    end = start + len(surface)
    return Claim(
        id=ids.claim_id(here.id, here.sha256, start, end, measure, 0),
        article_id=here.id,
        start=start,
        end=end,
        surface=surface,
        value=None if value is None else Decimal(value),
        unit=unit,
        measure=measure,
        subject_ids=subject_ids,
        subject=tuple(_NAMES[each] for each in subject_ids),
        scope_ids=scope_ids,
        scope=tuple(_NAMES[each] for each in scope_ids),
        sentence=here.text[begin : min(ends)],
        sentence_start=begin,
        rule=f"{measure}/test",
        **fields,
    )


def extractions() -> list[Extraction]:
    """Four articles: two that lean on one origin, one with hostile text, one without a claim."""
    return [_alpha(), _beta(), _gamma(), Extraction(article=article("delta.txt", DELTA))]


def _alpha() -> Extraction:
    source = {"title": "European models gain ground", "source": "The Daily Ledger", "published": "2026-05-12"}
    here = article("alpha.txt", ALPHA, language="en", url="https://ledger.example/gain?a=1&b=2", **source)
    week: dict[str, Any] = {"scope_ids": ("platform:relay",), "period": "2026-05-04/2026-05-10"}
    eu, heron, osprey = ("group:eu-models",), ("model:heron-2",), ("model:osprey-1.5",)
    rise: dict[str, Any] = {"direction": "up", "step": "P1W", "of": "token_volume"}
    made = (
        claim(here, "5.2 trillion tokens", "5.2e12", "tokens", "token_volume", decimals=-11, subject_ids=eu, **week),
        claim(here, "12.5%", "12.5", "percent", "growth", decimals=1, subject_ids=eu, **rise, **week),
        claim(here, "2.1 trillion tokens", "2.1e12", "tokens", "token_volume", decimals=-11, subject_ids=heron, **week),
        claim(
            here, "1.4 trillion tokens", "1.4e12", "tokens", "token_volume", decimals=-11, comparator="~",
            hedge="about", subject_ids=osprey, **week,
        ),
        claim(here, "$0.50 per 1M", "0.50", "usd_per_1m_tokens", "price_input", decimals=2, subject_ids=heron),
        claim(here, "262,144-token", "262144", "tokens", "context_window", decimals=0, subject_ids=heron),
    )  # fmt: skip
    at = ALPHA.index("Heron 2")
    return Extraction(
        article=here,
        claims=made,
        entities=ENTITIES,
        mentions=(
            Mention(start=at, end=at + 7, surface="Heron 2", entity_id="model:heron-2", score=1, method="alias"),
        ),
        sources=(SourceRef(name="Relay", relation="attributed", claim_id=made[0].id, domain="relay.example"),),
        skipped=(Skip(start=ALPHA.index("2026"), end=ALPHA.index("2026") + 4, surface="2026", reason="date"),),
    )


def _beta() -> Extraction:
    here = article("folder/beta.html", BETA, language="en", title="A second look", published="2026-05-13")
    week: dict[str, Any] = {"scope_ids": ("platform:relay",), "period": "2026-05-04/2026-05-10"}
    eu = ("group:eu-models",)
    says: dict[str, Any] = {"attributed_to": "Northgate", "modality": "forecast", "cue": "expect", "period": "2030"}
    both = ("model:heron-2", "model:osprey-1.5")
    made = (
        claim(here, "5.2 trillion tokens", "5.2e12", "tokens", "token_volume", decimals=-11, subject_ids=eu, **week),
        claim(here, "3.9 trillion tokens", "3.9e12", "tokens", "token_volume", decimals=-11, subject_ids=both, **week),
        claim(here, "40 quadrillion tokens", "4e16", "tokens", "token_volume", decimals=-15, subject_ids=eu, **says),
        claim(here, "150-fold", "150", "multiple", "multiple", decimals=0, of="token_volume", subject_ids=eu, **says),
    )
    quoted = SourceRef(name="Relay", relation="linked", url="https://relay.example/top")
    return Extraction(article=here, claims=made, entities=ENTITIES, sources=(quoted,))


def _gamma() -> Extraction:
    here = article(
        "gamma.md", GAMMA, language="en", title=f"Heron {HOSTILE}", source=HOSTILE, url="javascript:alert(1)"
    )
    heron = ("model:heron-2",)
    made = (
        claim(here, "$0.80 per 1M", "0.80", "usd_per_1m_tokens", "price_input", decimals=2, subject_ids=heron),
        claim(here, "256,000 tokens", "256000", "tokens", "context_window", decimals=-3, subject_ids=heron),
        claim(
            here, "5 to 8 seconds", None, "seconds", "latency", low=Decimal(5), high=Decimal(8), decimals=0,
            subject_ids=heron, qualifier=HOSTILE,
        ),
    )  # fmt: skip
    at = GAMMA.index("4.8")
    return Extraction(
        article=here,
        claims=made,
        entities=ENTITIES,
        skipped=(Skip(start=at, end=at + 3, surface="4.8", reason="furniture: rating"),),
        issues=(Issue(path="gamma.md", stage="clean", error="Encoding", message=f"odd bytes {HOSTILE}"),),
    )


def listings() -> list[Listing]:
    """What two hosts say of one model."""
    shared = {"entity_id": "model:heron-2", "as_of": "2026-05-01", "source": "test-catalog 1"}
    return [
        Listing(provider="Relay", field="context_window", value_text="262144", **shared),
        Listing(provider="Lumen", field="price_input", value_text="0.5", **shared),
    ]


def checks(made: list[Extraction]) -> list[Check]:
    """One check of each verdict."""
    alpha, beta, gamma = (each.claims for each in made[:3])
    return [
        _check("inconsistent", "sum", "error", "Heron 2 and Osprey 1.5 together", [alpha[2], alpha[3], beta[1]],
               ["part", "part", "total"], "2.1T + 1.4T = 3.5T", (3.85e12, 3.95e12), (3.4e12, 3.6e12), flips=True,
               explanation="The two parts give 3.4 to 3.6 trillion tokens; the article says 3.9 trillion."),
        _check("inconsistent", "agreement", "warning", "Heron 2: input price", [alpha[4], gamma[0]],
               ["stated", "stated"], "0.50 = 0.80", (0.495, 0.505), (0.795, 0.805), unit="usd_per_1m_tokens",
               explanation=f"Two prices for one model. {HOSTILE}"),
        _check("consistent_by_rounding", "catalog", "notice", "Heron 2: context window", [alpha[5], gamma[1]],
               ["stated", "stated"], "256K = 262,144", (255500, 256500), (262144, 262144),
               explanation="256K is 262,144 where K stands for 1,024."),
        _check("not_comparable", "ratio", "notice", "150-fold rise to 2030", [beta[3], beta[2], beta[0]],
               ["stated", "new", "old"], "40e15 / (5.2e12 × 52) = 148", (145, 155), (146, 150), unit="multiple",
               explanation="The base is a week, the forecast a year."),
        _check("consistent", "corroboration", "info", "European models on Relay", [alpha[0], beta[0]],
               ["stated", "stated"], "5.2T = 5.2T", (5.15e12, 5.25e12), (5.15e12, 5.25e12), origins=1,
               explanation="Two articles say 5.2 trillion tokens; both lean on Relay."),
        _check("derived", "growth", "info", "European models, week before", [alpha[1], alpha[0]], ["rate", "new"],
               "5.2T / 1.125 = 4.62T", None, (4.576e12, 4.669e12),
               explanation="The week before must have seen about 4.62 trillion tokens."),
        _check("undetermined", "share", "info", "Heron 2's share", [alpha[2], alpha[0]], ["part", "whole"],
               "2.1T / 5.2T", None, None, explanation="Nothing stated to hold 40% against."),
    ]  # fmt: skip


def _check(
    verdict: Any, kind: Any, severity: Any, title: str, claims: list[Claim], roles: list[str], formula: str,
    stated: tuple[float, float] | None, derived: tuple[float, float] | None, *, explanation: str, unit: str = "tokens",
    flips: bool = False, origins: int | None = None,
) -> Check:  # fmt: skip
    low, high = (Decimal(str(end)) for end in stated) if stated else (None, None)
    lowest, highest = (Decimal(str(end)) for end in derived) if derived else (None, None)
    return Check(
        id=ids.check_id(kind, [each.id for each in claims]), kind=kind, verdict=verdict, severity=severity, title=title,
        explanation=explanation, formula=formula, stated_low=low, stated_high=high, derived_low=lowest,
        derived_high=highest, unit=unit, flips_headline=flips, origins=origins,
        claims=tuple(CheckClaim(claim_id=each.id, role=role) for each, role in zip(claims, roles, strict=True)),
    )  # fmt: skip


def origins(made: list[Extraction]) -> dict[str, str]:
    """The first two articles lean on one origin."""
    first = made[0].article.id
    return {first: first, made[1].article.id: first}


def fill(store: Store, made: list[Extraction] | None = None) -> None:
    """One whole run into a store."""
    read = extractions() if made is None else made
    run = store.start_run(*RUN)
    store.write(read, run)
    store.write_issues(
        [Issue(path="broken.html", stage="read", error="ReadError", message="no text in it")], ["broken.html"]
    )
    store.write_listings(listings())
    store.write_checks(checks(read), origins(read))
    store.finish_run(run)


def database(path: Path) -> Path:
    """A database of the whole world."""
    with Store(path) as store:
        fill(store)
    return path
