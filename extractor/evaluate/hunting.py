"""Planted faults, a reader and a checker -> how many are found, and whether anything is accused that was not falsified.

Each fault is planted alone: its article is read again from a falsified copy, all others stay, and the corpus is checked
anew. It is *found* when an accusation (`inconsistent`) that the sound corpus does not raise links the falsified figure.
An accusation that is new and links no falsified figure is wrong.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple, Protocol

from extractor.evaluate.corpus import Gold, Span, locate, overlap
from extractor.evaluate.folders import gold
from extractor.evaluate.plant import Plant, planted, plants
from extractor.evaluate.report import Share
from extractor.models import Check, Extraction, Record

Place = tuple[str, int]
"""An article, and where a claim begins in its sound version."""


class Reader(Protocol):
    """What reads and checks."""

    def read(self, path: Path) -> Extraction:
        """All that is found in the article of one file."""

    def take(self, changed: Sequence[Extraction]) -> None:
        """Keep what was read of some articles, in place of what was before."""

    def check(self, changed: Sequence[Extraction]) -> list[Check]:
        """`take`, and the checks over all articles that are kept then."""


class PlantReport(Record):
    """What became of the planted faults."""

    plants: int
    detectable: Share
    """Found, of those that the gold tells to be wrong."""
    others: Share
    """Found all the same, of those that it does not."""
    accusations: Share
    """Right, of those that the sound corpus does not raise."""
    by_fault: dict[str, Share]
    by_relation: dict[str, Share]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]


class _Verdict(NamedTuple):
    plant: Plant
    found: bool
    right: int
    wrong: tuple[str, ...]


def hunt(
    corpus: Path, reader: Reader, *, seed: int = 0, each: int = 2, tell: Callable[[str, int], None] | None = None
) -> PlantReport:
    """Plant faults in a corpus with gold, one after another, and see which are found. Raises ExtractorError."""
    truth = gold(corpus)
    chosen = plants(corpus, truth, seed, each)
    say = tell or (lambda what, count: None)
    say("files", len(chosen))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "corpus")
        shutil.copytree(corpus, copy)
        game = _Game(copy, reader, truth)
        verdicts = []
        for plant in chosen:
            verdicts.append(game.play(plant))
            say("done", 1)
    return _report(verdicts)


class _Game:
    """A copy of the corpus, read and checked; one article at a time is falsified and put right again."""

    def __init__(self, root: Path, reader: Reader, truth: Gold) -> None:
        self._root, self._reader, self._truth = root, reader, truth
        docs = {document.doc for document in truth.docs.values()}
        self._sound = {doc: reader.read(root / doc) for doc in sorted(docs)}
        self._places = {c.id: (c.article_id, c.start) for read in self._sound.values() for c in read.claims}
        self._twin = {self._where(check, {}) for check in self._accused(list(self._sound.values()))}

    def play(self, plant: Plant) -> _Verdict:
        """Falsify, read, check, put right."""
        sound, path = self._sound[plant.doc], self._root / plant.doc
        text = path.read_bytes().decode("utf-8")
        path.write_text(planted(text, plant.edits), encoding="utf-8", newline="")
        try:
            changed = self._reader.read(path)
        finally:
            path.write_text(text, encoding="utf-8", newline="")
        first, *others = sorted(plant.edits)
        kept = text[first.end : others[0].start] if others else ""
        back = _Back(sound.article.text, changed.article.text, kept)
        spans = [span for reference in plant.claims for span in self._spans(reference, sound.article.text)]
        falsified = {c.id for c in changed.claims if any(overlap((back(c.start), back(c.end)), s) > 0 for s in spans)}
        moved = {c.id: (c.article_id, back(c.start)) for c in changed.claims}
        new = [check for check in self._accused([changed]) if self._where(check, moved) not in self._twin]
        self._reader.take([sound])
        right = [check for check in new if falsified & {part.claim_id for part in check.claims}]
        wrong = tuple(f"{check.kind}: {check.title}" for check in new if check not in right)
        return _Verdict(plant, bool(right), len(right), wrong)

    def _spans(self, reference: str, text: str) -> tuple[Span, ...]:
        name, _, index = reference.rpartition("#")
        return locate(self._truth.docs[name], text)[int(index)].spans

    def _accused(self, changed: Sequence[Extraction]) -> list[Check]:
        return [check for check in self._reader.check(changed) if check.verdict == "inconsistent"]

    def _where(self, check: Check, moved: Mapping[str, Place]) -> frozenset[Place]:
        """What an accusation links, in places of the sound corpus."""
        return frozenset(moved.get(p.claim_id) or self._places.get(p.claim_id, (p.claim_id, 0)) for p in check.claims)


class _Back:
    """Positions in a changed text -> the same positions in the text that it was made from."""

    def __init__(self, old: str, new: str, kept: str = "") -> None:
        """`kept`: what stands unchanged between two changes, which no matching of letters may tear apart."""
        shorter = min(len(old), len(new))
        first = next((i for i in range(shorter) if old[i] != new[i]), shorter)
        last = next((i for i in range(shorter - first) if old[-1 - i] != new[-1 - i]), shorter - first)
        before, after = old[first : len(old) - last], new[first : len(new) - last]
        if kept and before.count(kept) == 1 == after.count(kept):
            self._blocks = [(first + after.index(kept), first + before.index(kept), len(kept))]
        else:
            middle = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
            self._blocks = [(first + b, first + a, size) for a, b, size in middle if size]
        self._first, self._end, self._shift = first, len(new) - last, len(old) - len(new)

    def __call__(self, position: int) -> int:
        """The old position; inside what was replaced, where that begins."""
        if position < self._first:
            return position
        if position >= self._end:
            return position + self._shift
        before = [(new, old, size) for new, old, size in self._blocks if new <= position]
        if not before:
            return self._first
        new, old, size = before[-1]
        return old + min(position - new, size)


def _report(verdicts: Sequence[_Verdict]) -> PlantReport:
    detectable = [v for v in verdicts if v.plant.detectable]
    others = [v for v in verdicts if not v.plant.detectable]
    right, wrong = sum(v.right for v in verdicts), sum(len(v.wrong) for v in verdicts)
    return PlantReport(
        plants=len(verdicts),
        detectable=_share(detectable),
        others=_share(others),
        accusations=Share(right=right, of=right + wrong),
        by_fault=_by((v.plant.kind, v) for v in detectable),
        by_relation=_by((relation.kind, v) for v in detectable for relation in v.plant.breaks),
        missed=tuple(_told(v.plant) for v in detectable if not v.found),
        wrong=tuple(f"{_told(v.plant)} -> {what}" for v in verdicts for what in v.wrong),
    )


def _share(verdicts: Sequence[_Verdict]) -> Share:
    return Share(right=sum(v.found for v in verdicts), of=len(verdicts))


def _by(keyed: Iterable[tuple[str, _Verdict]]) -> dict[str, Share]:
    groups: dict[str, list[_Verdict]] = defaultdict(list)
    for key, verdict in keyed:
        groups[key].append(verdict)
    return {key: _share(group) for key, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))}


def _told(plant: Plant) -> str:
    why = "; ".join(f"{r.kind} {r.formula or ''} {'+'.join(r.claims)}" for r in plant.breaks) or plant.says
    return f"{'+'.join(plant.claims)} {plant.kind}: {plant.old!r} -> {plant.new!r} breaks {why or 'nothing known'}"


def lines(report: PlantReport, errors: int = 0) -> list[str]:
    """A report as plain text, with at most `errors` faults that were missed and accusations that are wrong."""
    text = [
        f"faults {report.plants}  detectable {report.detectable.of}  found {report.detectable.right}  "
        f"recall {_rate(report.detectable)}   not detectable {report.others.of}  found {report.others.right}",
        f"accusations {report.accusations.of}  right {report.accusations.right}  precision {_rate(report.accusations)}",
    ]
    for name, shares in (("fault", report.by_fault), ("relation", report.by_relation)):
        text += [f"  {name} {key:<22} recall {_rate(s)} ({s.right}/{s.of})" for key, s in shares.items()]
    text += [f"MISSED  {line}" for line in report.missed[:errors]]
    return text + [f"WRONG   {line}" for line in report.wrong[:errors]]


def _rate(share: Share) -> str:
    return f"{share.right / share.of:.3f}" if share.of else "-"
