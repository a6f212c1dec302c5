"""Extractions and checks -> one SQLite database, and back to records; the only writer, and the owner of all SQL.

One transaction a batch. What is already there and equal is not touched, so a second run changes no row outside `runs`,
and an interrupted run leaves a valid database that the next one completes.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from extractor.errors import StoreError
from extractor.models import BESIDE, Check, Extraction, Issue, Listing
from extractor.store import changes, merging, opening, rows
from extractor.store.laid import TABLES, Laid, lay, values
from extractor.store.library import Database
from extractor.store.reading import Fingerprint, Held, Reader, Root, Said, Story
from extractor.store.rows import Row
from extractor.store.turns import Turn

__all__ = ["Fingerprint", "Held", "Laid", "Reader", "Root", "Said", "Store", "Story"]


_LOOSE_ISSUES = f"SELECT * FROM issues WHERE error = '{BESIDE}' OR path NOT IN (SELECT path FROM articles)"  # noqa: S608
"""Issues that do not belong to the reading of an article."""


_LAST_DECIDED = "SELECT coalesce(max(decided), '') AS decided FROM decisions"


class Store(Reader):
    """The database of one project of reading. A context manager; closing it folds the write-ahead log into the file."""

    def __init__(self, path: Path | str, *, create: bool = True) -> None:
        """Open a database, or make it where `create` allows. Raises StoreError for a file that is not ours."""
        self.path = Path(path)
        self._turn: Turn | None = None
        super().__init__(opening.connect(self.path, create=create))

    def close(self) -> None:
        """Fold the write-ahead log into the file and close it."""
        try:
            self._db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.OperationalError:
            pass  # another process is reading, or the file is read-only: the log stays beside it, as valid as before
        finally:
            self._db.close()
            if self._turn:
                self._turn.end()

    def reserve(self) -> None:
        """Wait until no other process is at work on this database, and keep others waiting until it is closed."""
        if self._turn is None and self.path.name != ":memory:":
            try:
                self._turn = Turn(self.path)
            except OSError as error:
                raise StoreError(f"{self.path}: {error.strerror}; its folder must be writable") from error

    def start_run(
        self, version: str, rules_sha256: str, catalog_version: str, roots: Mapping[int, str] | None = None
    ) -> int:
        """Number of the run that begins, over these roots (number -> place). An interrupted run of the same code, rules
        and catalog is taken up again under its own number, so that what it leaves is what it would have left at once.
        """
        self.reserve()
        made_with = {"version": version, "rules_sha256": rules_sha256, "catalog_version": catalog_version}
        with self._writing() as db:
            last = next(db.query("SELECT * FROM runs ORDER BY id DESC LIMIT 1"), None)
            given = {str(number): place for number, place in (roots or {}).items()}
            if last and last["finished"] is None and all(last[name] == value for name, value in made_with.items()):
                given = json.loads(last["roots"] or "{}") | given
                db.table("runs").update(last["id"], {"roots": json.dumps(given)})
                return int(last["id"])
            number = int(last["id"]) + 1 if last else 1
            db.table("runs").insert({"id": number, "started": _now(), "roots": json.dumps(given), **made_with})
            return number

    def finish_run(self, run_id: int) -> None:
        """Note when the run ended and what it read."""
        with self._writing() as db:
            db.execute(
                "UPDATE runs SET finished = :now, checks = (SELECT count(*) FROM checks),"
                " articles = (SELECT count(*) FROM articles WHERE run_id = :run),"
                " claims = (SELECT count(*) FROM claims c JOIN articles a ON a.id = c.article_id WHERE a.run_id = :run)"
                " WHERE id = :run",
                {"now": _now(), "run": run_id},
            )

    def write(self, found: Sequence[Extraction | Laid], run_id: int) -> None:
        """Replace all that is stored of these articles, in one transaction."""
        made = [each if isinstance(each, Laid) else lay(each) for each in found]
        with self._writing() as db:
            db.execute("PRAGMA defer_foreign_keys = ON")
            touched = changes.forget(db, [each.article.id for each in made])
            changes.drop_issues(db, [each.article.path for each in made])
            articles = (rows.article(each.article, run_id) for each in made)
            changes.insert(db, "articles", (values("articles", row) for row in articles))
            for table in TABLES:
                changes.insert(db, table, (row for each in made for row in each.tables[table]))
            changes.settle_entities(db, touched)
            changes.add_entities(db, (row for each in made for row in each.tables["sightings"]))

    def write_issues(self, issues: Sequence[Issue], tried: Iterable[str], read: Collection[str] = ()) -> None:
        """Record files and records that could not be read, and drop what was stored of them.

        `tried` are the files of this run: issues of them, or of their records, that did not come up again go too.
        `read` are the articles that were read all the same (with a broken sidecar); they stay, and so do issues of
        their reading. An issue of one root touches no article of another.
        """
        files, failed = set(tried), {issue.path: issue.root for issue in issues}
        with self._writing() as db:
            held = self._at("articles", sorted(failed.keys() - set(read)))
            gone = [row["id"] for row in held if row["root"] == failed[row["path"]]]
            changes.settle_entities(db, changes.forget(db, gone))
            loose = list(db.query(_LOOSE_ISSUES))
            stale = (row for row in loose if {row["path"], row["path"].rpartition("#")[0]} & (files | failed.keys()))
            changes.sync(db, "issues", stale, [rows.issue(issue) for issue in issues])

    def prune(self, paths: Collection[str], within: Callable[[str, int], bool] | None = None) -> int:
        """Drop all articles and issues whose path is not among these; how many articles went.

        `within` (path, number of the root) says what may go; without it everything may.
        """
        kept = set(paths)

        def goes(row: Row) -> bool:
            return row["path"] not in kept and (within is None or within(row["path"], row["root"]))

        with self._writing() as db:
            gone = [row["id"] for row in db.query("SELECT id, path, root FROM articles ORDER BY id") if goes(row)]
            left = {row["path"] for row in db.query("SELECT DISTINCT path, root FROM issues") if goes(row)}
            changes.drop_issues(db, sorted(left))
            changes.settle_entities(db, changes.forget(db, gone))
        return len(gone)

    def write_listings(self, listings: Iterable[Listing]) -> None:
        """Make `listings` these witnesses and no others; those of entities that no article speaks of are left out."""
        with self._writing() as db:
            present = {row["id"] for row in db.query("SELECT id FROM entities")}
            wanted = [rows.listing(found) for found in listings if found.entity_id in present]
            changes.sync(db, "listings", db.table("listings").rows, wanted)

    def write_checks(self, checks: Iterable[Check], origins: Mapping[str, str]) -> None:
        """Make the checks these and no others, and give each article its origin; equal rows are not touched."""
        made = list(checks)
        with self._writing() as db:
            changes.sync(db, "checks", db.table("checks").rows, (rows.check(check) for check in made))
            links = (link for check in made for link in rows.check_claims(check))
            changes.sync(db, "check_claims", db.table("check_claims").rows, links)
            for row in list(db.query("SELECT id, origin_id FROM articles ORDER BY id")):
                origin = origins.get(row["id"], row["id"])
                if origin != row["origin_id"]:
                    db.table("articles").update(row["id"], {"origin_id": origin})

    def dismiss(self, check: str, reason: str) -> str:
        """Note that a check needs no attention, and why; `check` is its id or the start of it, the id is returned.

        Raises StoreError where there is no such check or no reason.
        """
        if not reason.strip():
            raise StoreError("a dismissal needs a reason: --reason TEXT")
        return self._decide(check, "dismissed", reason.strip())

    def restore(self, check: str, reason: str = "") -> str:
        """Note that a dismissed check needs attention again. Raises StoreError where it is not dismissed."""
        return self._decide(check, "restored", reason.strip() or None)

    def _decide(self, check: str, decision: str, reason: str | None) -> str:
        with self._writing() as db:
            check_id = self.check_id(check)
            standing = next(self.read("dismissals", check_id=check_id), None)
            if decision == "restored" and not standing:
                raise StoreError(f"check {check_id} is not dismissed; nothing to undo")
            if decision == "restored" or not standing or standing["reason"] != reason:
                now = max(_now(), *(row["decided"] for row in db.query(_LAST_DECIDED)))  # a clock may have gone back
                made = {"check_id": check_id, "decision": decision, "reason": reason, "decided": now}
                db.table("decisions").insert(made)
        return check_id

    def merge(self, path: Path | str) -> int:
        """Take over what another database holds and this one does not; how many articles came. Check again afterwards.

        Articles keep what they were read with; dismissals come along.
        """
        present = {row["path"]: row["sha256"] for row in self._db.query("SELECT path, sha256 FROM articles")}
        came: dict[Fingerprint, int] = {}
        count = 0
        with Store(path, create=False) as other:
            numbers = merging.renumbered(other.roots(), self.roots())
            places = {numbers[number]: root.place for number, root in other.roots().items() if root.place}
            for made_with, extractions in merging.batches(merging.incoming(other, other.path.stem, present)):
                if made_with not in came:
                    came[made_with] = self.start_run(
                        made_with.version, made_with.rules_sha256, made_with.catalog_version, places
                    )
                self.write([merging.rooted(each, numbers) for each in extractions], came[made_with])
                count += len(extractions)
            self._take_over(other)
        for run in came.values():
            self.finish_run(run)
        return count

    def _take_over(self, other: Store) -> None:
        """What hangs on no article: decisions of humans, and files that could not be read."""
        unread = "SELECT * FROM issues WHERE path NOT IN (SELECT path FROM articles)"
        with self._writing() as db:
            ours, theirs = ([_decision(row) for row in reader.decisions()] for reader in (self, other))
            db.table("decisions").insert_all(row for row in theirs if row not in ours)
            changes.insert(db, "issues", (values("issues", row) for row in other._db.query(unread)))

    def _at(self, table: str, paths: Sequence[str]) -> Iterator[Row]:
        for chunk in changes.chunks(paths):
            yield from list(self._db.table(table).rows_where(changes.within("path", chunk), chunk))

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        """One transaction; what SQLite refuses becomes a StoreError that names the file and the fix."""
        try:
            with opening.writing(self._db) as db:
                yield db
        except sqlite3.OperationalError as error:
            raise StoreError(f"{self.path}: {error}; {opening.fix(error)}") from error
        except sqlite3.IntegrityError:
            raise  # a fault of ours
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"{self.path}: {error}; take a copy of it that is whole, or run into a new file"
            ) from error


def _decision(row: Row) -> Row:
    """What was decided, without its number, which is another in each database."""
    return {name: row[name] for name in ("check_id", "decision", "reason", "decided")}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
