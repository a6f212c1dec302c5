"""A name -> who or what it is: curated names, the catalog's names, and the grammar of families for those in neither.

Knowledge, pure: `resolve("minimax-m2.5")`, `entity("lab:openai")`, `lab_of`, `country_of`, `group_members`.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractor.models import Entity
from extractor.names.aliases import Hit, Target
from extractor.names.keys import digits, key, slug
from extractor.names.lookup import Names, index, using

__all__ = [
    "Hit", "Names", "Target", "country_of", "digits", "entity", "group_members", "index", "key", "lab_of", "resolve",
    "slug", "using",
]  # fmt: skip


def entity(entity_id: str) -> Entity | None:
    """The curated or catalogued thing of this id; None for names that were minted from a text."""
    return index().entity(entity_id)


def resolve(text: str) -> Entity | None:
    """What a name standing alone names.

    >>> resolve("minimax m2.5").id
    'model:minimax-m2.5'
    """
    return index().resolve(text)


def lab_of(thing: Entity | str) -> str | None:
    """The id of the lab or company behind a model, a product or an id of one."""
    return index().lab_of(thing)


def country_of(thing: Entity | str) -> str | None:
    """ISO code of the country that a thing belongs to, through its lab where need be."""
    return index().country_of(thing)


def group_members(group_id: str, entities: Iterable[Entity]) -> list[Entity]:
    """Those of `entities` that a group surely holds: `group:cn-models` holds every model of a Chinese lab.

    Whether a model is open is not known here, so the groups of open models hold none.
    """
    country, _, what = group_id.removeprefix("group:").partition("-")
    kinds = {"models": {"model"}, "labs": {"lab"}, "companies": {"lab", "company"}}.get(what, set())
    return [e for e in entities if e.kind in kinds and (country_of(e) or "").casefold() == country]
