"""Tables with a row of totals -> the total of each column, held against the cells above it.

Only a column in which every row has one number, of one unit, is added up; of percentages only what makes a hundred.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.check import explain
from extractor.check.arithmetic.totals import sum_of
from extractor.check.bench import Bench
from extractor.check.explain import said
from extractor.check.knobs import knobs
from extractor.check.verdicts import best
from extractor.models import Check, Claim

_ROW = re.compile(r"[^\n|\t]*[|\t][^\n]*")
_RULE = re.compile(r"[\s|:+=-]+")
_FEWEST = 2
_LONGEST = 40
"""Rows that are added up."""

Row = tuple[int, int]


def checks(bench: Bench) -> Iterator[Check]:
    """A check for each number of a row of totals."""
    for article, claims in sorted(bench.in_article.items()):
        if any(bench.is_row(c) for c in claims):
            for rows in _tables(bench, article):
                yield from _totals(bench, article, rows)


def _tables(bench: Bench, article: str) -> Iterator[list[Row]]:
    """The rows of each table: start and end of each line that has cells, rules between header and body aside."""
    text = bench.slice(article, 0, len(bench.articles[article].text)) if article in bench.articles else ""
    rows: list[Row] = []
    start = 0
    for line in text.split("\n"):
        if _ROW.fullmatch(line):
            if not _RULE.fullmatch(line):
                rows.append((start, start + len(line)))
        elif rows:
            yield rows
            rows = []
        start += len(line) + 1
    if rows:
        yield rows


def _totals(bench: Bench, article: str, rows: Sequence[Row]) -> Iterator[Check]:
    """The last row, where it is one of totals, against the rows between it and the first."""
    if not _FEWEST + 2 <= len(rows) <= _LONGEST or not _is_total(bench.slice(article, *rows[-1])):
        return
    columns: dict[int, list[Claim]] = defaultdict(list)
    for claim in bench.in_article[article]:
        if rows[0][1] < claim.start < rows[-1][1]:
            row = next(start for start, end in rows if start <= claim.start < end or claim.start < start)
            columns[_separators(bench, claim, row)].append(claim)
    for column in sorted(columns):
        *parts, total = columns[column]
        if total.start < rows[-1][0] or len(parts) != len(rows) - 2 or not _adds_up(bench, total, parts):
            continue
        number = bench.number(total)
        number = replace(number, coarse=number.fine) if total.unit == "percent" else number  # a hundred is one
        outcome = best(number, [sum_of(bench, parts)])
        if outcome:
            title = f"{said(total)} in a row of totals against the cells above it"
            yield explain.arithmetic(bench, "sum", total, outcome, title)


def _is_total(row: str) -> bool:
    label = next((cell for cell in re.split(r"[|\t]", row) if cell.strip()), "")
    return knobs().cues.patterns["total_row"].fullmatch(label.strip(" *_")) is not None


def _separators(bench: Bench, claim: Claim, row: int) -> int:
    """Number of the column that a claim stands in."""
    return len(re.findall(r"[|\t]", bench.slice(claim.article_id, row, claim.start)))


def _adds_up(bench: Bench, total: Claim, parts: Sequence[Claim]) -> bool:
    """Whether a column is one of amounts of one kind, or of shares of all."""
    if {c.unit for c in parts} != {total.unit} or any(
        c.value is None or bench.number(c).bound for c in (total, *parts)
    ):
        return False
    if total.unit == "percent":
        return bench.number(total).nominal == 100
    return knobs().measure(total.measure).additive and total.unit not in ("multiple", "rank", "points")
