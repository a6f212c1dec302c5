"""Store -> JSON-LD: claims (schema.org), where their words stand (W3C Web Annotation), where they come from (PROV-O).

The file stands alone: its context is in it. Positions are Unicode code points into the text that was read, as Web
Annotation asks, and half open. schema.org has no relations between claims, so that checks have words of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from extractor import display
from extractor.models import Claim, Entity
from extractor.output import escaped
from extractor.store import Reader, Story

AROUND = 32
"""Characters before and after the exact words."""
_OURS = "urn:ai-claims:"
"""Of ids, which derive from content; what follows them is opaque."""
CONTEXT = {
    "schema": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "ours": f"{_OURS}term:",
    "id": "@id",
    "type": "@type",
    **{name: {"@type": "@id"} for name in (
        "schema:url", "schema:appearance", "schema:about", "oa:hasBody", "oa:hasSource", "oa:motivatedBy",
        "prov:wasQuotedFrom", "prov:wasGeneratedBy", "prov:wasDerivedFrom", "ours:scope", "ours:counterpart",
        "ours:lab",
    )},
    **{name: {"@type": "xsd:nonNegativeInteger"} for name in ("oa:start", "oa:end")},
    **{name: {"@type": "xsd:decimal"} for name in ("schema:value", "schema:minValue", "schema:maxValue")},
    "schema:datePublished": {"@type": "xsd:date"},
}  # fmt: skip
_CHECKED = {
    "ours:kind": "kind", "ours:verdict": "verdict", "ours:severity": "severity", "schema:name": "title",
    "schema:description": "explanation", "ours:formula": "formula", "ours:dismissed": "dismissed",
}  # fmt: skip


def write(store: Reader, file: IO[bytes]) -> int:
    """All claims as JSON-LD, with articles, entities and checks; how many claims they are."""
    count = 0
    file.write(f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": ['.encode())
    before = "\n"
    for node in _nodes(store):
        count += "schema:Claim" in node["type"]
        given = {name: value for name, value in node.items() if value not in (None, [])}
        file.write(f"{before}{escaped(json.dumps(given, ensure_ascii=False))}".encode())
        before = ",\n"
    file.write(b"\n]}\n")
    return count


def _nodes(store: Reader) -> Iterator[dict[str, Any]]:
    with store.snapshot():
        for entity in store.entities():
            yield _entity(entity)
        for reading in store.readings():
            yield {
                "id": _reading(reading["id"]), "type": "prov:Activity", "ours:version": reading["version"],
                "ours:rules": reading["rules_sha256"], "ours:catalog": reading["catalog_version"],
            }  # fmt: skip
        for story in store.stories():
            yield _article(story)
            for claim in story.claims:
                yield _claim(story, claim)
                yield _annotation(story, claim)
        for check in store.read("checks_readable"):
            linked = [
                _iri("claim", row["claim_id"]) for row in store.read("check_statements", check_id=check["check_id"])
            ]
            said = {name: check[column] for name, column in _CHECKED.items()}
            yield {
                "id": _iri("check", check["check_id"]), "type": ["prov:Entity", "ours:Check"], **said,
                "prov:wasDerivedFrom": linked,
            }  # fmt: skip


def _iri(kind: str, name: str) -> str:
    return f"{_OURS}{kind}:{quote(name, safe=':')}"


def _reading(run: int) -> str:
    return _iri("reading", str(run))


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "id": _iri("entity", entity.id),
        "type": "schema:Thing",
        "schema:name": entity.name,
        "ours:kind": entity.kind,
        "ours:lab": _iri("entity", entity.lab_id) if entity.lab_id else None,
    }


def _article(story: Story) -> dict[str, Any]:
    article = story.article
    leans = [_source(ref.name, ref.url) for ref in story.sources if ref.claim_id is None]
    return {
        "id": _iri("article", article.id),
        "type": ["schema:NewsArticle", "prov:Entity"],
        "schema:headline": article.title,
        "schema:url": article.url if article.url and article.url.startswith(("http://", "https://")) else None,
        "schema:publisher": {"type": "schema:Organization", "schema:name": article.source} if article.source else None,
        "schema:datePublished": article.published,
        "schema:inLanguage": article.language,
        "ours:path": article.path,
        "ours:textSha256": article.sha256,
        "ours:origin": story.origin_id,
        "prov:hadPrimarySource": leans,
    }


def _source(name: str, url: str | None = None) -> dict[str, Any]:
    return {"type": "prov:Entity", "schema:name": name} | ({"schema:identifier": url} if url else {})


def _claim(story: Story, claim: Claim) -> dict[str, Any]:
    article = _iri("article", story.article.id)
    told = {
        f"ours:{name}": getattr(claim, name)
        for name in ("measure", "of", "comparator", "direction", "qualifier", "modality", "rule", "confidence")
    }
    return {
        "id": _iri("claim", claim.id),
        "type": ["schema:Claim", "prov:Entity"],
        "schema:name": f"{', '.join(claim.subject)}: {display.claim(claim)}" if claim.subject else display.claim(claim),
        "schema:text": claim.sentence,
        "schema:appearance": article,
        "schema:about": [_iri("entity", each) for each in claim.subject_ids],
        "ours:scope": [_iri("entity", each) for each in claim.scope_ids],
        "ours:counterpart": [_iri("entity", each) for each in claim.counterpart_ids],
        "schema:temporalCoverage": claim.period or claim.as_of,
        "ours:quantity": _quantity(claim),
        **told,
        "prov:wasQuotedFrom": article,
        "prov:wasGeneratedBy": _reading(story.run_id),
        "prov:hadPrimarySource": _source(claim.attributed_to) if claim.attributed_to else None,
    }


def _quantity(claim: Claim) -> dict[str, Any]:
    ends = {"schema:value": claim.value, "schema:minValue": claim.low, "schema:maxValue": claim.high}
    exact = {name: display.plain(number) for name, number in ends.items() if number is not None}
    return {"type": "schema:QuantitativeValue", **exact, "schema:unitText": claim.unit, "ours:decimals": claim.decimals}


def _annotation(story: Story, claim: Claim) -> dict[str, Any]:
    text = story.article.text
    quoted = {
        "type": "oa:TextQuoteSelector",
        "oa:exact": claim.surface,
        "oa:prefix": text[max(0, claim.start - AROUND) : claim.start],
        "oa:suffix": text[claim.end : claim.end + AROUND],
    }
    place = {"type": "oa:TextPositionSelector", "oa:start": claim.start, "oa:end": claim.end}
    return {
        "id": _iri("annotation", claim.id),
        "type": "oa:Annotation",
        "oa:motivatedBy": "oa:identifying",
        "oa:hasBody": _iri("claim", claim.id),
        "oa:hasTarget": {
            "type": "oa:SpecificResource", "oa:hasSource": _iri("article", story.article.id),
            "oa:hasSelector": [quoted, place],
        },
    }  # fmt: skip
