"""A folder of articles -> the gold that is kept with them, in either of its two forms, and where the articles are."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from extractor.errors import ExtractorError
from extractor.evaluate import offsets
from extractor.evaluate.corpus import Gold, GoldDocument, Relation

M = TypeVar("M")


def gold(corpus: Path) -> Gold:
    """`NAME.gold.json` beside the articles, or `gold/NAME.json` beside `texts/`; and `relations.json`.

    Raises ExtractorError naming file, index and fix.
    """
    paths = sorted(corpus.glob("*.gold.json"))
    docs = {path.name.removesuffix(".gold.json"): read_json(path, TypeAdapter(GoldDocument)) for path in paths}
    docs = docs or offsets.documents(corpus)
    if not docs:
        raise ExtractorError(f"{corpus}: no gold; put NAME.gold.json beside NAME.txt, .md or .html")
    path = corpus / "relations.json"
    relations = read_json(path, TypeAdapter(tuple[Relation, ...])) if path.is_file() else ()
    result = Gold(docs=docs, relations=relations)
    _check_references(path, result)
    return result


def articles(corpus: Path) -> Path:
    """The folder that holds the articles of a corpus and no gold in JSON that could pass for one."""
    return corpus / "texts" if (corpus / "gold").is_dir() and (corpus / "texts").is_dir() else corpus


def read_json(path: Path, form: TypeAdapter[M]) -> M:
    """Read a JSON file into a record, strictly. Raises ExtractorError naming file, place and fault."""
    try:
        return form.validate_json(path.read_bytes())
    except OSError as error:
        raise ExtractorError(f"{path}: {error.strerror or error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = " ".join(str(part) for part in first["loc"])
        raise ExtractorError(f"{path}: {where}: {first['msg'].removeprefix('Value error, ')}") from error


def _check_references(path: Path, read: Gold) -> None:
    for index, relation in enumerate(read.relations):
        for reference in relation.claims:
            try:
                read.claim(reference)
            except (KeyError, ValueError, IndexError) as error:
                message = f"{path}: {index} claims: {reference}: no such gold claim; write NAME#index, from 0"
                raise ExtractorError(message) from error
