"""Summaries with the names that their editors listed -> how many are linked, why not the others, and how fast it goes.

    python tests/entities.py SUMMARIES.jsonl                    # recall, and what the missed ones are
    python tests/entities.py SUMMARIES.jsonl --before 2025-01   # as known before that month, over later summaries
    python tests/entities.py --speed FOLDER                     # matching and linking beside a bare tokenizer

A line of the summaries is {"date", "text", "models": [...], "companies": [...]}; the set itself is not part of this
project. A name is met when a link bears it, by name or surface, compared without punctuation and case.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import spacy

from extractor import layout, names
from extractor.link import link, scan
from extractor.names.lookup import catalog_rows
from extractor.spots import spots

KINDS = ("models", "companies")
Row = dict[str, Any]


def norm(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def outcomes(row: Row) -> Iterable[tuple[str, str, str]]:
    """(kind, name, how it went) of each listed name: met, in a longer name, unlinked."""
    text = row["text"]
    mentions, entities = link(text)
    labels = {e.id: e.name for e in entities}
    keys = {norm(form) for m in mentions for form in (m.surface, labels[m.entity_id])}
    taken = [(m.start, m.end) for m in mentions]
    for kind in KINDS:
        for name in row[kind]:
            places = _places(text, name)
            inside = all(_covered(text, place, taken) for place in places)
            yield kind, name, "met" if norm(name) in keys else "in a longer name" if inside else "unlinked"


def _places(text: str, name: str) -> list[tuple[int, int]]:
    letters = r"[^A-Za-z0-9]*".join(map(re.escape, norm(name)))
    return [m.span() for m in re.finditer(letters, text, re.IGNORECASE)] if letters else []


def _covered(text: str, place: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    """Whether a longer link holds this place, or the place cuts a word or a number in two (`gpt-4` in `GPT-4.5`)."""
    start, end = place
    cut = text[end : end + 1].isalnum() or re.match(r"\.\d", text[end:]) or text[start - 1 : start].isalnum()
    return bool(cut) or any(a <= start and end <= b and b - a > end - start for a, b in taken)


def recall(rows: list[Row], errors: int) -> None:
    """Print the share of listed names that are linked, and what became of the others."""
    went: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for kind, name, how in outcomes(row):
            went[kind, how] += 1
            if how == "unlinked" and errors > 0:
                errors -= 1
                print("unlinked", row["date"], kind, name)
    for kind in KINDS:
        named = sum(n for (k, _), n in went.items() if k == kind)
        longer = went[kind, "in a longer name"]
        print(
            f"{kind:<10} recall {went[kind, 'met'] / named:.4f} of {named}; only inside a longer name that is linked: "
            f"{longer}, so that at most {1 - longer / named:.4f} can be met; unlinked: {went[kind, 'unlinked']}"
        )


def held_out(rows: list[Row], before: str) -> None:
    """Print what links made with the knowledge of a day lose over later summaries, against those made with all."""
    later = [row for row in rows if row["date"] >= before]
    every, old = names.index(), names.Names(catalog_rows(), until=before)
    now = [list(outcomes(row)) for row in later]
    with names.using(old):
        then = [list(outcomes(row)) for row in later]
    named: Counter[tuple[str, str]] = Counter()
    met_now: Counter[tuple[str, str]] = Counter()
    met_then: Counter[tuple[str, str]] = Counter()
    for one, other in zip(now, then, strict=True):
        for (kind, name, how), (_, _, how_then) in zip(one, other, strict=True):
            key = kind, _novelty(name, every, old)
            named[key] += 1
            met_now[key] += how == "met"
            met_then[key] += how_then == "met"
    print(f"{len(later)} summaries from {before} on")
    for key in sorted(named):
        share, old_share = met_now[key] / named[key], met_then[key] / named[key]
        print(f"{key[0]:<10} {key[1]:<28} {named[key]:>5} named; recall {share:.4f}, then {old_share:.4f}")


def _novelty(name: str, every: names.Names, old: names.Names) -> str:
    """Whether a name was new on the day: the thing itself, its family, or neither."""
    target = every.reading(name, as_written=False)
    if target is None:
        return "of no list"
    if old.entity(target.entity.id):
        return "known before"
    return "new member of a known family" if target.family in old.grammars else "new brand"


def speed(folder: Path, rounds: int = 3) -> None:
    """Print words per second of processor time: a tokenizer with a cold vocabulary, alias matching, all of linking."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.is_file()]
    words = sum(len(text.split()) for text in texts)
    views = [layout.view(text) for text in texts]
    link(texts[0])
    best = dict.fromkeys(("tokenizer", "alias matching", "linking"), float("inf"))
    for _ in range(rounds):
        blank = spacy.blank("en")
        took = {"tokenizer": _seconds(blank.make_doc, texts), "linking": _seconds(link, texts)}
        took["alias matching"] = 0.0
        for view in views:
            spots(view)  # the words of a text, found once for all stages: what tokens are to others
            took["alias matching"] += _seconds(scan.hits, [view])
        best = {stage: min(best[stage], seconds) for stage, seconds in took.items()}
    for stage, seconds in best.items():
        print(f"{stage:<16} {words / seconds:>12,.0f} words/s {best['tokenizer'] / seconds:>7.2f}x")


def _seconds(work: Callable[[str], object], texts: Iterable[str]) -> float:
    start = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("summaries", type=Path, nargs="?")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--before")
    parser.add_argument("--speed", type=Path)
    given = parser.parse_args()
    if given.speed:
        speed(given.speed)
    if given.summaries:
        with given.summaries.open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        recall(rows, given.errors)
        if given.before:
            held_out(rows, given.before)


if __name__ == "__main__":
    main()
