"""Nothing -> the tables of the database: columns, types, keys and the words that describe them, in one place.

The description of a column here is what Datasette shows beside it and what the documentation prints.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractor.store.library import Database, ForeignKey

APPLICATION_ID = 0x41494331
"""`AIC1` in the header of the file: how a database of this project is told from any other."""
TOKENIZER = "unicode61 remove_diacritics 2"
VERSION = 3
"""Kept in `user_version`; raised whenever a table changes shape."""


@dataclass(frozen=True)
class Column:
    """One column: its SQLite type as a Python type, what it means, and the table whose `id` it holds."""

    name: str
    type: type
    doc: str
    references: str | None = None
    required: bool = False
    cascade: bool = True
    """Whether the row goes when the row that it refers to goes."""
    default: int | None = None
    """What rows have that were written before there was such a column."""


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns, key, the column that stands for it in links, and what is looked up by."""

    name: str
    doc: str
    columns: tuple[Column, ...]
    pk: tuple[str, ...] = ("id",)
    label: str | None = None
    indexes: tuple[tuple[str, ...], ...] = ()
    search: tuple[str, ...] = ()
    """Columns with full-text search."""
    append_only: bool = False
    """Rows are never changed or dropped; triggers see to it, whoever writes."""


def _text(
    name: str, doc: str, references: str | None = None, *, required: bool = False, cascade: bool = True
) -> Column:
    return Column(name, str, doc, references, required, cascade)


def _whole(
    name: str, doc: str, references: str | None = None, *, required: bool = False, cascade: bool = True,
    default: int | None = None,
) -> Column:  # fmt: skip
    return Column(name, int, doc, references, required, cascade, default)


def _real(name: str, doc: str) -> Column:
    return Column(name, float, doc)


def _article(doc: str = "Article it stands in") -> Column:
    return _text("article_id", doc, "articles", required=True)


def _span(of: str) -> tuple[Column, Column, Column]:
    return (
        _whole("start", f"First character of the {of} in the article's text (code points, from 0)", required=True),
        _whole("end", "Character after the last one", required=True),
        _text("surface", "The words themselves: text[start:end]", required=True),
    )


RUNS = Table(
    "runs",
    "One row for each time that articles were read",
    (
        _whole("id", "Number of the run, from 1", required=True),
        _text("started", "When it began (UTC)", required=True),
        _text("finished", "When it ended (UTC); empty while it runs or where it was interrupted"),
        _text("version", "Version of the code", required=True),
        _text("rules_sha256", "Digest of all rules files", required=True),
        _text("catalog_version", "Version of the catalog of models", required=True),
        _whole("articles", "Articles that it read; those found unchanged are not counted"),
        _whole("claims", "Claims in the articles that it read"),
        _whole("checks", "Checks in the database when it ended"),
        _text("roots", "Folders that were given: JSON object, number (articles.root) to place"),
    ),
)
ARTICLES = Table(
    "articles",
    "One row for each article, with the text that every offset counts in",
    (
        _text("id", "Derives from the path", required=True),
        _text(
            "path",
            "Relative to the root that was given, plus #record in JSONL and WARC",
            required=True,
        ),
        _text("url", "Address of the page"),
        _text("source", "Publisher"),
        _text("title", "Headline"),
        _text("published", "Date of publication (ISO 8601)"),
        _text("language", "ISO 639-1"),
        _text("text", "Text as it was read; all offsets are into it", required=True),
        _text("sha256", "Of the text, UTF-8", required=True),
        _text("origin_id", "Articles that lean on one origin share this id; it is the id of one of them"),
        _whole("run_id", "Run that read it", "runs", required=True, cascade=False),
        _whole("root", "Number of the folder given that its path is relative to; runs.roots has the place", default=1),
    ),
    label="title",
    indexes=(("origin_id",), ("path",), ("published",), ("source",), ("root",)),
    search=("title", "text"),
)
ENTITIES = Table(
    "entities",
    "What claims are about: models, labs, companies, platforms, countries, groups",
    (
        _text("id", "Kind and slug, such as model:minimax-m2.5", required=True),
        _text("name", "Canonical name", required=True),
        _text("kind", "model, lab, company, platform, country, group, benchmark, publisher or product", required=True),
        _text("lab_id", "Models and products: whose they are", "entities", cascade=False),
        _text("country", "Of the lab or company (ISO 3166-1 alpha-2)"),
        _whole("in_catalog", "1 where the catalog knows it, 0 where its name was read off its form", required=True),
        _text("members", "Groups: JSON array of the ids of members that are listed"),
    ),
    label="name",
    indexes=(("kind",), ("name",)),
)
SIGHTINGS = Table(
    "sightings",
    "What each article calls each entity; entities is made from it, so that a name never depends on reading order",
    (
        _article("Article that speaks of it"),
        _text("entity_id", "Entity", "entities", required=True, cascade=False),
        _text("name", "Name as this article's reading gave it", required=True),
        _text("kind", "Kind as this article's reading gave it", required=True),
        _text("lab_id", "Lab, if any", "entities", cascade=False),
        _text("country", "Country, if any"),
        _whole("in_catalog", "1 where the catalog knows it", required=True),
        _text("members", "Groups: JSON array of ids"),
    ),
    pk=("article_id", "entity_id"),
)
MENTIONS = Table(
    "mentions",
    "Words of an article that name an entity",
    (
        _text("id", "Derives from article, place and entity", required=True),
        _article(),
        _text("entity_id", "What is named", "entities", required=True, cascade=False),
        *_span("name"),
        _real("score", "How sure the link is, 0 to 1; links under 0.5 take no part in checks"),
        _text("method", "How it was linked: alias, family, short, fuzzy, coreference, aggregate", required=True),
        _text("candidates", "Unsure links: JSON array of the ids of all that the words may name"),
    ),
    label="surface",
)
CLAIMS = Table(
    "claims",
    "Every number that an article states of something, with its exact words",
    (
        _text("id", "Derives from article, text, place, measure and ordinal, never from the rule", required=True),
        _article("Article that makes it"),
        *_span("number"),
        _text("value_display", "The quantity in short words, for reading: 4.69 trillion tokens", required=True),
        _real("value", "In base units, for sorting and charts; empty for a range"),
        _text("value_text", "The same, exact: a plain decimal"),
        _real("low", "Ranges: the lower end"),
        _text("low_text", "The same, exact"),
        _real("high", "Ranges: the upper end"),
        _text("high_text", "The same, exact"),
        _whole("decimals", "Place of the last reported digit, as in XBRL: 4.69 trillion has -10"),
        _text("unit", "Base unit: tokens, percent, usd, usd_per_1m_tokens, count, ...", required=True),
        _text("comparator", "= ~ < <= > >= : exact, about, or a bound", required=True),
        _text("hedge", "The words behind the comparator: nearly, up to"),
        _text("measure", "What is measured: token_volume, price_input, context_window, ...", required=True),
        _text("of", "What a growth, multiple, ratio, difference or share speaks of"),
        _text("direction", "up or down, where the number is a change"),
        _text("qualifier", "What narrows it: the counted noun, the variant, the setting"),
        _text("subject", "What the number is about, names joined by '; '"),
        _text("scope", "Platform, provider, market or benchmark within which it holds, joined by '; '"),
        _text("period", "Time that it holds for, as ISO 8601 / EDTF: 2026-03-09/2026-03-15"),
        _text("period_start", "First day of the period"),
        _text("period_end", "Last day of the period"),
        _text("step", "Growth: what it is counted over, as an ISO duration (P1W)"),
        _text("as_of", "Moment of a state"),
        _text("modality", "asserted, attributed, forecast, hypothetical or negated", required=True),
        _text("attributed_to", "Who is named as the source of the figure"),
        _text("cue", "Words that decided the modality"),
        _text("sentence", "The sentence around it", required=True),
        _whole("sentence_start", "First character of the sentence in the article's text", required=True),
        _text("rule", "Rule that made it", required=True),
        _real("confidence", "0 to 1"),
    ),
    label="value_display",
    indexes=(("article_id", "start"), ("measure",), ("modality",), ("unit",), ("period_start",), ("subject",)),
    search=("sentence",),
)
CLAIM_SUBJECTS = Table(
    "claim_subjects",
    "Which entities a claim is about, is compared with, and holds within",
    (
        _text("claim_id", "Claim", "claims", required=True),
        _text("entity_id", "Entity", "entities", required=True, cascade=False),
        _text("role", "subject, counterpart or scope", required=True),
        _whole("position", "Order within the role, from 0", required=True),
    ),
    pk=("claim_id", "role", "position"),
)
SOURCES = Table(
    "sources",
    "Who an article, or one claim of it, leans on",
    (
        _text("id", "Derives from the row's content", required=True),
        _article("Article that leans"),
        _text("claim_id", "Claim that leans; empty where the whole article does", "claims"),
        _text("name", "Name of the source", required=True),
        _text("url", "Address that was given"),
        _text("domain", "Domain that was given"),
        _text("relation", "attributed, linked, listed, original or quoted", required=True),
    ),
    label="name",
    indexes=(("name",), ("relation",)),
)
SKIPPED = Table(
    "skipped",
    "Numbers that became no claim, and why",
    (_article(), *_span("number"), _text("reason", "Why: date, version, furniture, no measure, ...", required=True)),
    pk=("article_id", "start", "end"),
    indexes=(("reason",),),
)
LISTINGS = Table(
    "listings",
    "What catalogs say of the models at hand: witnesses that often contradict each other, not the truth",
    (
        _text("id", "Derives from the row's content", required=True),
        _text("entity_id", "Model", "entities", required=True),
        _text("provider", "Host that offers it", required=True),
        _text("field", "context_window, output_limit, price_input, price_output or price_cached", required=True),
        _text("value_text", "Exact: tokens, or US dollars per million tokens", required=True),
        _text("as_of", "Date of the catalog's data", required=True),
        _text("source", "Catalog and version", required=True),
    ),
    indexes=(("field",), ("provider",)),
)
CHECKS = Table(
    "checks",
    "One piece of arithmetic over claims, with its verdict and everything needed to see why",
    (
        _text("id", "Derives from its kind and claims", required=True),
        _text("kind", "agreement, sum, difference, ratio, growth, share, bound, order, catalog, ...", required=True),
        _text(
            "verdict",
            "consistent, consistent_by_rounding, inconsistent, not_comparable, derived or undetermined",
            required=True,
        ),
        _text("severity", "info, notice, warning or error", required=True),
        _text("title", "What was checked, in a line", required=True),
        _text("explanation", "What came out, in a sentence", required=True),
        _text("formula", "The arithmetic", required=True),
        _real("stated_low", "Lower end of what the printed digits of the stated figure can mean"),
        _real("stated_high", "Upper end of it"),
        _real("derived_low", "Lower end of what the other figures give"),
        _real("derived_high", "Upper end of it"),
        _text("unit", "Unit of these four"),
        _whole("flips_headline", "1 where the fault reverses an order, a sign, a majority or a rank", required=True),
        _whole("origins", "Independent origins behind the articles"),
    ),
    label="title",
    indexes=(("kind",), ("verdict",), ("severity",)),
)
CHECK_CLAIMS = Table(
    "check_claims",
    "The claims that a check needs, each in its role",
    (
        _text("check_id", "Check", "checks", required=True),
        _text("claim_id", "Claim", "claims", required=True),
        _text("role", "Part that the claim plays: total, part, old, new, stated, ...", required=True),
        _whole("position", "Order within the check, from 0", required=True),
    ),
    pk=("check_id", "position"),
)
DECISIONS = Table(
    "decisions",
    "Human decisions about checks: only ever added to, kept when checks are made again; the last one of a check holds",
    (
        _whole("id", "Number of the decision, in the order they were made", required=True),
        _text(
            "check_id",
            "Check; no foreign key: the decision outlives a check that is gone",
            required=True,
        ),
        _text("decision", "dismissed: needs no attention; restored: does so again", required=True),
        _text("reason", "Why"),
        _text("decided", "When (UTC)", required=True),
    ),
    indexes=(("check_id",),),
    append_only=True,
)
ISSUES = Table(
    "issues",
    "What could not be read or decided",
    (
        _text("id", "Derives from the row's content", required=True),
        _text("path", "File or record", required=True),
        _text("stage", "Where in the reading it happened", required=True),
        _text("error", "Kind of error", required=True),
        _text("message", "What happened and what to do", required=True),
        _whole("root", "As in articles; 0 for a path that is no article, as it was typed", default=1),
    ),
    indexes=(("path",), ("stage",)),
)

TABLES: tuple[Table, ...] = (
    RUNS, ARTICLES, ENTITIES, SIGHTINGS, MENTIONS, CLAIMS, CLAIM_SUBJECTS, SOURCES, SKIPPED, LISTINGS,
    CHECKS, CHECK_CLAIMS, DECISIONS, ISSUES,
)  # fmt: skip

ORDER = {table.name: tuple(column.name for column in table.columns) for table in TABLES}
COLUMNS = {name: frozenset(columns) for name, columns in ORDER.items()}


def create(db: Database) -> None:
    """Make all tables, indexes and full-text indexes in an empty database."""
    for table in TABLES:
        _create_table(db, table)
    for table in TABLES:
        if table.search:
            db.table(table.name).enable_fts(
                table.search, create_triggers=True, tokenize="unicode61 remove_diacritics 2"
            )


def _create_table(db: Database, table: Table) -> None:
    db.create_table(
        table.name,
        {column.name: column.type for column in table.columns},
        pk=table.pk[0] if len(table.pk) == 1 else table.pk,
        foreign_keys=[_foreign_key(table, column) for column in table.columns if column.references],
        not_null=[column.name for column in table.columns if column.required or column.default is not None],
        defaults={column.name: column.default for column in table.columns if column.default is not None},
    )
    if table.append_only:
        for act in ("UPDATE", "DELETE"):
            db.execute(
                f"CREATE TRIGGER {table.name}_no_{act.lower()} BEFORE {act} ON {table.name}"
                f" BEGIN SELECT RAISE(ABORT, '{table.name} are only added to'); END"
            )
    _create_indexes(db, table)


def _create_indexes(db: Database, table: Table) -> None:
    linked = [(column.name,) for column in table.columns if column.references]
    covered = {columns[0] for columns in table.indexes} | {table.pk[0]}
    for columns in (*table.indexes, *(columns for columns in linked if columns[0] not in covered)):
        db.table(table.name).create_index(columns, if_not_exists=True)


def differs(db: Database) -> bool:
    """Whether a database lacks a table or column of this layout, or has others in its tables."""
    there = set(db.table_names())
    return any(table.name not in there or _columns(db, table) != COLUMNS[table.name] for table in TABLES)


def upgrade(db: Database) -> None:
    """Bring the tables of an older layout to this one, inside the transaction that is open; no row is lost.

    What was read under the older layout is marked as read by an older version, so that the next run reads it again.
    Raises sqlite3.OperationalError where a column that is gone cannot be taken away.
    """
    for view in db.view_names():  # made again afterwards; as they are, they hold columns fast
        db.execute(f'DROP VIEW "{view}"')
    there = set(db.table_names())
    for table in TABLES:
        if table.name not in there:
            _create_table(db, table)
            continue
        for gone in sorted(_columns(db, table) - COLUMNS[table.name]):
            for index in db.table(table.name).indexes:
                if gone in index.columns and index.origin == "c":
                    db.execute(f'DROP INDEX "{index.name}"')
            db.execute(f'ALTER TABLE "{table.name}" DROP COLUMN "{gone}"')
        for column in table.columns:
            if column.name not in _columns(db, table):
                db.execute(f'ALTER TABLE "{table.name}" ADD COLUMN {_added(column)}')
        _create_indexes(db, table)
    if "dismissals" in there:  # layout 1
        db.execute(
            "INSERT INTO decisions (check_id, decision, reason, decided)"
            " SELECT check_id, 'dismissed', reason, dismissed FROM dismissals ORDER BY dismissed, check_id"
        )
        db.execute("DROP TABLE dismissals")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    db.execute("UPDATE runs SET version = version || ' layout ' || ?", [version])
    db.execute(f"PRAGMA user_version = {VERSION}")


def _columns(db: Database, table: Table) -> frozenset[str]:
    return frozenset(column.name for column in db.table(table.name).columns)


def _added(column: Column) -> str:
    kind = {str: "TEXT", int: "INTEGER", float: "REAL"}[column.type]
    if column.references:  # SQLite adds no required reference to rows that are there
        return f'"{column.name}" {kind} REFERENCES "{column.references}"("id")'
    if column.required or column.default is not None:
        value = column.default if column.default is not None else ("''" if column.type is str else 0)
        return f'"{column.name}" {kind} NOT NULL DEFAULT {value}'
    return f'"{column.name}" {kind}'


def _foreign_key(table: Table, column: Column) -> ForeignKey:
    action = "CASCADE" if column.cascade else "NO ACTION"
    return ForeignKey(table.name, column.name, str(column.references), "id", on_delete=action)
