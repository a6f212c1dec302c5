"""What stands beside an article (front matter, NAME.json, metadata.csv) -> the facts known of it."""

from __future__ import annotations

import csv
import datetime
import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extractor.errors import ReadError
from extractor.models import Record

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_FORMATS = (
    "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%Y年%m月%d日", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y",
    "%b. %d, %Y", "%B %d %Y", "%a, %d %b %Y",
)  # fmt: skip
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w\-]{3,20})", re.IGNORECASE)
_NAMES = {"publisher": "source", "source": "source", "date": "published"}
_UNSTORABLE = re.compile(r"[\ud800-\udfff\x00-\x1f\x7f]")
SIDECAR_BYTES = 1_000_000
TABLE_BYTES = 20_000_000
MAX_FACT = 2_000
"""Characters of a title or an address."""


class Facts(Record):
    """Facts of an article; None where nothing is said."""

    title: str | None = None
    url: str | None = None
    source: str | None = None
    published: str | None = None
    language: str | None = None
    charset: str | None = None
    """Encoding of the file, as the server that sent it says; a hint, no more."""

    def over(self, weaker: Facts) -> Facts:
        """These facts, with what they leave open taken from weaker ones."""
        return weaker.model_copy(update=self.model_dump(exclude_none=True))


def iso_date(value: str) -> str | None:
    """A day as an ISO date; None where the words are none.

    >>> iso_date("2026-03-16T08:00:00Z"), iso_date("March 16, 2026"), iso_date("soon")
    ('2026-03-16', '2026-03-16', None)
    """
    value = value.strip()
    found = _ISO.match(value)
    try:
        if found:
            return datetime.date(*(int(part) for part in found.groups())).isoformat()
    except ValueError:
        return None
    for form in _FORMATS:
        try:
            return datetime.datetime.strptime(value[:40], form).date().isoformat()
        except ValueError:
            continue
    return None


def of(named: Mapping[str, Any]) -> Facts:
    """Facts from a mapping that uses any of our names for them (`publisher` or `source`, `published` or `date`)."""
    known: dict[str, str] = {}
    for key, value in named.items():
        name = _NAMES.get(key.lower().strip(), key.lower().strip())
        if name in Facts.model_fields and isinstance(value, str) and value.strip():
            known.setdefault(name, _plain(value))
    if "published" in known:
        known["published"] = iso_date(known["published"]) or ""
    if "language" in known:
        known["language"] = known["language"][:2].lower()
    return Facts(**{name: value for name, value in known.items() if value})


def _plain(value: str) -> str:
    """A fact as it can be stored: no halves of surrogate pairs, no control characters, of a sensible length."""
    return _UNSTORABLE.sub("\ufffd", " ".join(value.split()))[:MAX_FACT]


def sidecar(path: Path) -> Facts:
    """Facts of `NAME.json` beside an article. Raises ReadError where the file is there and no JSON object."""
    beside = (path.with_suffix("") if path.suffix.lower() == ".gz" else path).with_suffix(".json")
    if not beside.is_file():
        return Facts()
    try:
        if beside.stat().st_size > SIDECAR_BYTES:
            raise ValueError(f"larger than {SIDECAR_BYTES:,} bytes")
        found = json.loads(beside.read_text(encoding="utf-8-sig"))
        if not isinstance(found, dict):
            raise ValueError("not an object")
    except (OSError, ValueError, RecursionError) as error:
        raise ReadError(f"{beside.name}: no JSON object with url, publisher, published, language: {error}") from error
    return of(found | {"charset": _charset(found.get("headers"))})


def _charset(headers: Any) -> str | None:
    """The encoding that the headers of an answer name, as `fetch` keeps them."""
    named = headers.get("content-type") if isinstance(headers, dict) else None
    found = _CHARSET.search(named) if isinstance(named, str) else None
    return found[1] if found else None


def listed(path: Path) -> Facts:
    """Facts of an article in the `metadata.csv` of its folder. Raises ReadError where that file cannot be read."""
    return _table(path.parent / "metadata.csv").get(path.name, Facts())


@functools.lru_cache(maxsize=64)
def _table(path: Path) -> dict[str, Facts]:
    if not path.is_file():
        return {}
    try:
        if path.stat().st_size > TABLE_BYTES:
            raise ValueError(f"larger than {TABLE_BYTES:,} bytes")
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.DictReader(stream)
            if "path" not in (rows.fieldnames or ()):
                raise ValueError("the first line names no column `path`")
            return {
                Path(row["path"]).name: of({k: v for k, v in row.items() if k and k != "path" and isinstance(v, str)})
                for row in rows
                if row.get("path")
            }
    except (OSError, ValueError, csv.Error) as error:
        raise ReadError(
            f"{path.name}: not read: {error}; its columns are path,url,publisher,published,language"
        ) from error
