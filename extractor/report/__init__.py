"""A store -> the consistency report: one HTML page that needs nothing else, or Markdown, or JSON.

The bytes are a function of what is stored: no clock, no run's time. All words of articles are escaped.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

from extractor import output
from extractor.errors import ExtractorError
from extractor.report import content, render
from extractor.store import Reader


def html(store: Reader, since: int | None = None) -> str:
    """The report as one HTML page; with `since`, of what that run or a later one read."""
    return render.page("report.html", content.collect(store, since))


def markdown(store: Reader, since: int | None = None) -> str:
    """The report as Markdown."""
    return render.page("report.md", content.collect(store, since))


def to_json(store: Reader, since: int | None = None) -> str:
    """The report as JSON: the fields of `content.Content`, as `docs/report.schema.json` says.

    `totals`, `sections` (one a verdict, with its `findings`), `articles`, `measures`, `sources`, `skipped`, `issues`,
    `dismissed`, and `since` where it is of what is new.
    """
    plain = dataclasses.asdict(content.collect(store, since))
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def json_schema() -> str:
    """The schema of that JSON, as `docs/report.schema.json` keeps it."""
    from pydantic import TypeAdapter

    made = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    made |= TypeAdapter(content.Content).json_schema(mode="serialization")
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


FORMATS: dict[str, Callable[[Reader, int | None], str]] = {".html": html, ".md": markdown, ".json": to_json}


def write(store: Reader, path: Path, since: int | None = None) -> None:
    """Write the report to a file, in the format that its name ends with. Raises ExtractorError for any other."""
    make = FORMATS.get(path.suffix.lower())
    if make is None:
        raise ExtractorError(f"{path}: a report is .html, .md or .json; give --output such a name")
    text = make(store, since)
    with output.replacing(path) as file:
        file.write(text.encode())
