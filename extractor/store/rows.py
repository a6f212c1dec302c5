"""Records <-> rows: how each record is laid out in its table, and how claims are read back."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from operator import attrgetter
from sys import intern
from typing import Any, TypeVar

from extractor import dates, display, ids
from extractor.models import Article, Check, Claim, Entity, Extraction, Issue, Listing, Mention, Record, SourceRef
from extractor.store import schema

Row = dict[str, Any]
R = TypeVar("R", bound=Record)
JOIN = "; "
_ROLES = (
    ("subject", "subject_ids", "subject"),
    ("counterpart", "counterpart_ids", None),
    ("scope", "scope_ids", "scope"),
)
_CLAIM_TEXT = (
    "start", "end", "surface", "decimals", "unit", "comparator", "hedge", "measure", "of", "direction", "qualifier",
    "period", "step", "as_of", "modality", "attributed_to", "cue", "sentence", "sentence_start", "rule", "confidence",
)  # fmt: skip
_claim_text = attrgetter(*_CLAIM_TEXT)
_REPEATED = (
    "article_id", "unit", "comparator", "hedge", "measure", "of", "direction", "qualifier", "period", "step", "as_of",
    "modality", "attributed_to", "cue", "sentence", "rule",
)  # fmt: skip
_CLAIM_FIELDS = set(Claim.model_fields)


def article(found: Article, run_id: int) -> Row:
    """An article stands as its own origin until the checks have found what it leans on."""
    return _kept(found, "articles") | {"origin_id": found.id, "run_id": run_id}


def sightings(extraction: Extraction) -> Iterator[Row]:
    """Every entity that an article speaks of, once; one that is only referred to by id is made from its id and name."""
    known = {entity.id: entity for entity in extraction.entities}
    for entity_id, name in _referred(extraction):
        known.setdefault(entity_id, _from_id(entity_id, name))
    for entity in sorted(known.values(), key=lambda entity: entity.id):
        row = _kept(entity, "sightings")
        row |= {"in_catalog": int(entity.in_catalog), "members": _array(entity.members)}
        yield {"article_id": extraction.article.id, "entity_id": entity.id} | row


def mentions(extraction: Extraction) -> Iterator[Row]:
    """Mentions, each once."""
    for found in extraction.mentions:
        made = ids.row_id("mentions", extraction.article.id, found.start, found.end, found.entity_id)
        row = _kept(found, "mentions") | {"candidates": _array(found.candidates)}
        yield {"id": made, "article_id": extraction.article.id} | row


def claim(found: Claim) -> Row:
    """Exact decimals as text beside floats for sorting, the period as days, the quantity in words."""
    row: Row = {"id": found.id, "article_id": found.article_id, "value_display": display.claim(found)}
    row |= zip(_CLAIM_TEXT, _claim_text(found), strict=True)
    for name in ("value", "low", "high"):
        number: Decimal | None = getattr(found, name)
        row[name] = None if number is None else float(number)
        row[f"{name}_text"] = None if number is None else display.plain(number)
    row["subject"], row["scope"] = _joined(found.subject), _joined(found.scope)
    row["period_start"], row["period_end"] = dates.first_and_last(found.period)
    return row


def claim_subjects(found: Claim) -> Iterator[Row]:
    """One row for each entity of a claim, in its role."""
    for role, attribute, _ in _ROLES:
        for position, entity_id in enumerate(getattr(found, attribute)):
            yield {"claim_id": found.id, "entity_id": entity_id, "role": role, "position": position}


def source(found: SourceRef, article_id: str) -> Row:
    """Who an article or claim leans on."""
    row = _kept(found, "sources") | {"article_id": article_id}
    return {"id": ids.row_id("sources", *row.values())} | row


def skipped(extraction: Extraction) -> Iterator[Row]:
    """Numbers that became no claim."""
    for found in extraction.skipped:
        yield {"article_id": extraction.article.id} | _kept(found, "skipped")


def issue(found: Issue) -> Row:
    """What could not be read or decided."""
    row = _kept(found, "issues")
    return {"id": ids.row_id("issues", *row.values())} | row


def listing(found: Listing) -> Row:
    """One witness of the catalog."""
    row = _kept(found, "listings")
    return {"id": ids.row_id("listings", *row.values())} | row


def check(found: Check) -> Row:
    """A check without its claims."""
    row = _kept(found, "checks")
    for name in ("stated_low", "stated_high", "derived_low", "derived_high"):
        row[name] = None if row[name] is None else float(row[name])
    return row | {"flips_headline": int(found.flips_headline)}


def check_claims(found: Check) -> Iterator[Row]:
    """The claims of a check, in its order."""
    for position, link in enumerate(found.claims):
        yield {"check_id": found.id, "claim_id": link.claim_id, "role": link.role, "position": position}


def read(model: type[R], row: Mapping[str, Any]) -> R:
    """A record whose fields are columns of its table."""
    return model.model_validate({name: row[name] for name in model.model_fields})


def read_article(row: Row) -> Article:
    """An article from its row, without blocks and links."""
    return Article.model_validate(
        {name: row[name] for name in Article.model_fields if name not in ("blocks", "links")} | {"blocks": ()}
    )


def read_sighting(row: Row) -> Entity:
    """An entity as one article speaks of it."""
    return read_entity({name: row[name] for name in Entity.model_fields if name != "id"} | {"id": row["entity_id"]})


def read_mention(row: Row) -> Mention:
    """A mention from its row."""
    return read(Mention, row | {"candidates": json.loads(row["candidates"] or "[]")})


def read_claim(row: Row, subjects: Iterable[Mapping[str, Any]]) -> Claim:
    """A claim from its row and its `claim_subjects` rows in order.

    It was validated when it was made, and is not again: a million of them are read for the checks. Words that many
    claims have are kept once.
    """
    fields: Row = {name: row[name] for name in _CLAIM_TEXT} | {"id": row["id"]}
    fields |= {name: word if (word := row[name]) is None else intern(word) for name in _REPEATED}
    fields |= {name: _decimal(row[f"{name}_text"]) for name in ("value", "low", "high")}
    linked = list(subjects)
    for role, attribute, names in _ROLES:
        fields[attribute] = tuple(intern(each["entity_id"]) for each in linked if each["role"] == role)
        if names:
            fields[names] = tuple(map(intern, row[names].split(JOIN))) if row[names] else ()
    return Claim.model_construct(_CLAIM_FIELDS, **fields)


def read_entity(row: Row) -> Entity:
    """An entity from its row."""
    return Entity.model_validate(
        row | {"in_catalog": bool(row["in_catalog"]), "members": json.loads(row["members"] or "[]")}
    )


def _kept(found: Record, table: str) -> Row:
    """The fields of a record that its table has columns for; the others are laid out by hand."""
    names, get = _getter(type(found), table)
    return dict(zip(names, get(found), strict=True))


@functools.cache
def _getter(model: type[Record], table: str) -> tuple[tuple[str, ...], Callable[[Record], tuple[Any, ...]]]:
    names = tuple(name for name in model.model_fields if name in schema.COLUMNS[table])
    return names, attrgetter(*names)


def _array(ids_of: tuple[str, ...]) -> str | None:
    return json.dumps(ids_of) if ids_of else None


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _joined(names: tuple[str, ...]) -> str | None:
    return JOIN.join(name.replace(JOIN, ", ") for name in names) or None


def _referred(extraction: Extraction) -> Iterator[tuple[str, str | None]]:
    for found in extraction.claims:
        for _, attribute, names in _ROLES:
            linked = getattr(found, attribute)
            called = getattr(found, names) if names else ()
            yield from ((entity_id, called[at] if at < len(called) else None) for at, entity_id in enumerate(linked))
    yield from ((mention.entity_id, None) for mention in extraction.mentions)
    for entity in extraction.entities:
        if entity.lab_id:
            yield entity.lab_id, None


def _from_id(entity_id: str, name: str | None) -> Entity:
    kind, _, slug = entity_id.partition(":")
    return Entity.model_validate(
        {"id": entity_id, "name": name or slug or entity_id, "kind": kind if slug else "product"}
    )
