"""A web page -> its tree, and within it the element that holds the article, rid of what is none of it."""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Iterable
from typing import Any

import lxml.html
from lxml import etree
from trafilatura import bare_extraction
from trafilatura.settings import Document
from trafilatura.utils import load_html

from extractor import rules
from extractor.models import Record

Element = Any
"""An lxml element; lxml has no types that say so."""

BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
})  # fmt: skip
_NEVER = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "audio", "video",
    "map", "button", "input", "select", "textarea", "label", "datalist", "nav", "footer", "aside", "dialog", "form",
    "head", "link", "meta", "source", "track", "math-field",
})  # fmt: skip
_ROLES = frozenset({
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu", "menubar",
    "toolbar",
})  # fmt: skip
_LEAVES = frozenset({
    "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "div", "section", "dd", "dt", "figcaption",
    "summary", "article", "td",
})  # fmt: skip
_FOUND = frozenset(["p", "head", "item", "cell", "quote", "code"])
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)\s[^<>]{20000,}>")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_NOT_ALNUM = re.compile(r"[\W_]+")

MAX_ATTRIBUTES = 500
PARSER_DEPTH = 240
MIN_KEY, MAX_KEY = 12, 60
"""Characters (letters and digits) by which a passage is found again in the page."""
MOST = 0.8
"""The share of what was found that the element of the article must hold."""
MUCH = 0.25
"""A box that holds this share of the article is no furniture, whatever its name."""


class BoxRule(Record):
    """Names of boxes that are no part of an article."""

    names: tuple[str, ...]
    example: str
    counterexample: str


class PageRules(Record):
    """rules/pages.yaml."""

    boxes: tuple[BoxRule, ...]


@functools.cache
def _box_names() -> frozenset[str]:
    return frozenset(name for rule in rules.load("pages.yaml", PageRules).boxes for name in rule.names)


def parse(page: str) -> Element | None:
    """The tree of a page; None where there is none. Tags with thousands of attributes lose them: they take minutes."""
    page = _LONG_TAG.sub(_bare_tag, page)
    try:
        tree = load_html(page)
        if tree is not None and max_depth(tree) > PARSER_DEPTH:
            # The parser drops what is nested more deeply; a second one goes on to 2,000 levels, but is slower.
            tree = lxml.html.document_fromstring(
                _DECLARATION.sub("", page), parser=lxml.html.HTMLParser(huge_tree=True)
            )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree


def _bare_tag(found: re.Match[str]) -> str:
    return f"<{found[1]}>" if len(found[0].split(maxsplit=MAX_ATTRIBUTES)) > MAX_ATTRIBUTES else found[0]


def max_depth(tree: Element) -> int:
    """Levels of the tree below its root."""
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def extract(tree: Element, url: str | None) -> Document | None:
    """What trafilatura reads in a page: where its text is, and its facts. None where it finds nothing."""
    found = bare_extraction(
        copy.deepcopy(tree),
        url=url,
        with_metadata=True,
        include_tables=True,
        include_comments=False,
        favor_recall=True,
    )
    return found if isinstance(found, Document) else None


def article(tree: Element, found: Document | None) -> Element:
    """The element that holds the article, on a tree of which all boxes that are no part of it were taken away.

    trafilatura says where the article is; it also drops short lines, captions and tables, so the element is read whole.
    """
    body = tree.find(".//body")
    body = tree if body is None else body
    mass = _mass(body, found)
    root = _enclosing(_densest(body, mass))
    _prune(root, mass, max(mass.get(root, 0), 1))
    return root


def _mass(body: Element, found: Document | None) -> dict[Element, int]:
    """Characters of the text that trafilatura found, for each element that holds some."""
    keys = (
        set()
        if found is None or found.body is None
        else {_key(e.itertext()) for e in found.body.iter() if e.tag in _FOUND}
    )
    mass: dict[Element, int] = {}
    for element in body.iter(*_LEAVES):
        if any(child.tag in BLOCKS for child in element):
            continue
        key = _key(element.itertext())
        if len(key) < MIN_KEY or key not in keys:
            continue
        size = sum(map(len, element.itertext()))
        node = element
        while node is not None:
            mass[node] = mass.get(node, 0) + size
            node = node.getparent() if node is not body else None
    return mass


def _key(texts: Iterable[str]) -> str:
    gathered = ""
    for text in texts:
        gathered += _NOT_ALNUM.sub("", text).lower()
        if len(gathered) >= MAX_KEY:
            break
    return gathered[:MAX_KEY]


def _densest(body: Element, mass: dict[Element, int]) -> Element:
    """The smallest element that still holds most of what was found."""
    total = mass.get(body, 0)
    node = body
    while total:
        best = max(node, key=lambda child: mass.get(child, 0), default=None)
        if best is None or mass.get(best, 0) < MOST * total:
            break
        node = best
    return node


def _enclosing(node: Element) -> Element:
    """The `article`, else the `main`, around an element: headline and standfirst often stand outside the prose."""
    ancestors = [node, *node.iterancestors()]
    for ancestor in ancestors:
        if ancestor.tag == "article" or ancestor.get("itemprop") == "articleBody":
            return next(ancestor.iterancestors("article"), ancestor)
    for ancestor in ancestors:
        if ancestor.tag == "main" or ancestor.get("role") == "main":
            return ancestor
    if node.tag == "body" or node.getparent() is None:
        inside = [e for e in node.iter("article", "main") if not any(True for _ in e.iterancestors("article", "main"))]
        return inside[0] if len(inside) == 1 else node
    return node


def _prune(root: Element, mass: dict[Element, int], total: int) -> None:
    for element in list(root.iter()):
        if element is root or element.getparent() is None:
            continue
        if not isinstance(element.tag, str) or (_is_box(element) and mass.get(element, 0) < MUCH * total):
            _drop(element)


def _drop(element: Element) -> None:
    """Take an element away and keep the text that follows it."""
    parent, tail = element.getparent(), element.tail
    if tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(element)


def _is_box(element: Element) -> bool:
    if element.tag in _NEVER or element.get("role") in _ROLES or "hidden" in element.attrib:
        return True
    if _HIDDEN.search(element.get("style", "")):
        return True
    return any(is_box_name(value) for value in (element.get("class"), element.get("id")) if value)


def is_box_name(names: str) -> bool:
    """Whether a `class` or `id` names a box that is no part of an article.

    >>> is_box_name("ArticleRelatedLinks"), is_box_name("article-body")
    (True, False)
    """
    known = _box_names()
    for name in names.split():
        words = [word.lower() for word in _WORDS.findall(name)]
        for start in range(len(words)):
            if any("-".join(words[start:end]) in known for end in range(start + 1, min(start + 3, len(words)) + 1)):
                return True
    return False
