"""Nothing -> ready questions over the views, which Datasette offers as canned queries."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """One ready question: title, what it answers, the query, and what its parameters mean (empty unless given)."""

    name: str
    title: str
    doc: str
    sql: str
    params: tuple[str, ...] = ()


QUESTIONS: tuple[Question, ...] = (
    Question(
        "subject_over_time",
        "One subject's values over time",
        "Every figure for a subject and measure, in order of the time that it holds for. "
        "Part of a name will do; leave measure empty for all.",
        """
        SELECT subject, measure, value_display, value, unit, period, scope, modality, source, published,
               article_id, claim_id
        FROM claims_readable
        WHERE subject LIKE '%' || :subject || '%' AND (:measure = '' OR measure = :measure)
        ORDER BY measure, unit, period IS NULL, period, value, claim_id
        """,
        ("subject", "measure"),
    ),
    Question(
        "same_slot_across_articles",
        "The same figure in several articles",
        "Slots for which more than one article gives a figure; those with different figures come first.",
        """
        SELECT subject, measure, values_display, figures, articles, origins, period, scope, unit
        FROM same_slot
        ORDER BY figures > 1 DESC, articles DESC, subject, measure, unit, scope, period
        """,
    ),
    Question(
        "contradictions",
        "Figures that contradict each other",
        "Checks with the verdict inconsistent that nobody has dismissed, the worst first.",
        """
        SELECT severity, kind, title, explanation, statements, articles, origins, flips_headline, check_id
        FROM disagreements
        WHERE verdict = 'inconsistent'
        ORDER BY rank, flips_headline DESC, kind, title, check_id
        """,
    ),
    Question(
        "catalog_clashes",
        "Figures that the catalogs do not know",
        "Claims that differ from what catalogs list; providers often differ among themselves, so read the explanation.",
        """
        SELECT severity, verdict, title, explanation, statements, check_id
        FROM checks_readable
        WHERE kind = 'catalog' AND verdict <> 'consistent'
        ORDER BY rank, title, check_id
        """,
    ),
    Question(
        "prices_per_model",
        "Prices per model",
        "What articles say a model costs, beside what catalogs list for it. Part of a name will do; empty for all.",
        """
        SELECT subject AS model, measure, value_display AS price, value, coalesce(scope, source) AS provider,
               coalesce(period, published) AS at, 'article' AS said_by, article_id, claim_id
        FROM claims_readable
        WHERE unit LIKE '%per_1%_tokens' AND subject LIKE '%' || :model || '%'
        UNION ALL
        SELECT e.name, l.field, '$' || l.value_text || ' per 1M tokens', CAST(l.value_text AS REAL), l.provider,
               l.as_of, l.source, NULL, NULL
        FROM listings l JOIN entities e ON e.id = l.entity_id
        WHERE l.field LIKE 'price%' AND e.name LIKE '%' || :model || '%'
        ORDER BY model, measure, said_by, value, provider, claim_id
        """,
        ("model",),
    ),
    Question(
        "most_cited_sources",
        "Who the articles lean on",
        "Sources by the number of articles that lean on them.",
        "SELECT name, articles, claims, relations\nFROM cited_sources\nORDER BY articles DESC, claims DESC, name",
    ),
    Question(
        "new_claims",
        "Claims of the latest run",
        "What the last run read, newest articles first.",
        """
        SELECT r.subject, r.measure, r.value_display, r.period, r.quote, r.source, r.published, r.article_id, r.claim_id
        FROM claims_readable r JOIN articles a ON a.id = r.article_id
        WHERE a.run_id = (SELECT max(run_id) FROM articles)
        ORDER BY r.published IS NULL, r.published DESC, r.article_id, r.claim_id
        """,
    ),
    Question(
        "forecasts",
        "What is forecast, and by whom",
        "Claims about the future, in order of the time that they speak of.",
        """
        SELECT subject, measure, value_display, period, attributed_to, quote, source, article_id, claim_id
        FROM claims_readable
        WHERE modality = 'forecast'
        ORDER BY period IS NULL, period, subject, claim_id
        """,
    ),
)

CHARTS: tuple[Question, ...] = (
    Question(
        "by_measure",
        "Claims by measure",
        "The twenty measures that are stated most often.",
        """
        SELECT measure, count(*) AS claims
        FROM claims_readable
        WHERE TRUE [[ AND subject = :subject ]]
        GROUP BY measure
        ORDER BY claims DESC, measure
        LIMIT 20
        """,
        ("subject",),
    ),
    Question(
        "by_verdict",
        "Checks by kind and verdict",
        "What came out of each kind of check.",
        """
        SELECT kind, verdict, count(*) AS checks
        FROM checks
        WHERE TRUE [[ AND id IN (SELECT check_id FROM check_statements WHERE subject = :subject) ]]
        GROUP BY kind, verdict
        ORDER BY kind, verdict
        """,
        ("subject",),
    ),
    Question(
        "token_volumes",
        "Token volumes over time",
        "Stated volumes by the last day of their period.",
        """
        SELECT r.subject, r.measure, r.value_display, r.value, r.period, c.period_end, r.scope, r.source
        FROM claims_readable r JOIN claims c ON c.id = r.claim_id
        WHERE r.measure = 'token_volume' AND r.value > 0 AND c.period_end IS NOT NULL
          AND r.modality IN ('asserted', 'attributed') [[ AND r.subject = :subject ]]
        ORDER BY c.period_end, r.subject, r.claim_id
        """,
        ("subject",),
    ),
    Question(
        "prices",
        "Prices per million tokens, in US dollars",
        "Stated prices of each model.",
        """
        SELECT subject, measure, value_display, value, period, scope, source
        FROM claims_readable
        WHERE unit = 'usd_per_1m_tokens' AND value > 0 [[ AND subject = :subject ]]
        ORDER BY subject, measure, value, claim_id
        """,
        ("subject",),
    ),
)
"""What the dashboard draws; `[[ ]]` marks a condition that holds only while its parameter is given."""
