"""Docs in a notebook: claims and names are marked, and no word of an article becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
import spacy
from spacy.language import Language

import extractor
from extractor.errors import ExtractorError
from tests import samples


class Marks(HTMLParser):
    """The text of a page without its labels, and each marked stretch with its label."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text, self.marks, self.tags = "", [], set[str]()
        self.open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "br":
            self.text += "\n"
            return
        self.open.append(tag)
        if tag == "mark":
            self.marks.append(["", ""])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "mark" in self.open:
            self.marks[-1]["span" in self.open] += data.strip()
            data = data.strip("\n ")
        if "span" not in self.open:
            self.text += data


@pytest.fixture(scope="module")
def nlp() -> Language:
    return extractor.load()


def test_claims_and_names_are_marked_in_the_text(nlp: Language) -> None:
    text = "GLM-5 costs $1.00 per 1M input tokens.\nIt may one day have a 400K context window."
    shown = extractor.render(nlp(text))
    page = Marks(shown._repr_html_())
    assert "".join(page.text.split()) == "".join(text.split()), "displaCy sets gaps around its marks"
    assert page.marks == [
        ["GLM-5", "model:glm-5"],
        ["$1.00 per 1M input tokens", "price input $1.00 per 1M tokens · GLM-5"],
        ["400K", "context window 400,000 tokens · GLM-5, hypothetical"],
    ]
    assert 'class="tex2jax_ignore mathjax_ignore"' in str(shown), "$1.00 is no formula"
    assert "model:glm-5" not in str(extractor.render(nlp(text), names=False))


def test_no_word_of_an_article_becomes_markup(nlp: Language) -> None:
    text = f"Heron <b>2</b> has {samples.HOSTILE} 9B parameters. Heron 2 sold 40 <i>lamps</i>{{bg}} & \x1b[31mmore."
    page = Marks(str(extractor.render(nlp(text))))
    assert page.tags == {"div", "mark", "span"}
    assert "<b>2</b>" in page.text
    assert "\x1b" not in page.text
    assert page.marks


def test_a_doc_of_another_pipeline_is_refused() -> None:
    with pytest.raises(ExtractorError, match=r"extractor\.load"):
        extractor.render(spacy.blank("en")("GLM-5 costs $1."))
