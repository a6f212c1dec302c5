"""Nothing -> the views that the checks, the report and Datasette read, with the words for each column."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.store.library import Database


@dataclass(frozen=True)
class View:
    """One view: what a row is, its columns with their meaning, the query, and the order in which rows are read."""

    name: str
    doc: str
    columns: dict[str, str]
    sql: str
    order: str
    search: str | None = None
    """The table whose full-text index serves this view; the column `fts_row` holds its row numbers."""


RANK = "CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 WHEN 'notice' THEN 2 ELSE 3 END"
"""SQL: the severity of a check as a number, the worst first."""

ARTICLES = """(SELECT count(DISTINCT c.article_id) FROM check_claims l JOIN claims c ON c.id = l.claim_id
                   WHERE l.check_id = checks.id)"""
"""SQL: how many articles a check joins; of two that are as bad, the one with more comes first."""

_WORST = """coalesce((SELECT k.verdict FROM check_claims l JOIN checks k ON k.id = l.check_id
                   WHERE l.claim_id = c.id AND k.id NOT IN (SELECT check_id FROM dismissals)
                   ORDER BY CASE k.verdict WHEN 'inconsistent' THEN 0 WHEN 'consistent_by_rounding' THEN 1
                       WHEN 'not_comparable' THEN 2 WHEN 'consistent' THEN 3 WHEN 'derived' THEN 4 ELSE 5 END
                   LIMIT 1), 'unchecked')"""
"""SQL: the worst that the checks say of a claim `c`."""
_WORST_DOC = "Worst verdict of the checks that use it and that nobody has dismissed; unchecked where there is none"

VIEWS: tuple[View, ...] = (
    View(
        "claims_readable",
        "Every claim with its words, source and verdict: the place to start",
        {
            "subject": "What the number is about",
            "measure": "What is measured",
            "value_display": "The quantity in short words",
            "period": "Time that it holds for, or the moment of a state",
            "scope": "Platform, provider, market or benchmark within which it holds",
            "source": "Publisher",
            "published": "Date of the article",
            "verdict": _WORST_DOC,
            "quote": "The sentence around it",
            "article": "Headline, or the path where there is none",
            "modality": "asserted, attributed, forecast, hypothetical or negated",
            "attributed_to": "Who is named as the source of the figure",
            "value": "In base units, for sorting",
            "unit": "Base unit",
            "claim_id": "Claim",
            "article_id": "Article",
            "subject_id": "Entity that it is about, the first where there are several",
            "fts_row": "Row number for the full-text search",
        },
        f"""
        SELECT c.subject, c.measure, c.value_display, coalesce(c.period, c.as_of) AS period, c.scope, a.source,
               a.published, {_WORST} AS verdict, c.sentence AS quote, coalesce(a.title, a.path) AS article, c.modality,
               c.attributed_to, c.value, c.unit, c.id AS claim_id, a.id AS article_id,
               (SELECT s.entity_id FROM claim_subjects s WHERE s.claim_id = c.id AND s.role = 'subject'
                   AND s.position = 0) AS subject_id, c.rowid AS fts_row
        FROM claims c JOIN articles a ON a.id = c.article_id
        """,  # noqa: S608 (a constant of this module)
        "article_id, claim_id",
        search="claims_fts",
    ),
    View(
        "entity_claims",
        "Every claim under each entity that it is about, is compared with, or holds within",
        {
            "entity_id": "Entity",
            "role": "subject, counterpart or scope",
            "subject": "What the number is about",
            "measure": "What is measured",
            "of": "What a growth, multiple, ratio, difference or share speaks of",
            "value_display": "The quantity in short words",
            "value": "In base units; the middle of a range",
            "unit": "Base unit",
            "period": "Time that it holds for, or the moment of a state",
            "day": "Last day that it holds for, else the date of the article",
            "scope": "Within what it holds",
            "modality": "asserted, attributed, forecast, hypothetical or negated",
            "attributed_to": "Who is named as the source of the figure",
            "verdict": _WORST_DOC,
            "source": "Publisher",
            "published": "Date of the article",
            "article": "Headline, or the path where there is none",
            "claim_id": "Claim",
            "article_id": "Article",
        },
        f"""
        SELECT s.entity_id, s.role, c.subject, c.measure, c.of, c.value_display,
               coalesce(c.value, (c.low + c.high) / 2, c.low, c.high) AS value, c.unit,
               coalesce(c.period, c.as_of) AS period,
               coalesce(c.period_end, CASE WHEN length(c.as_of) = 10 THEN c.as_of END, substr(a.published, 1, 10))
                   AS day,
               c.scope, c.modality, c.attributed_to, {_WORST} AS verdict, a.source, a.published,
               coalesce(a.title, a.path) AS article, c.id AS claim_id, a.id AS article_id
        FROM claim_subjects s JOIN claims c ON c.id = s.claim_id JOIN articles a ON a.id = c.article_id
        """,  # noqa: S608 (a constant of this module)
        "entity_id, measure, unit, day IS NULL, day, value, claim_id",
    ),
    View(
        "entity_overview",
        "Every entity with how much is said of it",
        {
            "entity_id": "Entity",
            "name": "Canonical name",
            "kind": "model, lab, company, platform, country, group, benchmark, publisher or product",
            "lab_id": "Models and products: whose they are",
            "lab": "Name of that lab",
            "country": "Of the lab or company (ISO 3166-1 alpha-2)",
            "in_catalog": "1 where the catalog knows it, 0 where its name was read off its form",
            "claims": "Claims about it",
            "articles": "Articles that make them",
            "measures": "Different measures among them",
            "listings": "What catalogs list for it",
            "members": "Groups: JSON array of the ids of members that are listed",
        },
        """
        SELECT e.id AS entity_id, e.name, e.kind, e.lab_id, l.name AS lab, e.country, e.in_catalog,
               count(DISTINCT c.id) AS claims, count(DISTINCT c.article_id) AS articles,
               count(DISTINCT c.measure) AS measures,
               (SELECT count(*) FROM listings w WHERE w.entity_id = e.id) AS listings, e.members
        FROM entities e LEFT JOIN entities l ON l.id = e.lab_id
        LEFT JOIN claim_subjects s ON s.entity_id = e.id AND s.role = 'subject'
        LEFT JOIN claims c ON c.id = s.claim_id
        GROUP BY e.id
        """,
        "claims DESC, name, entity_id",
    ),
    View(
        "claims_by_subject",
        "What is known of each subject: how many claims of which measure, from how many articles and origins",
        {
            "entity_id": "Subject",
            "subject": "Its name",
            "kind": "Its kind",
            "measure": "What is measured",
            "unit": "Base unit",
            "claims": "Claims",
            "articles": "Articles that make them",
            "origins": "Independent origins behind these articles",
            "lowest": "Smallest value",
            "highest": "Largest value",
            "latest_period": "Last day that a claim holds for",
        },
        """
        SELECT e.id AS entity_id, e.name AS subject, e.kind, c.measure, c.unit, count(*) AS claims,
               count(DISTINCT c.article_id) AS articles, count(DISTINCT a.origin_id) AS origins,
               min(coalesce(c.value, c.low)) AS lowest, max(coalesce(c.value, c.high)) AS highest,
               max(c.period_end) AS latest_period
        FROM claim_subjects s
        JOIN entities e ON e.id = s.entity_id
        JOIN claims c ON c.id = s.claim_id
        JOIN articles a ON a.id = c.article_id
        WHERE s.role = 'subject'
        GROUP BY e.id, c.measure, c.unit
        """,
        "claims DESC, entity_id, measure, unit",
    ),
    View(
        "checks_readable",
        "Every check with what its claims say, who says it, and whether a human has set it aside",
        {
            "check_id": "Check",
            "title": "What was checked",
            "verdict": "What came out",
            "severity": "info, notice, warning or error",
            "kind": "Kind of arithmetic",
            "explanation": "What came out, in a sentence",
            "statements": "The claims that it needs, each with its article",
            "claims": "Number of these claims",
            "articles": "Articles that make them",
            "origins": "Independent origins behind these articles",
            "flips_headline": "1 where the fault reverses an order, a sign, a majority or a rank",
            "formula": "The arithmetic",
            "stated_low": "Lower end of what the stated figure can mean",
            "stated_high": "Upper end of it",
            "derived_low": "Lower end of what the other figures give",
            "derived_high": "Upper end of it",
            "unit": "Unit of these four",
            "dismissed": "Reason, where a human decided that it needs no attention",
            "latest_run": "Last run that read one of its articles",
            "rank": "Severity as a number, for sorting: 0 is the worst",
        },
        f"""
        SELECT k.id AS check_id, k.title, k.verdict, k.severity, k.kind, k.explanation,
               (SELECT group_concat(line, char(10)) FROM (
                   SELECT c.value_display || ' (' || coalesce(a.title, a.path) || ')' AS line
                   FROM check_claims l JOIN claims c ON c.id = l.claim_id JOIN articles a ON a.id = c.article_id
                   WHERE l.check_id = k.id ORDER BY l.position)) AS statements,
               (SELECT count(DISTINCT l.claim_id) FROM check_claims l WHERE l.check_id = k.id) AS claims,
               (SELECT count(DISTINCT c.article_id) FROM check_claims l JOIN claims c ON c.id = l.claim_id
                   WHERE l.check_id = k.id) AS articles,
               coalesce(k.origins, (SELECT count(DISTINCT a.origin_id) FROM check_claims l
                   JOIN claims c ON c.id = l.claim_id JOIN articles a ON a.id = c.article_id
                   WHERE l.check_id = k.id)) AS origins,
               k.flips_headline, k.formula, k.stated_low, k.stated_high, k.derived_low, k.derived_high, k.unit,
               d.reason AS dismissed,
               (SELECT max(a.run_id) FROM check_claims l JOIN claims c ON c.id = l.claim_id
                   JOIN articles a ON a.id = c.article_id WHERE l.check_id = k.id) AS latest_run,
               {RANK} AS rank
        FROM checks k LEFT JOIN dismissals d ON d.check_id = k.id
        """,  # noqa: S608 (a constant of this module)
        "rank, flips_headline DESC, articles DESC, kind, title, check_id",
    ),
    View(
        "dismissals",
        "Checks that a human has set aside, with the reason; what was decided before is in the table decisions",
        {
            "check_id": "Check",
            "title": "What was checked; empty where the check is gone",
            "reason": "Why it needs no attention",
            "dismissed": "When that was decided (UTC)",
        },
        """
        SELECT d.check_id, k.title, d.reason, d.decided AS dismissed
        FROM decisions d LEFT JOIN checks k ON k.id = d.check_id
        WHERE d.decision = 'dismissed' AND d.id = (
            SELECT id FROM decisions l WHERE l.check_id = d.check_id ORDER BY decided DESC, id DESC LIMIT 1)
        """,
        "dismissed, check_id",
    ),
    View(
        "entity_checks",
        "Which checks use a claim about an entity",
        {
            "entity_id": "Entity",
            "check_id": "Check",
            "title": "What was checked",
            "kind": "Kind of arithmetic",
            "verdict": "What came out",
            "severity": "info, notice, warning or error",
            "rank": "Severity as a number, for sorting: 0 is the worst",
        },
        f"""
        SELECT DISTINCT s.entity_id, k.id AS check_id, k.title, k.kind, k.verdict, k.severity, {RANK} AS rank
        FROM claim_subjects s JOIN check_claims l ON l.claim_id = s.claim_id JOIN checks k ON k.id = l.check_id
        WHERE s.role = 'subject' AND k.id NOT IN (SELECT check_id FROM dismissals)
        """,  # noqa: S608 (a constant of this module)
        "rank, verdict <> 'inconsistent', kind, title, check_id",
    ),
    View(
        "verdicts",
        "How many checks of each kind came out how; those set aside by hand are not counted",
        {"kind": "Kind of arithmetic", "verdict": "What came out", "checks": "How many"},
        """
        SELECT kind, verdict, count(*) AS checks FROM checks WHERE id NOT IN (SELECT check_id FROM dismissals)
        GROUP BY kind, verdict
        """,
        "kind, verdict",
    ),
    View(
        "disagreements",
        "Checks in which the figures do not simply fit: contradictions, fits by rounding only, not comparable",
        {},
        """
        SELECT * FROM checks_readable
        WHERE verdict IN ('inconsistent', 'consistent_by_rounding', 'not_comparable') AND dismissed IS NULL
        """,
        "CASE verdict WHEN 'inconsistent' THEN 0 WHEN 'consistent_by_rounding' THEN 1 ELSE 2 END, "
        "rank, flips_headline DESC, articles DESC, kind, title, check_id",
    ),
    View(
        "agreements",
        "Checks in which the figures fit, with the number of independent origins behind them",
        {},
        "SELECT * FROM checks_readable WHERE verdict = 'consistent' AND dismissed IS NULL",
        "origins DESC, articles DESC, kind, title, check_id",
    ),
    View(
        "derived_facts",
        "Values that follow from the claims, with nothing stated to hold them against",
        {},
        "SELECT * FROM checks_readable WHERE verdict = 'derived' AND dismissed IS NULL",
        "kind, title, check_id",
    ),
    View(
        "check_statements",
        "One row for each claim of each check, with its words and article",
        {
            "check_id": "Check",
            "position": "Order within the check",
            "role": "Part that the claim plays",
            "claim_id": "Claim",
            "value_display": "The quantity in short words",
            "subject": "What the number is about",
            "measure": "What is measured",
            "period": "Time that it holds for, or the moment of a state",
            "scope": "Within what it holds",
            "attributed_to": "Who is named as the source of the figure",
            "modality": "asserted, attributed, forecast, hypothetical or negated",
            "sentence": "The sentence around it",
            "sentence_start": "First character of the sentence in the article's text",
            "at": "First character of the number in that sentence",
            "until": "Character after its last one",
            "article_id": "Article",
            "article": "Headline, or the path where there is none",
            "source": "Publisher",
            "published": "Date of the article",
            "url": "Address of the page",
            "origin_id": "Articles with the same id lean on one origin",
        },
        """
        SELECT l.check_id, l.position, l.role, c.id AS claim_id, c.value_display, c.subject, c.measure,
               coalesce(c.period, c.as_of) AS period, c.scope, c.attributed_to, c.modality, c.sentence,
               c.sentence_start, c.start - c.sentence_start AS at, c."end" - c.sentence_start AS until,
               a.id AS article_id, coalesce(a.title, a.path) AS article, a.source, a.published, a.url,
               a.origin_id
        FROM check_claims l JOIN claims c ON c.id = l.claim_id JOIN articles a ON a.id = c.article_id
        """,
        "check_id, position",
    ),
    View(
        "claims_in_order",
        "Every claim as it stands in its article, with its place in the sentence",
        {
            "article_id": "Article",
            "claim_id": "Claim",
            "start": "First character of the number in the article's text",
            "end": "Character after its last one",
            "value_display": "The quantity in short words",
            "subject": "What the number is about",
            "measure": "What is measured",
            "period": "Time that it holds for, or the moment of a state",
            "scope": "Within what it holds",
            "modality": "asserted, attributed, forecast, hypothetical or negated",
            "attributed_to": "Who is named as the source of the figure",
            "sentence": "The sentence around it",
            "sentence_start": "First character of the sentence in the article's text",
            "at": "First character of the number in that sentence",
            "until": "Character after its last one",
            "verdict": _WORST_DOC,
        },
        f"""
        SELECT c.article_id, c.id AS claim_id, c.start, c."end", c.value_display, c.subject, c.measure,
               coalesce(c.period, c.as_of) AS period, c.scope, c.modality, c.attributed_to, c.sentence,
               c.sentence_start, c.start - c.sentence_start AS at, c."end" - c.sentence_start AS until,
               {_WORST} AS verdict
        FROM claims c
        """,  # noqa: S608 (a constant of this module)
        "article_id, start, claim_id",
    ),
    View(
        "article_overview",
        "Every article with what was found in it",
        {
            "article_id": "Article",
            "article": "Headline, or the path where there is none",
            "path": "Where it was read",
            "url": "Address of the page",
            "source": "Publisher",
            "published": "Date of publication",
            "language": "ISO 639-1",
            "characters": "Length of the text",
            "claims": "Claims in it",
            "skipped": "Numbers in it that became no claim",
            "faults": "Checks with the verdict inconsistent that use a claim of it",
            "leans_on": "Sources that it names, most used first",
            "origin_id": "Articles with the same id lean on one origin",
            "run_id": "Run that read it",
        },
        """
        SELECT a.id AS article_id, coalesce(a.title, a.path) AS article, a.path, a.url, a.source,
               a.published, a.language, length(a.text) AS characters,
               (SELECT count(*) FROM claims c WHERE c.article_id = a.id) AS claims,
               (SELECT count(*) FROM skipped s WHERE s.article_id = a.id) AS skipped,
               (SELECT count(DISTINCT k.id) FROM claims c CROSS JOIN check_claims l ON l.claim_id = c.id
                   CROSS JOIN checks k ON k.id = l.check_id WHERE c.article_id = a.id AND k.verdict = 'inconsistent'
                   AND k.id NOT IN (SELECT check_id FROM dismissals)) AS faults,
               (SELECT group_concat(name, '; ') FROM (SELECT name FROM sources s WHERE s.article_id = a.id
                   GROUP BY name ORDER BY count(*) DESC, name LIMIT 5)) AS leans_on,
               a.origin_id, a.run_id
        FROM articles a
        """,
        "path, article_id",
    ),
    View(
        "origins",
        "Independent origins: articles that lean on one and the same origin count once",
        {
            "origin_id": "Id of one of the articles",
            "articles": "Articles that lean on it",
            "claims": "Claims in them",
            "sources": "Sources that they name, most used first",
            "example": "Headline of the article that gives the id",
        },
        """
        SELECT a.origin_id, count(*) AS articles,
               (SELECT count(*) FROM claims c JOIN articles b ON b.id = c.article_id
                   WHERE b.origin_id = a.origin_id) AS claims,
               (SELECT group_concat(name, '; ') FROM (
                   SELECT s.name FROM sources s JOIN articles b ON b.id = s.article_id WHERE b.origin_id = a.origin_id
                   GROUP BY s.name ORDER BY count(DISTINCT b.id) DESC, count(*) DESC, s.name LIMIT 5)) AS sources,
               (SELECT coalesce(b.title, b.path) FROM articles b WHERE b.id = a.origin_id) AS example
        FROM articles a WHERE a.origin_id IS NOT NULL GROUP BY a.origin_id
        """,
        "articles DESC, origin_id",
    ),
    View(
        "same_slot",
        "Slots (subject, measure, unit, scope, period) for which more than one article gives a figure",
        {
            "subject": "What the number is about",
            "measure": "What is measured",
            "unit": "Base unit",
            "scope": "Within what it holds",
            "period": "Time that it holds for, or the moment of a state",
            "articles": "Articles that give a figure",
            "origins": "Independent origins behind them",
            "figures": "Different figures",
            "values_display": "The figures, as they were written",
        },
        """
        SELECT c.subject, c.measure, c.unit, c.scope, coalesce(c.period, c.as_of) AS period,
               count(DISTINCT c.article_id) AS articles, count(DISTINCT a.origin_id) AS origins,
               count(DISTINCT c.value_display) AS figures, group_concat(DISTINCT c.value_display) AS values_display
        FROM (SELECT * FROM claims ORDER BY value, value_display) c JOIN articles a ON a.id = c.article_id
        WHERE c.subject IS NOT NULL
        GROUP BY c.subject, c.measure, c.unit, c.scope, coalesce(c.period, c.as_of)
        HAVING count(DISTINCT c.article_id) > 1
        """,
        "articles DESC, subject, measure, unit, scope, period",
    ),
    View(
        "cited_sources",
        "Who the articles lean on",
        {
            "name": "Source",
            "articles": "Articles that lean on it",
            "claims": "Claims that lean on it by name",
            "relations": "How: attributed, linked, listed, original, quoted",
        },
        """
        SELECT s.name, count(DISTINCT s.article_id) AS articles, count(DISTINCT s.claim_id) AS claims,
               (SELECT group_concat(relation, ', ') FROM (SELECT DISTINCT relation FROM sources r
                   WHERE r.name = s.name ORDER BY relation)) AS relations
        FROM sources s GROUP BY s.name
        """,
        "articles DESC, claims DESC, name",
    ),
    View(
        "source_pairs",
        "Pairs of publishers whose figures were held against each other; one publisher's own articles are a pair too",
        {
            "one": "Publisher",
            "other": "Publisher, the same or later in the alphabet",
            "checks": "Checks of one figure in articles of both, with a verdict for or against",
            "agree": "Of these, checks in which the figures fit",
            "contradict": "Checks in which they cannot all be true",
        },
        """
        SELECT one, other, count(*) AS checks, sum(verdict <> 'inconsistent') AS agree,
               sum(verdict = 'inconsistent') AS contradict
        FROM (
            SELECT DISTINCT k.id, k.verdict, min(a.source, b.source) AS one, max(a.source, b.source) AS other
            FROM checks k
            JOIN check_claims m ON m.check_id = k.id JOIN claims c ON c.id = m.claim_id
            JOIN articles a ON a.id = c.article_id
            JOIN check_claims n ON n.check_id = k.id JOIN claims d ON d.id = n.claim_id
            JOIN articles b ON b.id = d.article_id
            WHERE k.kind IN ('agreement', 'corroboration') AND a.id <> b.id
              AND k.verdict IN ('consistent', 'consistent_by_rounding', 'inconsistent')
              AND k.id NOT IN (SELECT check_id FROM dismissals))
        WHERE one IS NOT NULL AND other IS NOT NULL
        GROUP BY one, other
        """,
        "checks DESC, one, other",
    ),
    View(
        "skipped_reasons",
        "Why numbers became no claim",
        {"reason": "Why", "numbers": "How many numbers", "articles": "In how many articles", "example": "One of them"},
        """
        SELECT reason, count(*) AS numbers, count(DISTINCT article_id) AS articles, min(surface) AS example
        FROM skipped GROUP BY reason
        """,
        "numbers DESC, reason",
    ),
    View(
        "measures",
        "How often each measure is stated",
        {"measure": "What is measured", "claims": "Claims", "articles": "Articles", "subjects": "Different subjects"},
        """
        SELECT measure, count(*) AS claims, count(DISTINCT article_id) AS articles, count(DISTINCT subject) AS subjects
        FROM claims GROUP BY measure
        """,
        "claims DESC, measure",
    ),
    View(
        "totals",
        "The database in one row",
        {
            "articles": "Articles",
            "claims": "Claims",
            "origins": "Independent origins behind the articles",
            "entities": "Entities",
            "checks": "Checks",
            "faults": "Checks with the verdict inconsistent that nobody has dismissed",
            "roundings": "Checks that fit by rounding only",
            "agreements": "Checks that fit",
            "skipped": "Numbers that became no claim",
            "issues": "Files and records that could not be read or decided",
        },
        """
        SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(*) FROM claims) AS claims,
               (SELECT count(DISTINCT origin_id) FROM articles) AS origins, (SELECT count(*) FROM entities) AS entities,
               (SELECT count(*) FROM checks) AS checks,
               (SELECT count(*) FROM checks WHERE verdict = 'inconsistent'
                   AND id NOT IN (SELECT check_id FROM dismissals)) AS faults,
               (SELECT count(*) FROM checks WHERE verdict = 'consistent_by_rounding'
                   AND id NOT IN (SELECT check_id FROM dismissals)) AS roundings,
               (SELECT count(*) FROM checks WHERE verdict = 'consistent') AS agreements,
               (SELECT count(*) FROM skipped) AS skipped, (SELECT count(*) FROM issues) AS issues
        """,
        "articles",
    ),
)

_BY_NAME = {each.name: each for each in VIEWS}


def view(name: str) -> View:
    """The view of a name. Raises KeyError where there is none."""
    return _BY_NAME[name]


def columns(found: View) -> dict[str, str]:
    """Column -> meaning; views that pick rows of another view have its columns."""
    return found.columns or view("checks_readable").columns


def definitions() -> Iterator[tuple[str, str]]:
    """Name and query of each view."""
    for each in VIEWS:
        yield each.name, textwrap.dedent(each.sql).strip()


def create(db: Database) -> None:
    """Make all views; those that are there and the same are not touched."""
    for name, sql in definitions():
        db.create_view(name, sql, replace=True)
