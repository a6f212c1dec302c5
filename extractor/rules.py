"""rules/*.yaml -> strict, cached records; the one place that knows where rules live and reads them."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from extractor.errors import RulesError

T = TypeVar("T", bound=BaseModel)


@functools.cache
def root() -> Path:
    """The folder of rules: inside an installed wheel, or beside the package in a checkout."""
    packaged = Path(__file__).with_name("data") / "rules"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / "rules"


@functools.cache
def data_file(name: str) -> Path:
    """A file that travels with the package (`datasette-metadata.json`)."""
    packaged = Path(__file__).with_name("data") / name
    return packaged if packaged.is_file() else Path(__file__).resolve().parent.parent / name


class _StrictLoader(yaml.CSafeLoader):
    """YAML that refuses a key given twice (plain YAML silently keeps the last); yes, no, on, off are words in it."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (the base class has it so)
        first: [(tag, pattern) for tag, pattern in found if first in "tTfF" or not tag.endswith(":bool")]
        for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen: set[Hashable] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise RulesError(
                f"{key_node.start_mark.name}: line {key_node.start_mark.line + 1}: key {key!r} is given twice"
            )
        seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _read(name: str) -> Any:
    path = root() / name
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=_StrictLoader)  # noqa: S506 (a subclass of the safe loader)
    except FileNotFoundError as error:
        raise RulesError(f"rules/{name}: not found; it is part of the package, install it again") from error
    except yaml.YAMLError as error:
        raise RulesError(f"rules/{name}: not YAML: {' '.join(str(error).split())}") from error


def load(name: str, model: type[T]) -> T:
    """Read `rules/NAME` into a pydantic model. Raises RulesError naming file, key and fault. Cached."""
    return _cached(name, model)  # type: ignore[return-value]


@functools.cache
def _cached(name: str, model: type[BaseModel]) -> BaseModel:
    try:
        return model.model_validate(_read(name))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RulesError(f"rules/{name}: {where}: {first['msg']} (got {first['input']!r})") from error


@functools.cache
def digest() -> str:
    """sha256 over all rules files, names and bytes: stored with each run; articles are read again when it changes."""
    total = hashlib.sha256()
    for path in sorted(p for p in root().rglob("*") if p.suffix in {".yaml", ".jsonl", ".json"}):
        total.update(path.relative_to(root()).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def expand(pattern: str) -> list[str]:
    """Phrases that a compact pattern stands for.

    >>> expand("generat(e|es|ing) tokens")
    ['generate tokens', 'generates tokens', 'generating tokens']
    >>> expand("(total |)token usage")
    ['total token usage', 'token usage']
    """
    opening = pattern.find("(")
    if opening < 0:
        return [pattern]
    closing = pattern.index(")", opening)
    head, options, tail = pattern[:opening], pattern[opening + 1 : closing].split("|"), pattern[closing + 1 :]
    return [phrase for option in options for phrase in expand(head + option + tail)]
