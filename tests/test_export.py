"""Exports: each is read back by the library of its own format, and says what the database says."""

from __future__ import annotations

import csv
import datetime
import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import csvw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import rdflib
import rdflib.namespace as ns
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet as pq

import extractor
from extractor import export, output, pipeline
from extractor.errors import ExtractorError
from extractor.export import columns, csvs
from extractor.store import Reader, Store
from tests import samples

SCHEMA, OA, OURS = (rdflib.Namespace(start) for start in (
    "https://schema.org/", "http://www.w3.org/ns/oa#", "urn:ai-claims:term:",
))  # fmt: skip
FORMULA = '=HYPERLINK("http://evil.example","GPT-6") has a 400,000-token context window.\n'


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up world, an article that begins with a formula, and a dismissed check."""
    folder = tmp_path_factory.mktemp("export")
    path = samples.database(folder / "claims.db")
    (folder / "formula.txt").write_text(FORMULA, encoding="utf-8")
    with Store(path) as store:
        store.dismiss(samples.checks(samples.extractions())[0].id, "a third model")
        store.write([next(pipeline.extractions([folder / "formula.txt"]))], store.start_run(*samples.RUN))
    return path


@pytest.fixture(scope="module")
def told(db: Path) -> list[dict[str, object]]:
    """The claims as JSON Lines give them."""
    return [json.loads(line) for line in exported(db, "jsonl").decode().splitlines()]


def exported(db: Path, form: export.Format) -> bytes:
    file = io.BytesIO()
    with Reader.open(db) as store:
        assert export.stream(store, form, file) == 14
    return file.getvalue()


def test_json_lines_say_what_extract_says_and_what_the_article_is(db: Path, told: list[dict[str, object]]) -> None:
    with Reader.open(db) as store:
        claims = {claim.id: claim for claim in store.corpus().claims}
        texts = {article.id: article.text for article in store.corpus().articles}
    assert [row["id"] for row in told] == [claim.id for story in _stories(db) for claim in story.claims]
    for row in told:
        claim = claims[str(row["id"])]
        assert texts[str(row["article_id"])][row["start"] : row["end"]] == row["surface"]  # type: ignore[misc]
        assert row["value_text"] == (None if claim.value is None else format(claim.value.normalize(), "f"))
        assert tuple(row["subject_ids"]) == claim.subject_ids  # type: ignore[arg-type]
    first = told[0]
    assert (first["url"], first["published"]) == ("https://ledger.example/gain?a=1&b=2", "2026-05-12")
    assert first["period_end"] == "2026-05-10"
    verdicts = {row["surface"]: row["verdict"] for row in told if row["doc"] == "alpha.txt"}
    assert verdicts["$0.50 per 1M"] == "inconsistent"
    assert verdicts["1.4 trillion tokens"] is None, "its only check is dismissed"
    assert verdicts["5.2 trillion tokens"] == "consistent"


def _stories(db: Path) -> list[object]:
    with Reader.open(db) as store:
        return list(store.stories())


def test_csv_is_read_by_csvw_with_the_values_of_the_database(
    db: Path, told: list[dict[str, object]], tmp_path: Path
) -> None:
    with Reader.open(db) as store:
        assert export.write(store, "csv", tmp_path / "c.csv") == [tmp_path / "c.csv", tmp_path / "c.csv-metadata.json"]
    table = csvw.CSVW(str(tmp_path / "c.csv")).tables[0]
    assert table.tableSchema.columndict.keys() == {column.name for column in columns.COLUMNS}
    read = list(table.iterdicts())
    assert table.check_primary_key()
    for row, was in zip(read, told, strict=True):
        for name in ("value_text", "low_text", "high_text"):
            assert row[name] == (None if was[name] is None else Decimal(str(was[name])))
        for name in ("start", "end", "decimals", "value", "id", "url"):
            assert row[name] == was[name]
        assert [_bare(each) for each in row["subject"]] == was["subject"]
        assert _bare(row["sentence"]) == was["sentence"]
    assert read[0]["published"] == datetime.datetime(2026, 5, 12)  # as csvw gives a date


def _bare(text: str) -> str:
    return text.removeprefix("'")


def test_csv_opens_in_a_spreadsheet_and_no_cell_is_a_formula(db: Path) -> None:
    made = exported(db, "csv")
    assert made.startswith(b"\xef\xbb\xbfsubject,measure,")
    table = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    numbers = {column.name for column in columns.COLUMNS if column.kind in ("whole", "real", "decimal")}
    cells = [cell for row in table for name, cell in row.items() if name not in numbers and len(cell) > 1]
    assert not [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "-", "@")]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert {row["comparator"] for row in table} >= {"=", "~"}


@given(st.text())
def test_every_text_comes_back_out_of_its_cell(text: str) -> None:
    cell = csvs.cell(text, "text")
    assert cell.removeprefix("'") == text


def test_parquet_is_typed_and_exact(db: Path, told: list[dict[str, object]], tmp_path: Path) -> None:
    (tmp_path / "c.parquet").write_bytes(exported(db, "parquet"))
    table = pq.read_table(tmp_path / "c.parquet")
    assert table.schema.field("subject").type == pa.list_(pa.string())
    assert table.schema.field("published").type == pa.date32()
    assert table.schema.field("value_exact").type == pa.decimal128(38, 9)
    assert b"What is measured" in table.schema.field("measure").metadata[b"description"]
    for row, was in zip(table.to_pylist(), told, strict=True):
        assert row["value_exact"] == (None if was["value_text"] is None else Decimal(str(was["value_text"])))
        same = [name for name in was if name not in ("published", "period_start", "period_end")]
        assert {name: row[name] for name in same} == {name: was[name] for name in same}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_json_ld_is_read_by_rdflib_and_every_quote_stands_where_it_says(db: Path) -> None:
    graph = rdflib.Graph().parse(data=exported(db, "jsonld"), format="json-ld")
    with Reader.open(db) as store:
        corpus = store.corpus()
    texts = {rdflib.URIRef(f"urn:ai-claims:article:{article.id}"): article.text for article in corpus.articles}
    assert len(set(graph.subjects(ns.RDF.type, SCHEMA.Claim))) == len(corpus.claims) == 14
    for claim in corpus.claims:
        node = rdflib.URIRef(f"urn:ai-claims:claim:{claim.id}")
        text = texts[graph.value(node, ns.PROV.wasQuotedFrom)]
        target = graph.value(graph.value(predicate=OA.hasBody, object=node), OA.hasTarget)
        quote, place = sorted(graph.objects(target, OA.hasSelector), key=lambda one: (one, OA.start, None) in graph)
        start, end = (int(graph.value(place, at)) for at in (OA.start, OA.end))
        exact, before, after = (str(graph.value(quote, at)) for at in (OA.exact, OA.prefix, OA.suffix))
        assert text[start:end] == exact == claim.surface
        assert text[start - len(before) : end + len(after)] == before + exact + after
        stated = graph.value(graph.value(node, OURS.quantity), SCHEMA.value)
        assert (stated and stated.toPython()) == claim.value
        assert stated is None or stated.datatype == ns.XSD.decimal
        assert {str(one) for one in graph.objects(node, SCHEMA.about)} == {
            f"urn:ai-claims:entity:{each}" for each in claim.subject_ids
        }
        assert graph.value(node, ns.PROV.wasGeneratedBy)
    checks, claims = (set(graph.subjects(ns.RDF.type, kind)) for kind in (OURS.Check, SCHEMA.Claim))
    assert len(checks) == 7
    assert all(set(graph.objects(check, ns.PROV.wasDerivedFrom)) & claims for check in checks)
    assert not [url for url in graph.objects(None, SCHEMA.url) if not str(url).startswith("http")]


@pytest.mark.parametrize("form", export.FORMATS)
def test_the_same_database_gives_the_same_bytes_and_is_left_as_it_was(db: Path, form: export.Format) -> None:
    before = db.read_bytes()
    assert exported(db, form) == exported(db, form)
    assert db.read_bytes() == before


@pytest.mark.parametrize("form", export.FORMATS)
def test_a_database_without_claims_has_an_export(tmp_path: Path, form: export.Format) -> None:
    Store(tmp_path / "empty.db").close()
    with Reader.open(tmp_path / "empty.db") as store:
        made = export.write(store, form, tmp_path / f"e.{form}")
    assert all(path.exists() for path in made)
    if form == "parquet":
        assert pq.read_table(made[0]).num_rows == 0
    elif form == "jsonld":
        assert json.loads(made[0].read_text(encoding="utf-8"))["@graph"] == []


def test_frames_of_pandas_and_polars(db: Path, told: list[dict[str, object]]) -> None:
    frame = extractor.claims_frame(db)
    assert isinstance(frame, pd.DataFrame)
    assert frame["id"].tolist() == [row["id"] for row in told]
    assert frame.set_index("surface").loc["262,144-token", "value"] == 262144
    assert frame["published"].max() == pd.Timestamp(2026, 5, 13)
    ours = extractor.claims_frame(str(db), "polars")
    assert isinstance(ours, pl.DataFrame)
    assert ours.schema["subject"] == pl.List(pl.String)
    assert ours["value_text"].to_list() == [row["value_text"] for row in told]
    assert ours.filter(pl.col("period_end") == datetime.date(2026, 5, 10)).height == 6
    with pytest.raises(ExtractorError, match="neither"):
        extractor.claims_frame(db, "numpy")  # type: ignore[arg-type]
    with pytest.raises(ExtractorError, match="no such database"):
        extractor.claims_frame(db.with_name("none.db"))


def test_an_export_replaces_a_file_whole_or_not_at_all(db: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text("what was there before", encoding="utf-8")
    path.chmod(0o640)
    with pytest.raises(ZeroDivisionError), output.replacing(path) as file:
        file.write(b"%d" % (1 // 0))
    assert path.read_text(encoding="utf-8") == "what was there before"
    with Reader.open(db) as store:
        export.write(store, "jsonl", path)
        with pytest.raises(ExtractorError, match="its folder must exist"):
            export.write(store, "jsonl", tmp_path / "none" / "c.jsonl")
        with pytest.raises(ExtractorError, match="is a folder"):
            export.write(store, "jsonl", tmp_path)
    assert path.read_bytes() == exported(db, "jsonl")
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["c.jsonl"]


def test_the_command_writes_to_a_pipe_and_names_what_is_missing(db: Path) -> None:
    command = [sys.executable, "-m", "extractor", "export", "--db", str(db), "--format", "csv"]
    piped = subprocess.run(command, capture_output=True, check=True)
    assert piped.stdout == exported(db, "csv")
    code = "import sys; sys.modules['pyarrow'] = None; from extractor import cli; cli.main()"
    without = [sys.executable, "-c", code, *command[3:-1], "parquet"]
    said = subprocess.run(without, capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert said.stderr == "extractor: parquet: the package pyarrow is missing; install the extra `parquet`\n"
