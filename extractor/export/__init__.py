"""A store -> all its claims as JSON Lines, CSV with CSVW metadata, Parquet or JSON-LD, or as a data frame.

Claims come by the path of their article, then by their place in it. One article is in memory at a time, all are of one
moment of the database, and the bytes are a function of what is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO, Literal, get_args

from extractor import output
from extractor.export import csvs, jsonld, lines, parquet
from extractor.store import Reader

Format = Literal["jsonl", "csv", "parquet", "jsonld"]
FORMATS: tuple[Format, ...] = get_args(Format)
_WRITERS: dict[Format, Callable[[Reader, IO[bytes]], int]] = {
    "jsonl": lines.write, "csv": csvs.write, "parquet": parquet.write, "jsonld": jsonld.write,
}  # fmt: skip


def stream(store: Reader, form: Format, file: IO[bytes]) -> int:
    """Write all claims to an open file; how many they are. Raises ExtractorError where a package is missing."""
    return _WRITERS[form](store, file)


def write(store: Reader, form: Format, path: Path) -> list[Path]:
    """Write all claims to a file, whole or not at all; the files made, which for CSV are two.

    Raises ExtractorError where a package is missing or the file cannot be written.
    """
    with output.replacing(path) as file:
        stream(store, form, file)
    if form != "csv":
        return [path]
    beside = path.with_name(f"{path.name}-metadata.json")
    with output.replacing(beside) as file:
        file.write(csvs.metadata(path.name).encode())
    return [path, beside]
