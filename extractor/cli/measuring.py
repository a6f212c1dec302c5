"""A corpus -> how well and how fast it is read: the commands evaluate and benchmark."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from extractor.cli import show

if TYPE_CHECKING:
    from extractor.evaluate import Report

Corpus = Annotated[
    Path, typer.Argument(metavar="CORPUS", exists=True, file_okay=False, help="A folder of articles with gold beside.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(evaluate)
    app.command()(benchmark)


def evaluate(
    corpus: Corpus,
    plant: Annotated[
        bool,
        typer.Option("--plant", help="Falsify figures of a copy, one at a time, and count which faults are found."),
    ] = False,
    seed: Annotated[int, typer.Option(metavar="N", help="With --plant: which faults.")] = 0,
    each: Annotated[int, typer.Option(metavar="N", min=1, help="With --plant: most detectable faults a figure.")] = 2,
    json: Json = False,
    errors: Annotated[int, typer.Option(metavar="N", min=0, help="Show this many errors of each kind.")] = 0,
    by: Annotated[
        Literal["measure", "doc"] | None, typer.Option(metavar="measure|doc", help="Recall of each, too.")
    ] = None,
) -> None:
    """Score claims and checks against the gold of a corpus.

    Exit code 3 where a score is below the corpus's floor.

    With --plant, faults (digits, decimal points, million for billion, rose for fell, another period's figure...) are
    put into the articles, each alone; everything is read and checked again. A fault is detectable when the printed
    digits then contradict a relation of the gold that held before, rounding allowed for. It is found when a new
    accusation links the falsified figure; a new accusation that does not is wrong.

    \b
    Examples:
      extractor evaluate corpora/briefings --errors 10 --by measure
      extractor evaluate corpora/briefings --plant --seed 1
      extractor evaluate my-gold/          # texts/, gold/NAME.json with start and end of each claim, relations.json
    """
    from extractor import evaluate as scoring

    if plant:
        _plant(corpus, seed, each, json, errors)
        return
    found = _scored(corpus)
    show.write([found.model_dump_json(indent=1)] if json else scoring.lines(found, errors, by))
    low = scoring.below_floor(found, scoring.floor(corpus)) if (corpus / "floor.json").exists() else []
    for line in low:
        show.note(f"below the floor: {line}")
    raise typer.Exit(3 if low else 0)


def _scored(corpus: Path) -> Report:
    from extractor import evaluate as scoring
    from extractor import names, pipeline

    def same(one: str, other: str) -> bool:
        known = names.resolve(one), names.resolve(other)
        return known[0] is not None and known[1] is not None and known[0].id == known[1].id

    return scoring.evaluate(corpus, *pipeline.examine([scoring.articles(corpus)]), same)


def _plant(corpus: Path, seed: int, each: int, json: bool, errors: int) -> None:
    from extractor import evaluate as scoring
    from extractor.cli.desk import Desk

    with Desk() as desk, show.progress() as bar:
        found = scoring.hunt(corpus, desk, seed=seed, each=each, tell=bar)
    show.write([found.model_dump_json(indent=1)] if json else scoring.plant_lines(found, errors))


def benchmark(
    paths: Annotated[list[Path] | None, typer.Argument(metavar="[PATH...]", help="Articles and folders.")] = None,
    checks: Annotated[
        list[int] | None,
        typer.Option(metavar="N", min=1, help="Measure the checks over so many generated claims; may be given again."),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="With --checks: which claims.")] = 0,
    workers: Annotated[
        int | None,
        typer.Option(metavar="N", min=2, help="Measure whole runs over a folder: by one process, and by so many."),
    ] = None,
    times: Annotated[
        int, typer.Option(metavar="N", min=1, help="With --workers: then over so many times the articles.")
    ] = 10,
    json: Json = False,
    words: Annotated[int, typer.Option(metavar="N", min=1, help="Measure on about so many words.")] = 300_000,
    rounds: Annotated[int, typer.Option(metavar="N", min=1, help="Take the median of so many rounds.")] = 3,
    history: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Add what was measured to this file; show what was before.")
    ] = None,
) -> None:
    """Measure how fast articles are read and claims checked, and in how much memory.

    Of articles: words per second of the processor's time, each row in a process of its own, beside spaCy's blank
    English tokenizer and, where it is installed, en_core_web_sm.

    With --checks, articles of market news with so many claims are made up (real names, made-up figures, some of them
    misprinted, some texts printed twice) and stored, which is not counted; then they are read from there, checked, and
    the checks stored.

    With --workers, whole runs over as many articles as the folder has, and over --times as many, all with other digits:
    how much quicker several processes are, and whether their memory grows. Measure on a quiet machine.

    \b
    Examples:
      extractor benchmark articles/ --history benchmarks.jsonl
      extractor benchmark --checks 250000 --checks 1000000
      extractor benchmark articles/ --workers 2
    """
    import json as form

    if checks:
        _checks(checks, seed, json)
    if workers:
        _crews(paths or [], workers, times, json)
        return
    if not paths:
        if checks:
            return
        raise typer.BadParameter("give articles, or --checks N", param_hint="PATH")
    from extractor import benchmark as speed

    found = speed.measure(paths, words=words, rounds=rounds)
    before = speed.last(history, found) if history else None
    show.write([form.dumps(found.plain(), indent=1)] if json else speed.lines(found, before))
    if history:
        speed.keep(history, found)


def _checks(sizes: list[int], seed: int, json: bool) -> None:
    import json as form
    from dataclasses import asdict

    from extractor.benchmark import checks

    found = checks.measure(sizes, seed, tell=show.note)
    show.write([form.dumps([asdict(each) for each in found], indent=1)] if json else checks.lines(found))


def _crews(paths: list[Path], workers: int, times: int, json: bool) -> None:
    import json as form
    from dataclasses import asdict

    from extractor.benchmark import crews

    if len(paths) != 1 or not paths[0].is_dir():
        raise typer.BadParameter("give one folder of articles", param_hint="PATH")
    found = crews.measure(paths[0], workers, times, tell=show.note)
    show.write([form.dumps([asdict(each) for each in found], indent=1)] if json else crews.lines(found))
