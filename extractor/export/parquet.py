"""Store -> Parquet: typed columns, lists as lists, dates as dates, and exact decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import IO, Any

from extractor.errors import ExtractorError
from extractor.export.columns import COLUMNS, rows
from extractor.store import Reader

EXACT = {"value_exact": "value_text", "low_exact": "low_text", "high_exact": "high_text"}
"""Columns of decimals, and the column of text that each is made of."""
_DIGITS, _PLACES = 38, 9
"""What every reader of Parquet knows: 29 digits before the point (1e29 operations), 9 after it."""
_ROWS = 20_000
"""In a group of rows, which is what is in memory at once."""


def write(store: Reader, file: IO[bytes]) -> int:
    """All claims as Parquet; how many they are. Raises ExtractorError where pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise ExtractorError("parquet: the package pyarrow is missing; install the extra `parquet`") from error
    schema, count = _schema(pa), 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as table:
        found = map(_with_decimals, rows(store))
        while group := list(islice(found, _ROWS)):
            table.write_table(pa.Table.from_pylist(group, schema=schema))
            count += len(group)
    return count


def _schema(pa: Any) -> Any:
    types = {
        "text": pa.string(), "texts": pa.list_(pa.string()), "whole": pa.int64(), "real": pa.float64(),
        "decimal": pa.string(), "date": pa.date32(),
    }  # fmt: skip
    fields = [pa.field(each.name, types[each.kind], metadata={"description": each.doc}) for each in COLUMNS]
    return pa.schema([*fields, *_exact_fields(pa)])


def _exact_fields(pa: Any) -> Iterator[Any]:
    for name, text in EXACT.items():
        doc = f"{text} as a decimal; empty where it has more than {_PLACES} digits after the point"
        yield pa.field(name, pa.decimal128(_DIGITS, _PLACES), metadata={"description": doc})


def _with_decimals(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: exact(row[text]) for name, text in EXACT.items()}


def exact(text: str | None) -> Decimal | None:
    """A plain decimal where the column can hold it exactly, else None.

    >>> exact("4690000000000"), exact("0.0000006"), exact("0.66666666666666666667")
    (Decimal('4690000000000'), Decimal('6E-7'), None)
    """
    if text is None:
        return None
    before, _, after = text.lstrip("-").partition(".")
    return Decimal(text) if len(before) <= _DIGITS - _PLACES and len(after) <= _PLACES else None
