"""What workers found in articles <-> a folder of Parquet files, for runs whose results should not pass one writer.

A row is an article: what a reader looks for in columns of their own, and all that was found as JSON in `record`, so
that `load` loses nothing. `manifest.json` says what the articles were read with.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from extractor.errors import ExtractorError, StoreError
from extractor.models import Extraction, Issue
from extractor.output import replacing
from extractor.store import Store

MANIFEST = "manifest.json"
COLUMNS = ("path", "sha256", "title", "url", "published", "language", "claims", "error", "record")
"""`error` is set where an article could not be read; `record` is an issue then."""


def begin(folder: Path, made_with: dict[str, str]) -> None:
    """Make a folder ready. Raises ExtractorError where it holds something, or pyarrow is not installed."""
    _arrow()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        full = any(folder.iterdir())
    except OSError as error:
        raise ExtractorError(f"{folder}: {error.strerror}; give a folder that can be written") from error
    if full:
        raise ExtractorError(f"{folder}: not empty; give a new folder, or empty it")
    finish(folder, made_with | {"finished": ""})


def finish(folder: Path, made_with: dict[str, str]) -> None:
    """Say that all is there."""
    with replacing(folder / MANIFEST) as file:
        file.write(json.dumps(made_with, indent=1).encode())


def write(folder: Path, number: int, found: Sequence[Extraction | Issue]) -> None:
    """One file of articles, there whole or not at all."""
    pa, parquet = _arrow()
    name = _part(folder, number)
    schema = pa.schema([(name, pa.int64() if name == "claims" else pa.string()) for name in COLUMNS])
    table = pa.Table.from_pylist([_row(item) for item in found], schema=schema)
    part = name.with_suffix(".part")
    parquet.write_table(table, part, compression="zstd")
    os.replace(part, name)


def holds(folder: Path, number: int) -> bool:
    """Whether a file was written."""
    return _part(folder, number).exists()


def _part(folder: Path, number: int) -> Path:
    return folder / f"part-{number:06}.parquet"


def load(folder: Path, into: Path) -> None:
    """A database of what a folder holds. Raises StoreError where the folder is none of ours or was not finished."""
    try:
        made_with = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{folder}: no folder that `extractor run --output` has made") from error
    if not made_with.get("finished"):
        raise StoreError(f"{folder}: its run has not ended; run it again into a new folder")
    unread: list[Issue] = []
    with Store(into) as store:
        run = store.start_run(
            made_with["version"], made_with["rules_sha256"], made_with["catalog_version"], {1: made_with["place"]}
        )
        for part in sorted(folder.glob("part-*.parquet")):
            found = list(_read(part))
            store.write([item for item in found if isinstance(item, Extraction)], run)
            unread += [item for item in found if isinstance(item, Issue)]
        store.write_issues(unread, {issue.path for issue in unread})
        store.finish_run(run)


def _read(part: Path) -> Iterator[Extraction | Issue]:
    _, parquet = _arrow()
    for row in parquet.read_table(part, columns=["error", "record"]).to_pylist():
        yield (Issue if row["error"] else Extraction).model_validate_json(row["record"])


def _row(item: Extraction | Issue) -> dict[str, Any]:
    record = item.model_dump_json()
    if isinstance(item, Issue):
        return {"path": item.path, "error": item.error, "record": record}
    told = item.article.model_dump(include=set(COLUMNS))
    return told | {"claims": len(item.claims), "record": record}


def _arrow() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise ExtractorError("--output needs pyarrow: pip install 'ai-claims-extractor[parquet]'") from error
