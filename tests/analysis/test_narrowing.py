"""A pattern that occurs in a text is always among those that are looked for there."""

import re

import pytest
import re2
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.folding import fold
from analysis.harm import load_harm
from analysis.narrowing import index_of, needs
from analysis.rulebook import _expression
from analysis.screening import load_rules

RULES = load_rules()
OWN = [text for rule in RULES.rules for text in (*rule.hits, *rule.misses)]
WORDS = sorted({word for text in OWN for word in fold(text).text.split()})
JOINTS = st.sampled_from([" ", ", ", "'s ", ". ", "-", " (", "'", '" '])


def missed(text: str) -> list[str]:
    """The patterns that occur in the text and would not be looked for."""
    folded = fold(text).text
    near = set(RULES.near.candidates(folded))
    return [
        f"{owner.id}: {folded}"
        for number, (owner, found) in enumerate(RULES.patterns)
        if number not in near and found.search(folded)
    ]


def test_no_sign_in_the_rules_own_examples_or_in_invented_sentences_is_passed_over() -> None:
    invented = [one.text for one in load_harm()[::9]]
    assert len(OWN) > 300
    assert [found for text in (*OWN, *invented) for found in missed(text)] == []


@given(st.lists(st.tuples(st.sampled_from(WORDS), JOINTS), max_size=14))
def test_no_sign_is_passed_over_in_words_put_together_in_any_way(parts: list[tuple[str, str]]) -> None:
    assert missed("".join(word + joint for word, joint in parts)) == []


SAID = st.sampled_from(["hits", "hit", "cut", "kidnap", "a", "me", "belted"])
WORD_SHAPES = ("{}", r"\b{}\b", "{}[a-z]*", "[a-z]*{}", "{}?", r"\w{}", r"{}\b", "{}{{1,2}}", "caf\xe9 {}")
MORE_SHAPES = ("({}|so )*", "(not )?{}", "{}.{}", r"{}\w+{}", "({}|{}s?)", "(?:{}|{} .. )", "({} {}|[abc])")
SHAPES = st.sampled_from((*WORD_SHAPES, *MORE_SHAPES))
PARTS = st.builds(lambda shape, one, other: shape.format(one, other), SHAPES, SAID, SAID)
PATTERNS = st.lists(
    st.tuples(PARTS, st.sampled_from(["", " ", " .. ", " ... ", "|"])), min_size=1, max_size=4
)


@settings(max_examples=200)
@given(st.data())
def test_whatever_a_pattern_is_made_of_it_is_looked_for_where_it_occurs(data: st.DataObject) -> None:
    parts = data.draw(PATTERNS)
    pattern = "".join(part + joint for part, joint in parts[:-1]) + parts[-1][0]
    expression = _expression(pattern)
    text = data.draw(st.from_regex(re.compile(expression, re.ASCII)))
    assume(re2.search(expression, text))
    assert index_of([pattern]).candidates(text) == [0]


def test_few_patterns_are_looked_for_in_a_text() -> None:
    counts = [len(RULES.near.candidates(fold(one.text).text)) for one in load_harm()]
    assert sum(counts) / len(counts) < len(RULES.patterns) / 10


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("hits me", [[{"hits"}, {"me"}]]),
        ("hit(s|ting)? (me|us)", [[{"hit", "hits", "hitting"}, {"me", "us"}]]),
        ("mum .. shouts", [[{"mum"}, {"shouts"}]]),
        ("(always |so )*hungry", [[{"hungry"}]]),
        ("(a|b) ?c", [[{"a", "b", "ac", "bc"}]]),
        ("kidnap[a-z]* (him|her)", [[{"kidn*", "kidnap"}, {"him", "her"}]]),
        ("cut[a-z]*", [[]]),
        ("cut myself|self harm", [[{"myself"}, {"cut"}], [{"self"}, {"harm"}]]),
        (r"\bhits\b", [[]]),
        ("cu[a-z]*ab me", [[{"me"}]]),
        ("don't (like )?him", [[{"don"}, {"t"}, {"him", "like"}]]),
    ],
)
def test_what_a_pattern_needs_is_read_from_it(pattern: str, needed: list[list[set[str]]]) -> None:
    found = [[set(words) for words in branch] for branch in needs(pattern)]
    assert [sorted(map(sorted, branch)) for branch in found] == [
        sorted(map(sorted, branch)) for branch in needed
    ]


def test_a_pattern_of_which_no_word_can_be_told_is_looked_for_always() -> None:
    index = index_of(["cut[a-z]*", "hits me"])
    assert index.candidates("anything") == [0]
    assert index.candidates("he hits me") == [0, 1]
    assert index.candidates("he hits you") == [0]
