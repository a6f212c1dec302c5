"""rules/entities, the catalog's names -> one index: words of a text -> the things that they may name."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace

from extractor import rules
from extractor.errors import RulesError
from extractor.models import Entity
from extractor.names.aliases import NEXT_WORD, Aliases, Hit, Target, brand_opener, inside_word
from extractor.names.entries import (
    CatalogRow,
    FamilyRule,
    NameRule,
    Usage,
    came_up_after,
    countries,
    family_file,
    name_files,
)
from extractor.names.grammar import Grammar, Parts
from extractor.names.keys import ATOM, atoms, digits, letters, slug

_MAJOR = re.compile(r"\d+")
_LETTER_VERSION = re.compile(r"\b([A-Z])(\d{1,2})(?:\.\d{1,2})?(?= |$)")
_NO_RULE = NameRule()
_NO_USAGE = Usage()
_KEPT = 20_000
"""Members of families kept in memory."""
_SHORT_NAME = 3
"""Names of up to this many letters are compared as written: `AMD`, never `amd` inside prose."""


class Names:
    """All known names. Build once (`index()`); every method is a pure function of its arguments.

    `until` leaves out what came up on that day (ISO date or its beginning) or later: what was known before.
    """

    def __init__(self, catalog: Sequence[CatalogRow], until: str | None = None) -> None:
        self._until = until
        self._entities: dict[str, Entity] = {}
        self._aliases = Aliases()
        self.han = self._aliases.han
        self._adjectives: dict[str, str] = {}
        self._minted: dict[tuple[object, ...], Entity] = {}
        """Members of families that were made once: a long article names the same few a thousand times."""
        self.grammars: dict[str, Grammar] = {}
        self._brands: dict[str, list[tuple[tuple[str, ...], int, Grammar]]] = {}
        self.short_letters: dict[str, tuple[Grammar, ...]] = {}
        self._newest: dict[tuple[str, str], int] = {}
        self.heads: dict[str, Grammar] = {}
        self.numbered: dict[str, Grammar] = {}
        self._add_countries()
        self._add_curated()
        self._add_families()
        self._add_catalog([row for row in catalog if not until or (row.released or "9") < until])
        self.first_words = frozenset(self._aliases.trie) | frozenset(self._brands) | {h.casefold() for h in self.heads}
        self.openers, self.openers_written = self._openers()
        self._minted.clear()  # those made before all names were known
        for grammar in self.grammars.values():
            grammar.known = self.first_words

    # -- look-ups ---------------------------------------------------------------------------------------------------

    def entity(self, entity_id: str) -> Entity | None:
        """The curated or catalogued thing of this id; None for names minted from a text."""
        return self._entities.get(entity_id)

    def entities(self) -> Iterator[Entity]:
        """All known things, in order of their ids."""
        return (self._entities[i] for i in sorted(self._entities))

    def resolve(self, text: str) -> Entity | None:
        """What a name standing alone names, by alias or by the build of its family; None where that is open."""
        target = self.reading(text)
        return target.entity if target else None

    def reading(self, text: str, as_written: bool = True) -> Target | None:
        """The likeliest reading of a whole text as one name; `as_written=False` forgives case (`step-3.5-flash`)."""
        text = text.strip()
        first = ATOM.match(text)
        if text in self.han or not first:
            return next(iter(self.han.get(text, ())), None)
        whole = [h for h in self.hits_at(text, 0, first.end(), as_written) if h.end == len(text)]
        return whole[0].targets[0] if whole else None

    def hits_at(self, text: str, start: int, end: int, as_written: bool = True) -> list[Hit]:
        """All readings of the words at `start`, whose first run of letters or digits ends at `end`; longest first.

        `text` may have marks blanked out, one for one; offsets are those of `text`.
        """
        written = text[start:end]
        first = written.casefold()
        hits = self._aliases.hits(text, start, end, first)
        if first in self._brands or written in self.heads:
            hits += self._family_hits(text, start, end, as_written)
        return sorted(hits, key=lambda h: -h.end) if len(hits) > 1 else hits

    def _family_hits(self, text: str, start: int, end: int, as_written: bool) -> list[Hit]:
        hits: list[Hit] = []
        following = NEXT_WORD.match(text, end)
        second = following[1].casefold() if following else ""
        for brand, cut, grammar in self._brands.get(text[start:end].casefold(), ()):
            if not cut and len(brand) > 1 and brand[1] != second:
                continue
            stop = self._brand_end(text, end, brand) if not cut else end - cut
            if stop is None:
                continue
            if as_written and grammar.rule.exact and letters(text[start:stop]) not in grammar.written:
                continue
            hit = self._family_hit(text, start, stop, grammar, Parts())
            if hit:
                hits.append(hit)
        grammar_of_head = self.heads.get(text[start:end])
        if grammar_of_head:
            hits.append(self._head_hit(text, start, end, grammar_of_head))
        return hits

    def _brand_end(self, text: str, end: int, brand: tuple[str, ...]) -> int | None:
        for word in brand[1:]:
            following = NEXT_WORD.match(text, end)
            if not following or following[1].casefold() != word:
                return None
            end = following.end()
        return end

    def _family_hit(self, text: str, start: int, stop: int, grammar: Grammar, parts: Parts) -> Hit | None:
        parts = grammar.parse(text, stop, text[start:stop], parts)
        if inside_word(text, parts.end):
            return None
        rule = grammar.rule
        if parts.bare():
            if rule.bare == "none":
                return None
            entity = self.family_entity(grammar)
            said = rule.bare == "said"
            target = Target(entity, rule, "alias", rule.bare_context or said, family=grammar.name, said=said)
        else:
            weak = rule.strict and not (parts.tiers or parts.sizes or "." in parts.version)
            entity = self.mint(grammar, parts)
            score = 0.75 if parts.open and not entity.in_catalog else 0.95
            target = Target(entity, rule, "family", weak, family=grammar.name, score=score)
        return Hit(start, parts.end, (target,))

    def _head_hit(self, text: str, start: int, end: int, grammar: Grammar) -> Hit:
        """`Opus 4.8`: a variant that opens the name; alone it is only a short form."""
        parts = Parts(tiers=[text[start:end]])
        parts = grammar.parse(text, end, text[start:end], parts)
        entity = self.mint(grammar, parts)
        target = Target(entity, grammar.rule, "short", not parts.version, family=grammar.name, score=0.9)
        return Hit(start, parts.end, (target,))

    def short_hits(self, text: str, start: int, end: int) -> list[Hit]:
        """`V4-Pro`, `K2.5`: a version whose brand stands elsewhere; one target a family that numbers so."""
        targets, stops = [], []
        for grammar in self.short_letters.get(text[start:end], ()):
            parts = grammar.parse(text, start, "-")
            if parts.version and not inside_word(text, parts.end) and self._is_near_newest(grammar, parts.version):
                targets.append(Target(self.mint(grammar, parts), grammar.rule, "short", True, family=grammar.name))
                stops.append(parts.end)
        return [Hit(start, min(stops), tuple(targets))] if targets else []

    def _is_near_newest(self, grammar: Grammar, version: str) -> bool:
        """Tomorrow's `V5` may be one above the newest that the catalog knows; a `V8` without its brand is an engine."""
        newest = self._newest.get((grammar.name, version[0]))
        major = _MAJOR.search(version)
        return newest is None or major is None or int(major.group()) <= newest + 1

    def numbered_hit(self, start: int, end: int, version: str, tier: str) -> Hit:
        """`3.5 Sonnet`: the version and the variant that a text gives; the brand stands elsewhere."""
        grammar = self.numbered[tier]
        entity = self.mint(grammar, Parts(version=version, tiers=[tier]))
        return Hit(start, end, (Target(entity, grammar.rule, "short", True, family=grammar.name),))

    @functools.cached_property
    def families_of_labs(self) -> dict[str, tuple[str, ...]]:
        """Lab -> its families that may be named by a short form alone."""
        found: dict[str, tuple[str, ...]] = {}
        for name, grammar in self.grammars.items():
            if grammar.rule.short or grammar.rule.heads or grammar.rule.numbered:
                found[grammar.rule.lab] = (*found.get(grammar.rule.lab, ()), name)
        return found

    # -- making things ----------------------------------------------------------------------------------------------

    def family_entity(self, grammar: Grammar) -> Entity:
        """The family as a whole."""
        return self._model(grammar.rule.brands[0], grammar.rule.lab)

    def variant_at(self, text: str, start: int, maker: str) -> tuple[Entity | None, int]:
        """What a variant with its number (`Prover-V2`) that stands here names in a family of its maker; its end."""
        for grammar in self._families_by_maker.get(maker, ()):
            first = ATOM.match(text, start)
            known = first and grammar.own_tier(text, start)
            parts = grammar.parse(text, start - 1, "-") if known else Parts()
            if parts.tiers and not inside_word(text, parts.end) and (parts.version or parts.tiers[0][-2:-1].isdigit()):
                return self.mint(grammar, parts), parts.end
        return None, start

    @functools.cached_property
    def _families_by_maker(self) -> dict[str, tuple[Grammar, ...]]:
        """Families that are all of one brand, by who makes them."""
        found: dict[str, tuple[Grammar, ...]] = {}
        for grammar in self.grammars.values():
            if not grammar.rule.apart and grammar.rule.tiers:
                found[grammar.rule.lab] = (*found.get(grammar.rule.lab, ()), grammar)
        return found

    def family_named(self, brand: str) -> Entity | None:
        """The family of a brand that stands alone (`Mistral` where it is no lab)."""
        found = [(words, g) for words, cut, g in self._brands.get(atoms(brand)[0], ()) if not cut]
        return next((self.family_entity(g) for words, g in found if words == atoms(brand)), None)

    def opens_only(self, word: str) -> bool:
        """Whether this word begins names at most, and is neither one by itself nor a brand (`prime`, `storm`)."""
        brands = (words for words, cut, _ in self._brands.get(word.casefold(), ()) if not cut)
        return not self._aliases.named_by(word) and word not in self.heads and (word.casefold(),) not in brands

    def mint(self, grammar: Grammar, parts: Parts) -> Entity:
        """The member of a family with these parts, known or new; of two orders of its parts the one that is known."""
        made = (grammar.name, parts.version, *parts.tiers, "", *parts.sizes, "", parts.snapshot, parts.before)
        entity = self._minted.get(made)
        if entity is None:
            entity = self._model(grammar.render(parts), grammar.rule.lab)
            if not entity.in_catalog and parts.before:
                behind = self._model(grammar.render(replace(parts, before=0)), grammar.rule.lab)
                entity = behind if behind.in_catalog else entity
            if len(self._minted) < _KEPT:
                self._minted[made] = entity
        return entity

    def _model(self, name: str, lab: str) -> Entity:
        entity_id = "model:" + slug(name)
        known = self._entities.get(entity_id)
        return known or Entity(
            id=entity_id, name=name, kind="model", lab_id=lab, country=self.country_of(lab), in_catalog=False
        )

    def lab_of(self, entity: Entity | str) -> str | None:
        """The id of the lab behind a model or product; a lab's or company's own id."""
        known = self.entity(entity) if isinstance(entity, str) else entity
        if known is None:
            return None
        return known.id if known.kind in {"lab", "company"} else known.lab_id

    def country_of(self, entity: Entity | str) -> str | None:
        """ISO code of the country that a thing belongs to, through its lab where need be."""
        known = self.entity(entity) if isinstance(entity, str) else entity
        if known is None:
            return None
        if known.country or not known.lab_id:
            return known.country
        return self.country_of(known.lab_id)

    def country_entity(self, code: str) -> Entity:
        """The country of an ISO code."""
        return self._entities[f"country:{code.casefold()}"]

    def country_of_adjective(self, word: str) -> str | None:
        """`Chinese` -> CN."""
        return self._adjectives.get(word.casefold())

    def adjectives_as_written(self) -> list[str]:
        """All words that say where models or labs come from."""
        return [word for rule in countries().values() for word in (*rule.adjectives, *rule.aliases)] + list(countries())

    # -- building ---------------------------------------------------------------------------------------------------

    def _openers(self) -> tuple[frozenset[str], frozenset[str]]:
        """Words that a name may begin with: caseless ones, and those that open one only as they are written here."""
        free, written = set(self._aliases.openers), set(self._aliases.openers_written) | set(self.heads)
        for word, families in self._brands.items():
            for _, cut, grammar in families:
                if grammar.rule.exact and not cut:
                    written.update(brand_opener(b) for b in grammar.rule.brands)
                else:
                    free.add(word)
        return frozenset(free), frozenset(written)

    def _add_countries(self) -> None:
        for name, rule in countries().items():
            entity = Entity(id=f"country:{rule.code.casefold()}", name=name, kind="country", country=rule.code)
            self._entities[entity.id] = entity
            for alias in (name, *rule.aliases):
                self._aliases.add(alias, Target(entity, Usage(exact=True), "alias", written=letters(alias)))
                self._adjectives[alias.casefold()] = rule.code
            for word in rule.adjectives:
                self._adjectives[word.casefold()] = rule.code

    def _add_curated(self) -> None:
        for file in name_files():
            for group in file.groups:
                for name, given in group.entities.items():
                    rule = given or _NO_RULE
                    if came_up_after(rule.since, self._until):
                        continue
                    entity = Entity(
                        id=rule.id or f"{file.kind}:{slug(name)}",
                        name=name,
                        kind=file.kind,
                        lab_id=rule.lab,
                        country=rule.country or group.country,
                    )
                    if entity.id in self._entities:
                        raise _twice(entity.id)
                    self._entities[entity.id] = entity
                    self._add_names(entity, rule)

    def _add_names(self, entity: Entity, rule: NameRule) -> None:
        forms = [(entity.name, rule.ambiguous), *((a, False) for a in rule.aliases), *((s, True) for s in rule.short)]
        for form, short in (*forms, *((w, False) for w in rule.words)):
            exact = short or rule.exact or form in rule.words or len(letters(form)) <= _SHORT_NAME
            written = letters(form) if exact else ""
            in_full = not short and len(atoms(form)) > 1 and bool(rule.short or rule.ambiguous)
            target = Target(entity, rule, "short" if short else "alias", short, written, in_full=in_full)
            self._aliases.add(form, target)

    def _add_families(self) -> None:
        common = family_file()
        for name, rule in common.families.items():
            if rule.lab not in self._entities and not self._until:
                raise RulesError(f"rules/entities/families.yaml: {name}: no entry of rules/entities is {rule.lab!r}")
            if rule.lab not in self._entities or came_up_after(rule.since, self._until):
                continue
            for brand in self._brands_apart(rule):
                self._add_family(Grammar(brand, rule.model_copy(update={"brands": (brand,)}), common))
            if not rule.apart:
                self._add_family(Grammar(name, rule, common))

    def _brands_apart(self, rule: FamilyRule) -> Iterator[str]:
        """Brands that are families of their own."""
        if rule.apart:
            yield from rule.brands
            for since, brands in rule.newer.items():
                yield from () if came_up_after(since, self._until) else brands

    def _add_family(self, grammar: Grammar) -> None:
        rule = grammar.rule
        self.grammars[grammar.name] = grammar
        for brand in rule.brands:
            self._add_brand(atoms(brand), grammar)
        for letter in rule.short:
            self.short_letters[letter] = (*self.short_letters.get(letter, ()), grammar)
        self.heads.update(dict.fromkeys(rule.heads, grammar))
        self.numbered.update(dict.fromkeys(rule.numbered, grammar))

    def _reads(self, alias: str, entity_id: str) -> bool:
        """Whether the grammar reads this name by itself, with what it knows of context and family."""
        target = self.reading(alias)
        return target is not None and target.entity.id == entity_id

    def _note_version(self, row: CatalogRow) -> None:
        for letter, major in _LETTER_VERSION.findall(row.name):
            place = (row.family or "", letter)
            self._newest[place] = max(self._newest.get(place, 0), int(major))

    def _add_brand(self, words: tuple[str, ...], grammar: Grammar) -> None:
        """The brand, and the brand run together with what may follow it (`DeepSeekV3`, `HunyuanDiT`)."""
        self._brands.setdefault(words[0], []).append((words, 0, grammar))
        if len(words) > 1 or len(words[0]) < 4:
            return
        glued = [*grammar.rule.letters, *(() if grammar.rule.strict else grammar.rule.tiers)]
        for tail in glued:
            if tail.isalpha():
                self._brands.setdefault(words[0] + tail.casefold(), []).append((words, len(tail), grammar))

    def _add_catalog(self, rows: Sequence[CatalogRow]) -> None:
        for row in rows:
            known = self._entities.get(row.id)
            country = self.country_of(row.lab) if row.lab else None
            entity = known or Entity(id=row.id, name=row.name, kind="model", lab_id=row.lab, country=country)
            entity = entity.model_copy(update={"in_catalog": True})
            self._entities[row.id] = entity
            self._note_version(row)
            for alias in (row.name, *row.aliases):
                if digits(alias) and len(letters(alias)) > _SHORT_NAME and not self._reads(alias, row.id):
                    self._aliases.add(alias, Target(entity, _NO_USAGE, "alias", family=row.family))


def _twice(entity_id: str) -> RulesError:
    return RulesError(f"rules/entities: {entity_id} is given twice; keep one entry and join their aliases")


def catalog_rows() -> list[CatalogRow]:
    """The generated catalog without its listings; empty where it was not built."""
    path = rules.root() / "catalog" / "models.jsonl"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as lines:
        next(lines)
        return [CatalogRow.model_construct(**json.loads(line)) for line in lines]


@functools.cache
def _all() -> Names:
    return Names(catalog_rows())


_instead: ContextVar[Names | None] = ContextVar("names_instead", default=None)


def index() -> Names:
    """The names that this process looks up; built once."""
    return _instead.get() or _all()


@contextmanager
def using(other: Names) -> Iterator[None]:
    """Look names up in another index for a while: what would have been linked with what was known before some day?"""
    token = _instead.set(other)
    try:
        yield
    finally:
        _instead.reset(token)
