"""An extraction -> its rows, table by table, ready to be written; what a worker can do so that the writer need not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from extractor.models import Article, Extraction
from extractor.store import rows, schema

Values = tuple[Any, ...]
"""A row: values in the order of its table's columns."""
TABLES = ("sightings", "mentions", "claims", "claim_subjects", "sources", "skipped", "issues")
"""In the order in which they are written; the row of the article itself is the writer's, who knows the run."""


@dataclass(frozen=True, slots=True)
class Laid:
    """All rows of one article but its own."""

    article: Article
    """Without blocks and links, which are not stored."""
    tables: dict[str, list[Values]]

    @property
    def claims(self) -> list[Values]:
        """Rows of its claims."""
        return self.tables["claims"]


def lay(found: Extraction) -> Laid:
    """The rows of an extraction."""
    here = found.article
    made: dict[str, Iterable[rows.Row]] = {
        "sightings": rows.sightings(found),
        "mentions": rows.mentions(found),
        "claims": map(rows.claim, found.claims),
        "claim_subjects": (row for claim in found.claims for row in rows.claim_subjects(claim)),
        "sources": (rows.source(ref, here.id) for ref in found.sources),
        "skipped": rows.skipped(found),
        "issues": map(rows.issue, found.issues),
    }
    article = here.model_copy(update={"blocks": (), "links": ()})
    return Laid(article, {table: [values(table, row) for row in made[table]] for table in TABLES})


def values(table: str, row: rows.Row) -> Values:
    """A row as its table has its columns; empty where it says nothing."""
    return tuple(map(row.get, schema.ORDER[table]))
