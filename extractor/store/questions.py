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
        "two_side_by_side",
        "Two subjects side by side",
        "Every measure for which both have a figure. Part of a name will do: GPT and Claude, China and United States.",
        """
        SELECT a.measure, a.subject AS first_subject, a.value_display AS first_value, a.period AS first_period,
               b.subject AS second_subject, b.value_display AS second_value, b.period AS second_period,
               a.scope, a.claim_id, b.claim_id AS other_claim_id
        FROM claims_readable a JOIN claims_readable b
          ON b.measure = a.measure AND b.unit = a.unit AND b.scope IS a.scope AND b.subject <> a.subject
        WHERE :first <> '' AND :second <> ''
          AND a.subject LIKE '%' || :first || '%' AND b.subject LIKE '%' || :second || '%'
          AND (a.period IS b.period OR a.period IS NULL OR b.period IS NULL)
        ORDER BY a.measure, a.subject, b.subject, a.value, b.value, a.claim_id, b.claim_id
        LIMIT 500
        """,
        ("first", "second"),
    ),
    Question(
        "said_by",
        "Every figure that somebody gave",
        "Figures that articles take from a person, company or data service, with what the checks say of them. "
        "Part of a name will do.",
        """
        SELECT attributed_to, subject, measure, value_display, period, verdict, quote, source, published,
               article_id, claim_id
        FROM claims_readable
        WHERE :name <> '' AND attributed_to LIKE '%' || :name || '%'
        ORDER BY attributed_to, measure, subject, published, claim_id
        """,
        ("name",),
    ),
    Question(
        "record_of_a_publisher",
        "How the figures of a publisher fare",
        "What the checks say of the claims in one publisher's articles, the worst first. Part of a name will do.",
        """
        SELECT k.verdict, k.kind, k.title, k.explanation, group_concat(DISTINCT s.source) AS sources, k.check_id
        FROM checks_readable k JOIN check_statements s ON s.check_id = k.check_id
        WHERE :publisher <> '' AND k.dismissed IS NULL
          AND k.check_id IN (SELECT check_id FROM check_statements WHERE source LIKE '%' || :publisher || '%')
        GROUP BY k.check_id
        ORDER BY k.rank, k.verdict <> 'inconsistent', k.kind, k.title, k.check_id
        """,
        ("publisher",),
    ),
    Question(
        "one_source_told_often",
        "One source told many times",
        "Figures that several articles give while all of them lean on one origin: repeated, not confirmed.",
        """
        SELECT title, articles, origins, statements, explanation, check_id
        FROM agreements
        WHERE articles > 1 AND origins = 1
        ORDER BY articles DESC, title, check_id
        """,
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
        ORDER BY rank, flips_headline DESC, articles DESC, kind, title, check_id
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
        "by_week",
        "Claims by measure and week",
        "What the articles of each week speak of; the fifteen measures that are stated most often.",
        """
        SELECT date(published, '-6 days', 'weekday 1') AS week, replace(measure, '_', ' ') AS measure,
               count(*) AS claims
        FROM claims_readable
        WHERE published IS NOT NULL AND date(published) IS NOT NULL
          AND measure IN (SELECT measure FROM measures ORDER BY claims DESC, measure LIMIT 15)
          [[ AND subject = :subject ]]
        GROUP BY 1, 2
        ORDER BY 1, 2
        """,
        ("subject",),
    ),
    Question(
        "agreement",
        "Which sources agree with each other",
        "Checks that hold figures of two publishers against each other, and the share that agrees.",
        """
        SELECT one, other, agree, contradict, checks, round(1.0 * agree / checks, 3) AS share
        FROM source_pairs
        WHERE TRUE
          [[ AND EXISTS (SELECT 1 FROM claims_readable r WHERE r.subject = :subject AND r.source IN (one, other)) ]]
        ORDER BY checks DESC, one, other
        LIMIT 120
        """,
        ("subject",),
    ),
    Question(
        "by_verdict",
        "Checks by kind and verdict",
        "What came out of each kind of check.",
        """
        SELECT replace(kind, '_', ' ') AS kind, replace(verdict, '_', ' ') AS verdict, count(*) AS checks
        FROM checks
        WHERE TRUE [[ AND id IN (SELECT check_id FROM check_statements WHERE subject = :subject) ]]
        GROUP BY 1, 2
        ORDER BY 1, 2
        """,
        ("subject",),
    ),
    Question(
        "token_volumes",
        "Token volumes over time",
        "Stated volumes by the last day of their period; the twelve subjects that most are stated of.",
        """
        SELECT r.subject, r.measure, r.value_display, r.value, r.period, c.period_end, r.scope, r.source
        FROM claims_readable r JOIN claims c ON c.id = r.claim_id
        WHERE r.measure = 'token_volume' AND r.value > 0 AND c.period_end IS NOT NULL
          AND r.modality IN ('asserted', 'attributed') [[ AND r.subject = :subject ]]
          AND r.subject IN (SELECT subject FROM claims WHERE measure = 'token_volume' AND period_end IS NOT NULL
                            GROUP BY subject ORDER BY count(*) DESC, subject LIMIT 12)
        ORDER BY c.period_end, r.subject, r.claim_id
        """,
        ("subject",),
    ),
    Question(
        "prices",
        "Prices per million tokens, in US dollars",
        "Stated prices of each model.",
        """
        SELECT subject, replace(measure, '_', ' ') AS measure, value_display, value, period, scope, source
        FROM claims_readable
        WHERE unit = 'usd_per_1m_tokens' AND value > 0 [[ AND subject = :subject ]]
        ORDER BY subject, measure, value, claim_id
        """,
        ("subject",),
    ),
)
"""What the dashboard draws; `[[ ]]` marks a condition that holds only while its parameter is given."""
