"""The store's tables, views and questions -> the metadata that Datasette shows them with.

`python -m extractor.browse` prints the file that lies at the top of the project.
"""

from __future__ import annotations

import json
import textwrap
from typing import Any

from extractor.store import questions, schema, views

TITLE = "What articles say about AI, in numbers"
DESCRIPTION = (
    "Numeric claims from articles about AI, each tied to its exact words, subject, period and source, "
    "and cross-checked by what their printed digits can mean."
)
_START: dict[str, dict[str, Any]] = {
    "claims_readable": {
        "title": "Claims", "sort_desc": "published", "facets": ["verdict", "measure", "subject", "modality"],
    },
    "entity_claims": {"title": "Claims by entity", "facets": ["role", "measure", "verdict"]},
    "entity_overview": {"title": "Subjects", "sort_desc": "claims", "facets": ["kind", "lab", "country"]},
    "entity_checks": {"title": "Checks by entity", "sort": "rank", "facets": ["verdict", "kind"]},
    "verdicts": {"title": "Verdicts", "sort_desc": "checks", "facets": ["verdict"]},
    "source_pairs": {"title": "Which sources agree", "sort_desc": "checks"},
    "claims": {"facets": ["measure", "subject", "modality"]},
    "claims_by_subject": {"title": "Known of each subject", "sort_desc": "claims", "facets": ["kind", "measure"]},
    "claims_in_order": {"facets": ["measure", "modality"]},
    "checks": {"facets": ["verdict", "kind", "severity"]},
    "checks_readable": {"title": "Checks", "sort": "rank", "facets": ["verdict", "kind", "severity"]},
    "disagreements": {"title": "What does not fit", "sort": "rank", "facets": ["verdict", "kind", "severity"]},
    "agreements": {"title": "What agrees", "sort_desc": "origins", "facets": ["kind"]},
    "derived_facts": {"title": "What follows", "facets": ["kind"]},
    "check_claims": {"facets": ["role"]},
    "check_statements": {"facets": ["role", "measure"]},
    "articles": {"sort": "path", "facets": ["source", "language"]},
    "article_overview": {"title": "Articles", "sort_desc": "published", "facets": ["source", "language"]},
    "entities": {"sort": "name", "facets": ["kind", "country", "in_catalog"]},
    "mentions": {"facets": ["method"]},
    "claim_subjects": {"facets": ["role"]},
    "sources": {"sort": "name", "facets": ["relation"]},
    "cited_sources": {"title": "Who the articles lean on", "sort_desc": "articles"},
    "origins": {"sort_desc": "articles"},
    "same_slot": {"title": "The same figure in several articles", "sort_desc": "articles", "facets": ["measure"]},
    "skipped": {"facets": ["reason"]},
    "skipped_reasons": {"title": "Why numbers became no claim", "sort_desc": "numbers"},
    "measures": {"title": "What is measured", "sort_desc": "claims"},
    "listings": {"facets": ["field", "source"]},
    "issues": {"sort": "path", "facets": ["stage"]},
    "runs": {"sort_desc": "id"},
}  # fmt: skip
"""How each page begins: order, and the few columns to filter by."""
_HIDDEN = frozenset({"sightings"})
_TILES = {"articles": "Articles", "claims": "Claims", "faults": "Contradictions", "roundings": "Fit by rounding only"}
_COLOURS = {
    "domain": ["inconsistent", "consistent by rounding", "not comparable", "consistent", "derived", "undetermined"],
    "range": ["#ad2318", "#c98a00", "#6f8fb3", "#2f8a54", "#8fb3d9", "#a9a49a"],
}


def metadata(database: str = "claims") -> dict[str, Any]:
    """Datasette's metadata for a database of this name (the name of its file without the ending)."""
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "databases": {
            database: {
                "description": "Start with claims_readable and disagreements; every row leads back to its words.",
                "tables": {**_tables(), **_views()},
                "queries": {each.name: _question(each) for each in questions.QUESTIONS},
            }
        },
        "plugins": {"datasette-dashboards": {"ai-claims": _dashboard(database)}},
    }


def text(database: str = "claims") -> str:
    """The metadata as the file that Datasette reads."""
    return json.dumps(metadata(database), ensure_ascii=False, indent=2) + "\n"


def _tables() -> dict[str, Any]:
    made: dict[str, Any] = {}
    for table in schema.TABLES:
        made[table.name] = {
            "description": table.doc,
            "columns": {column.name: column.doc for column in table.columns},
            **_START.get(table.name, {}),
            **({"label_column": table.label} if table.label else {}),
            **({"hidden": True} if table.name in _HIDDEN else {}),
        }
    return made


def _views() -> dict[str, Any]:
    made: dict[str, Any] = {}
    for view in views.VIEWS:
        # Datasette finds the full-text index of a table by itself, that of a view it must be told.
        search = {"fts_table": view.search, "fts_pk": "fts_row"} if view.search else {}
        made[view.name] = {
            "description": view.doc,
            "columns": views.columns(view),
            **_START.get(view.name, {}),
            **search,
        }
    return made


def _question(asked: questions.Question) -> dict[str, Any]:
    made: dict[str, Any] = {
        "title": asked.title,
        "description": asked.doc,
        "sql": textwrap.dedent(asked.sql).strip(),
        "hide_sql": True,
    }
    return made | ({"params": list(asked.params)} if asked.params else {})


def _dashboard(database: str) -> dict[str, Any]:
    charts = {
        each.name: {
            "title": each.title,
            "db": database,
            "query": textwrap.dedent(each.sql).strip(),
            "library": "vega-lite",
            "display": _DRAWN[each.name],
        }
        for each in questions.CHARTS
    }
    tiles = {
        name: {
            "title": title,
            "db": database,
            "query": f"SELECT {name} FROM totals",  # noqa: S608 (names of this module)
            "library": "metric",
            "display": {"field": name},
        }
        for name, title in _TILES.items()
    }
    return {
        "title": "AI claims",
        "description": "What the articles state, and how far it fits together.",
        "layout": [
            list(_TILES),
            ["by_week"] * 4,
            ["by_verdict", "by_verdict", "agreement", "agreement"],
            ["token_volumes"] * 4,
            ["prices"] * 4,
        ],
        "filters": {
            "subject": {
                "name": "Subject",
                "type": "select",
                "db": database,
                "query": "SELECT DISTINCT subject FROM claims_readable WHERE subject IS NOT NULL ORDER BY subject",
            }
        },
        "charts": tiles | charts,
    }


def _axis(field: str, kind: str, title: str | None, **more: Any) -> dict[str, Any]:
    return {"field": field, "type": kind, "title": title, **more}


_DECADES = {
    "values": [10**exponent for exponent in range(3, 19)],
    "labelExpr": "replace(format(datum.value, '~s'), 'G', 'B')",
}
_TIP = [
    {"field": name, "type": "nominal"} for name in ("subject", "measure", "value_display", "period", "scope", "source")
]
_PAIR = {
    "y": _axis("one", "nominal", None),
    "x": _axis("other", "nominal", None, axis={"labelAngle": -40}),
}
_DRAWN: dict[str, dict[str, Any]] = {
    "by_week": {
        "height": {"step": 20},
        "mark": "rect",
        "encoding": {
            "y": _axis("measure", "nominal", None, sort={"field": "claims", "op": "sum", "order": "descending"}),
            "x": _axis("week", "ordinal", "week that begins on", axis={"labelAngle": -40}),
            "color": _axis("claims", "quantitative", "claims", scale={"scheme": "blues", "domainMin": 0}),
            "tooltip": [{"field": "measure"}, {"field": "week"}, {"field": "claims"}],
        },
    },
    "agreement": {
        "height": {"step": 26},
        "layer": [
            {
                "mark": "rect",
                "encoding": {
                    **_PAIR,
                    "color": _axis(
                        "share",
                        "quantitative",
                        "share that agrees",
                        scale={"domain": [0, 1], "range": ["#ad2318", "#e9dfc9", "#2f8a54"]},
                        legend={"format": "%"},
                    ),
                    "tooltip": [{"field": name} for name in ("one", "other", "agree", "contradict")],
                },
            },
            {
                "mark": {"type": "text", "color": "#1d1c1a", "fontWeight": 600},
                "encoding": {**_PAIR, "text": {"field": "checks"}},
            },
        ],
    },
    "by_verdict": {
        "mark": "bar",
        "encoding": {
            "y": _axis("kind", "nominal", None, sort="-x"),
            "x": _axis("checks", "quantitative", "checks", axis={"tickMinStep": 1}),
            "color": _axis("verdict", "nominal", None, scale=_COLOURS),
            "tooltip": [{"field": "kind"}, {"field": "verdict"}, {"field": "checks"}],
        },
    },
    "token_volumes": {
        "mark": {"type": "point", "filled": True, "size": 90},
        "encoding": {
            "x": _axis(
                "period_end", "temporal", "last day of the period", axis={"format": "%e %b %Y", "labelAngle": -30}
            ),
            "y": _axis("value", "quantitative", "tokens", scale={"type": "log"}, axis=_DECADES),
            "color": _axis("subject", "nominal", None),
            "tooltip": _TIP,
        },
    },
    "prices": {
        "mark": {"type": "point", "filled": True, "size": 90},
        "encoding": {
            "y": _axis("subject", "nominal", None),
            "x": _axis(
                "value", "quantitative", "dollars", scale={"type": "log"}, axis={"format": "$~r", "tickCount": 6}
            ),
            "color": _axis("measure", "nominal", None),
            "tooltip": _TIP,
        },
    },
}
