"""A store -> the consistency report: one HTML page that needs nothing else, or Markdown, or JSON.

The bytes are a function of what is stored: no clock, no run's time. All words of articles are escaped.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

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
    """The report as JSON: `totals`, `findings` by verdict, `articles`, `sources`, `skipped`, `issues`, `dismissed`."""
    plain = dataclasses.asdict(content.collect(store, since))
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


FORMATS: dict[str, Callable[[Reader, int | None], str]] = {".html": html, ".md": markdown, ".json": to_json}


def write(store: Reader, path: Path, since: int | None = None) -> None:
    """Write the report to a file, in the format that its name ends with. Raises ExtractorError for any other."""
    make = FORMATS.get(path.suffix.lower())
    if make is None:
        raise ExtractorError(f"{path}: a report is .html, .md or .json; give --output such a name")
    path.write_text(make(store, since), encoding="utf-8", newline="\n")
