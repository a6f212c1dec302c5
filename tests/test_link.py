"""Sentences with the expected links written into them -> the links found; offsets, ambiguity, coreference, groups.

Markup: `{surface|id}` is a link that must be found, with nothing else linked in the sentence; `{surface|id?}` is one
that must be there with a score under 0.5.
"""

from __future__ import annotations

import re

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import names, state
from extractor.link import LinkedEntity, link
from extractor.link.words import words
from extractor.models import Entity, Mention
from extractor.names.entries import family_file, name_files

_MARK = re.compile(r"\{([^{}|]+)\|([^{}|?]+)(\??)\}")
_EXAMPLE = re.compile(r"<([^<>]+)>")


def unmark(marked: str) -> tuple[str, list[tuple[int, int, str, bool]]]:
    """The plain sentence, and (start, end, id, sure) of each mark; raises on a mark that is not closed."""
    text, found, last = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        found.append((len(text), len(text) + len(mark[1]), mark[2], not mark[3]))
        text += mark[1]
        last = mark.end()
    text += marked[last:]
    if set(text) & set("{}|"):
        raise ValueError(f"a mark is not closed: {marked}")
    return text, found


def found_in(text: str) -> list[tuple[int, int, str, bool]]:
    mentions, _ = link(text)
    return [(m.start, m.end, m.entity_id, m.score >= 0.5) for m in mentions]


SENTENCES = {
    "a versioned name and its lab alone": "{MiniMax|lab:minimax} priced {MiniMax M2.5|model:minimax-m2.5} low.",
    "non-breaking hyphens": "They run {GPT‑5|model:gpt-5} and {DeepSeek‑V3.2|model:deepseek-v3.2} side by side.",
    "possessive": "{OpenAI|lab:openai}'s cheapest is {GPT-5 nano|model:gpt-5-nano}, {Mistral|lab:mistral-ai}’s is not.",
    "emphasis of Markdown": "**{Kimi K2.5|model:kimi-k2.5}** and `{qwen3-8b|model:qwen3-8b}` are small.",
    "a link of Markdown, not its target": "See [{Anthropic|lab:anthropic}](https://openai.com/blog/gpt-5) today.",
    "an unknown version": "{Gemini 9.7 Flash|model:gemini-9.7-flash} is no more than a rumour.",
    "an unknown variant": "A call to {GPT-5.6 Sol|model:gpt-5.6-sol} costs a dollar.",
    "a headline is no variant": "{GPT-5|model:gpt-5} Beats Doctors In Trial",
    "a weekday is no variant": "They shipped {GPT-5|model:gpt-5} Thursday after lunch.",
    "a count is no version": "{Grok|model:grok} 3 million times a day, {Claude|model:claude} 5 percent more often.",
    "a size is part of the name":
        "{Llama 3.1 405B|model:llama-3.1-405b} needs more than {Llama 3.1 8B|model:llama-3.1-8b}.",
    "parameters are not": "{Kimi K2|model:kimi-k2} 32B parameters active.",
    "slashes": "Weights at {deepseek-ai|lab:deepseek}/{DeepSeek-R1|model:deepseek-r1} are open.",
    "a plain word opens no family": "Step 2: pick a seed, then take step 3.",
    "the same word with its variant": "{Step 3.5 Flash|model:step-3.5-flash} came third.",
    "the same word where its lab is spoken of": "{StepFun|lab:stepfun} says that {Step 3|model:step-3} is cheap.",
    "an adverb and a company": "{Meta|company:meta} ran a Meta analysis; the meta level is off.",
    "fruit": "{Apple|company:apple} staff brought an Apple pie.",
    "a chip is no model": "The {Apple|company:apple} M2 chip is beaten by the M4, says {MiniMax|lab:minimax}.",
    "a short form in the article of its lab": "{MiniMax|lab:minimax} is proud of {M2.7|model:minimax-m2.7}.",
    "a short form without its lab": "The M2.7 bolt and the K2.5 screw fit the V4 engine.",
    "a short form before its brand":
        "The price of {V4-Pro|model:deepseek-v4-pro} rose, {DeepSeek|lab:deepseek} confirmed.",
    "an engine": "{DeepSeek|lab:deepseek} runs on the V8 engine.",
    "an opener of names":
        "{Anthropic|lab:anthropic} put {Opus 4.6|model:claude-opus-4.6} before {Haiku|model:claude-haiku}.",
    "an opener without its lab": "Her third Opus is a Sonnet about spring.",
    "number before variant": "{Claude|model:claude} users like {3.5 Sonnet|model:claude-3.5-sonnet} still.",
    "letters and digits of another thing": "The o2 arena is full.",
    "o with its lab": "{OpenAI|lab:openai} compared {o3|model:o3} with {o1-mini|model:o1-mini}.",
    "one letter that is a platform": "Users of {Twitter|platform:x} posted on {X|platform:x} all day.",
    "one letter that is not": "Let X be a set; the X axis is time.",
    "an ambiguous company where it acts":
        "{Harvey|company:harvey} raised money from {Sequoia Capital|company:sequoia-capital}.",
    "the same word as a man": "My uncle Harvey is old.",
    "a list of organisations":
        "Customers are {Stripe|company:stripe}, {Elastic|company:elastic} and {Uber|company:uber}.",
    "a country and its models":
        "{Chinese models|group:cn-models} passed {U.S. models|group:us-models} in {China|country:cn}.",
    "open models": "{China's open-source models|group:cn-open-models} lead.",
    "many adjectives":
        "{American large AI models|group:us-models} and {Chinese large language models|group:cn-models} rose.",
    "models from a place": "{AI models from China|group:cn-models} won.",
    "where a firm sits": "{US-based frontier models|group:us-models} cost more.",
    "labs and firms": "{Chinese AI labs|group:cn-labs} and {American startups|group:us-companies} hire.",
    "models of labs": "{Chinese labs' models|group:cn-models} are cheap.",
    "one model is no group": "A Chinese model train broke; Chinese users waited.",
    "a pronoun is no country": "Tell us more about it.",
    "Chinese script": "据{36氪|publisher:36kr}报道，{阿里巴巴|company:alibaba}发布{Qwen3|model:qwen3}。",
    "a benchmark":
        "It scored 80% on {SWE-bench Verified|benchmark:swe-bench-verified} and 90 on {AIME 2025|benchmark:aime-2025}.",
    "a licence is no university": "The weights are open under an MIT license.",
    "the university": "Researchers at {MIT|lab:mit} counted tokens.",
    "a model that nobody knows": "The lab released {Brimo-7B|model:brimo-7b} today.",
    "announced": "{Cohere|lab:cohere} unveiled {Quillon|model:quillon}, an open reasoning model.",
    "a benchmark is no model": "{Cohere|lab:cohere} unveiled Quillon, a benchmark for reasoning models.",
    "misspelt": "{Anthropic|lab:anthropic} grew. Investors of {Antropic|lab:anthropic} cheered.",
    "misspelt, but spelt right nowhere": "Investors of Antropic cheered.",
    "the company": "{OpenAI|lab:openai} raised money. {The company|lab:openai} hired.",
    "the company, of two": "{OpenAI|lab:openai} sued {xAI|lab:xai}. {The company|lab:xai?} hired.",
    "a company that": "{OpenAI|lab:openai} fell. The company that wins will hire.",
    "the model": "{Kimi K2.5|model:kimi-k2.5} is out. {The model|model:kimi-k2.5} reads pictures.",
    "the platform": "{OpenRouter|platform:openrouter} ranks. {The platform|platform:openrouter} counts tokens.",
    "nothing to refer to": "The company hired, and the model is slow.",
    "the latest model of a maker":
        "{Kimi K9|model:kimi-k9} came out. {Moonshot|lab:moonshot-ai}'s {latest model|model:kimi-k9} is quick.",
    "the latest of two": "{GPT-5|model:gpt-5}, {GPT-4o|model:gpt-4o}: {OpenAI|lab:openai}'s latest model is neither.",
    "a family is a family": "{Qwen|model:qwen} and {Llama|model:llama} are families.",
    "a derived model is not its parent":
        "{Brimo-Llama-7B|model:brimo-llama-7b} differs from a non-{Llama|model:llama} model.",
    "a maker before the hyphen": "{Meta|company:meta}-{Llama-3-8B|model:llama-3-8b} is old.",
    "an agent is no variant":
        "{OpenAI|lab:openai} runs an {o3|model:o3} agent and a {claude|model:claude} research tool.",
    "small letters are words": "Our reliance on an alphabet of tokens is a moonshot, says {Alphabet|company:google}.",
    "a word of a compound": "{Cerebras|company:cerebras} sells wafer-scale AI chips.",
    "an ambiguous name that its maker presents":
        "{Google|company:google} showed nothing, {Google|company:google}'s {Griffin|model:griffin} did.",
    "the same name of another maker": "{Cohere|lab:cohere} showed its Griffin.",
    "a word that is called a model": "A {Koala|model:koala} model ate no leaves; the Koala did.",
    "a word in a list of models": "{Claude|model:claude}, {Koala|model:koala} and {Qwen|model:qwen} draw.",
    "a lab's name in a list of models": "Models like {Mistral|model:mistral} run at {Mistral|lab:mistral-ai}.",
    "a lab's name beside models, and beside labs":
        "{Claude|model:claude}, {Mistral|model:mistral}, {Qwen|model:qwen}; {Mistral|lab:mistral-ai}, {xAI|lab:xai}.",
    "a lab's name that another model grew from":
        "It is based on {Mistral|model:mistral}, not {Mistral AI|lab:mistral-ai}.",
    "the data of a model's name": "The OpenHermes dataset is not {OpenHermes|model:openhermes}.",
    "two orders of the same parts":
        "{Phi-reasoning 4|model:phi-4-reasoning} is {Phi-4-reasoning|model:phi-4-reasoning}.",
    "a chatbot that was no version of its name's model": "Nobody knew who made {gpt2-chatbot|model:gpt2-chatbot}.",
    "how weights are rounded": "He runs {Llama 3 8B Q5_K_M|model:llama-3-8b} at home.",
    "month and day of a preview":
        "{Gemini 2.0 Flash Exp 12-06|model:gemini-2.0-flash-exp-1206} and {GLM-0520|model:glm-0520} had days.",
    "the release of software":
        "{PyTorch 2.4|product:pytorch} and {Ollama v0.5|product:ollama} came; {Siri|product:siri} 2.5 times more.",
    "built like a model": "The {QuillonCoder|model:quilloncoder} beats {nanoMoE-Base|model:nanomoe-base}.",
    "built like a model, but none": "QuillonLLM, a framework, and the QuillonLM benchmark are old.",
    "a firm that nobody knows":
        "{Quillon Robotics|company:quillon-robotics} raised money; {Quillon Robotics|company:quillon-robotics} hires.",
    "kinds of firms are no firm": "Physical AI announced itself and Recent Research introduced doubt.",
    "staff of a firm with a common name": "Engineers at {Sierra|company:sierra} slept; the sierra did not.",
    "a short form's neighbours do not bar the full name":
        "{Together AI|lab:together-ai} and they met; together they ate.",
    "the plural of a product": "Two {Perception Encoders|model:perception-encoder} met open-source initiatives.",
    "a variant with its number behind its maker":
        "{DeepSeek|lab:deepseek} introduced {Prover-V2|model:deepseek-prover-v2}; {Google|company:google}'s Video 3.",
    "what a hyphen ties to a name": "Near-perfect, a near-{llama-3-70b|model:llama-3-70b} score and a sub-10B model.",
    "a size with the window of a variant":
        "{Yi 34B 200K|model:yi-200k-34b}, not {Llama 3.1 8B|model:llama-3.1-8b} 128K tokens long.",
    "an architecture by its name":
        "The {Forgetful Transformer|model:forgetful-transformer} and the {Zorbformer|model:zorbformer} model differ "
        "from the Vision Transformer and the Transformer model.",
    "a name of several words before its noun": "The {ZorbRPT-man-vs-mouse|model:zorbrpt-man-vs-mouse} model is old.",
    "a name run together with what it was made of":
        "They merged {MistralZorb|model:mistralzorb} at {MistralAI|lab:mistral-ai}.",
    "what another model was made into": "{Qwen3|model:qwen3} was fine-tuned into {ZORBO|model:zorbo}.",
    "code names": "{Hunter Alpha|model:hunter-alpha} entered the top ten.",
}  # fmt: skip


@pytest.mark.parametrize("marked", SENTENCES.values(), ids=SENTENCES.keys())
def test_links_of_a_sentence(marked: str) -> None:
    text, expected = unmark(marked)
    assert found_in(text) == expected


def test_markup_that_is_not_closed_fails() -> None:
    with pytest.raises(ValueError, match="not closed"):
        unmark("{MiniMax M2.5|model:minimax-m2.5 is open")


@pytest.mark.parametrize("name", family_file().families)
def test_every_family_proves_itself(name: str) -> None:
    rule = family_file().families[name]
    marked = _EXAMPLE.findall(rule.example)
    mentions, entities = link(_EXAMPLE.sub(r"\1", rule.example))
    found = {m.surface: m for m in mentions if m.score >= 0.5}
    assert marked
    for surface in marked:
        assert surface in found
        assert next(e for e in entities if e.id == found[surface].entity_id).kind in {"model", "product"}
    if rule.counterexample:
        heads = {n.casefold() for n in (*rule.brands, *rule.heads)}
        linked = {m.surface.casefold() for m in link(rule.counterexample)[0] if m.entity_id.startswith("model:")}
        assert not [surface for surface in linked if any(surface.startswith(h) for h in heads)]


@pytest.mark.parametrize(
    ("entity_id", "rule"),
    [
        (rule.id or f"{file.kind}:{names.slug(name)}", rule)
        for file in name_files()
        for group in file.groups
        for name, rule in group.entities.items()
        if rule and (rule.example or rule.counterexample)
    ],
)
def test_every_example_of_a_name_proves_itself(entity_id: str, rule: object) -> None:
    example, counterexample = getattr(rule, "example", None), getattr(rule, "counterexample", None)
    if example:
        linked = {m.surface for m in link(_EXAMPLE.sub(r"\1", example))[0] if m.entity_id == entity_id}
        assert set(_EXAMPLE.findall(example)) <= linked
    if counterexample:
        assert entity_id not in {m.entity_id for m in link(counterexample)[0]}


def test_words_of_the_language_prove_themselves() -> None:
    rule = words()
    for example in (
        rule.aggregates.example,
        *(a.example for a in rule.coreference.values()),
        rule.owned.example,
        rule.pair.example,
        *rule.unknown.examples,
    ):
        mentions, _ = link(_EXAMPLE.sub(r"\1", example))
        assert set(_EXAMPLE.findall(example)) <= {m.surface for m in mentions}, example
    assert link(rule.owned.counterexample)[0] == []
    assert [m for m in link(rule.pair.counterexample)[0] if m.method == "coreference"] == []
    for counterexample in (rule.aggregates.counterexample, *(a.counterexample for a in rule.coreference.values())):
        assert link(counterexample)[0] == []
    for counterexample in rule.unknown.counterexamples:
        assert [m for m in link(counterexample)[0] if m.method == "unknown"] == []


@pytest.mark.parametrize(
    ("text", "surface", "entity_id"),
    [
        ("Claude Opus 4.6 is out. Opus leads.", "Opus", "model:claude-opus-4.6"),
        ("Claude Opus 4.5 and Claude Opus 4.6 are out. Opus leads.", "Opus", "model:claude-opus"),
        ("Qwen3 and Llama 3 are open; the latter costs more.", "the latter", "model:llama-3"),
        ("Models from China lead; American ones follow.", "American ones", "group:us-models"),
        ("It passed the Chinese total of old.", "Chinese total", "group:cn-models"),
    ],
)
def test_short_words_for_what_was_named_before(text: str, surface: str, entity_id: str) -> None:
    assert (surface, entity_id) in [(m.surface, m.entity_id) for m in link(text)[0]]


pieces = st.sampled_from(
    ["MiniMax M2.5", "GPT-5", "V4-Pro", "Chinese AI models", "the company", "**", "`", "](https://a.b/GPT-5)", "[",
     " ", "\n", "’s", "‑", "\u00a0", "Opus 4.8", "DeepSeek", "3 million", "7B", "-", "models like", "US", "U.S.",
     "阿里", "🙂", ".", ":", "released", "X"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(pieces, st.text(max_size=6)), max_size=25).map("".join))
def test_offsets_are_exact_and_links_lie_apart(text: str) -> None:
    mentions, entities = link(text)
    ids = [e.id for e in entities]
    assert len(ids) == len(set(ids))
    last = 0
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.surface != ""
        assert mention.start >= last
        assert 0 < mention.score <= 1
        assert mention.entity_id in ids
        last = mention.end


@pytest.mark.parametrize(
    "unit", ["a-", "A1-", "AI models ", "Chinese large ", "GPT-5 ", "[[", "Aa", "released Aa, a ", "1.", "7B "]
)
def test_time_grows_with_length_only(unit: str) -> None:
    """Nothing asserted of the clock: input of a size that a quadratic pattern would not finish must come back."""
    text = unit * (120_000 // len(unit))
    for mention in link(text)[0]:
        assert text[mention.start : mention.end] == mention.surface


def test_the_component_leaves_plain_data_that_survives_bytes() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("extractor_link")
    doc = nlp("Qwen/Qwen3-8B beat (MiniMax-M2.5).")
    again = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    for each in (doc, again):
        assert [m.entity_id for m in state.get(each, "mentions", Mention)] == [
            "model:qwen", "model:qwen3-8b", "model:minimax-m2.5",
        ]  # fmt: skip
        assert {e.id for e in state.get(each, "entities", Entity)} == {s.kb_id_ for s in each.spans["entities"]}
        entity = each.spans["entities"][-1]._.entity
        assert isinstance(entity, LinkedEntity)
        assert (entity.name, entity.kind, entity.lab, entity.method) == (
            "MiniMax M2.5", "model", "lab:minimax", "family",
        )  # fmt: skip
    assert doc[0:1]._.entity is None
