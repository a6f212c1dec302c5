"""Store -> CSV that opens straight in a spreadsheet, and the CSVW metadata that says what its columns hold.

UTF-8 with a byte order mark, without which Excel takes it for another encoding; commas, lines that end with CR LF (RFC
4180). A cell of text that a spreadsheet would take for a formula, or that begins with an apostrophe, gets an apostrophe
before it: taking one leading apostrophe off gives back each text as it was.
"""

from __future__ import annotations

import csv
import io
import json
import re
from typing import IO, Any

from extractor.export.columns import COLUMNS, Kind, rows
from extractor.store import Reader

JOIN = "; "
"""Between the texts of a list in one cell."""
_FORMULA = re.compile(r"\s*['=+\-@＝＋－＠].|'|[\t\r\n]", re.DOTALL)
"""What a spreadsheet computes, or lets another program compute, at the start of a cell; a sign alone it does not."""
_DATATYPES: dict[Kind, str] = {
    "text": "string", "texts": "string", "whole": "integer", "real": "double", "decimal": "decimal", "date": "date",
}  # fmt: skip


def write(store: Reader, file: IO[bytes]) -> int:
    """All claims as CSV; how many they are."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    try:
        table = csv.writer(text)
        table.writerow(column.name for column in COLUMNS)
        count = 0
        for row in rows(store):
            table.writerow(cell(row[column.name], column.kind) for column in COLUMNS)
            count += 1
        return count
    finally:
        text.detach()  # the file stays open: it is not ours


def cell(value: Any, kind: Kind) -> Any:
    """A value as a cell: numbers and dates as they are, text so that no spreadsheet computes it.

    >>> cell("=1+1", "text"), cell(["A", "B"], "texts"), cell("-0.5", "decimal"), cell(None, "text")
    ("'=1+1", 'A; B', '-0.5', '')
    """
    if kind == "texts":
        value = JOIN.join(each.replace(JOIN, ", ") for each in value)
    if value is None:
        return ""
    return f"'{value}" if kind in ("text", "texts") and _FORMULA.match(value) else value


def metadata(url: str) -> str:
    """The CSVW metadata of such a table at an address, for the file `NAME.csv-metadata.json` beside it."""
    made = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": "Numeric claims of articles",
        "dc:description": (
            "A text that begins with = + - @ or an apostrophe has an apostrophe before it, so that no spreadsheet "
            "computes it; take one leading apostrophe off."
        ),
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True, "doubleQuote": True},
        "tableSchema": {"columns": [_column(each.name, each.kind, each.doc) for each in COLUMNS], "primaryKey": ["id"]},
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _column(name: str, kind: Kind, doc: str) -> dict[str, Any]:
    listed = {"separator": JOIN} if kind == "texts" else {}
    return {"name": name, "titles": name, "datatype": _DATATYPES[kind], **listed, "dc:description": doc}
