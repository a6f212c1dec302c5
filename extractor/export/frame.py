"""Database -> a pandas or polars frame of its claims, for a notebook."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, Literal

from extractor.errors import ExtractorError
from extractor.export.columns import COLUMNS, rows
from extractor.store import Reader

Library = Literal["pandas", "polars"]


def claims_frame(db: Path | str, library: Library = "pandas") -> Any:
    """All claims of a database, one a row, as a `pandas.DataFrame` or `polars.DataFrame`.

    `value` is a float for plots and sums, `value_text` the exact decimal; `subject` and `scope` are lists of names.
    Raises ExtractorError where there is no such database or the library is not installed.
    """
    if library not in ("pandas", "polars"):
        raise ExtractorError(f"claims_frame: {library!r} is neither 'pandas' nor 'polars'")
    try:
        module = importlib.import_module(library)
    except ImportError as error:
        raise ExtractorError(f"claims_frame: {library} is missing; install the extra `{library}`") from error
    with Reader.open(db) as store:
        made = list(rows(store))
    return _pandas(module, made) if library == "pandas" else _polars(module, made)


def _pandas(pd: Any, made: list[dict[str, Any]]) -> Any:
    types = {"whole": "Int64", "real": "float64", "text": "string", "decimal": "string", "texts": "object"}
    columns: dict[str, Any] = {}
    for column in COLUMNS:
        values = [row[column.name] for row in made]
        if column.kind == "date":
            columns[column.name] = pd.Series(pd.to_datetime(values), dtype="datetime64[s]")
        else:
            columns[column.name] = pd.Series(values, dtype=types[column.kind])
    return pd.DataFrame(columns)


def _polars(pl: Any, made: list[dict[str, Any]]) -> Any:
    types = {
        "whole": pl.Int64, "real": pl.Float64, "text": pl.String, "decimal": pl.String, "texts": pl.List(pl.String),
        "date": pl.Date,
    }  # fmt: skip
    return pl.DataFrame(
        {column.name: [row[column.name] for row in made] for column in COLUMNS},
        schema={column.name: types[column.kind] for column in COLUMNS},
    )
