"""What is proposed for removal before anybody shows a text: names, places and details."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.evaluation_redaction import evaluate_redaction
from analysis.redaction import redact_spans, redacted


def shown(text: str, *known: str) -> str:
    return redacted(text, redact_spans(text, known))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kwabena and Oluwafemi live upstairs", "[name] and [name] live upstairs"),
        ("i told mrs cooper and zofia about it", "i told mrs [name] and [name] about it"),
        ("Gwenllian Prosser's mum shouts", "[name]'s mum shouts"),
        ("my best mate joy has left", "my best mate [name] has left"),
        ("hope says she will ring", "[name] says she will ring"),
        ("uncle mark hits her", "uncle [name] hits her"),
        ("It was R. Adeyemi who came", "It was [name] who came"),
        ("MOHAMMED IS MY BROTHER", "[name] IS MY BROTHER"),
        ("he is called wubbo by his gran", "he is called [name] by his gran"),
        ("Łukasz and Siobhán fight", "[name] and [name] fight"),
    ],
)
def test_names_of_all_communities_go_in_capitals_and_without(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text 07700 900 456 after three", "text [phone] after three"),
        ("write to kez_99@example.co.uk pls", "write to [email] pls"),
        ("look at www.example.org/family today", "look at [web] today"),
        ("my snap is mollie_x2011", "my snap is [handle]"),
        ("we moved to m14 5tq last year", "we moved to [postcode] last year"),
        ("her nhs number is 943 476 5919 ok", "her nhs number is [id] ok"),
        ("case ref CFS/2023/00417 please", "case ref [id] please"),
        ("he was born 21st September 2014", "he was born [date]"),
        ("dob 03/04/2015", "dob [date]"),
        ("we stay at flat 9 ashby house mostly", "we stay at [address] mostly"),
        ("i live at 22 marsh lane with nan", "i live at [address] with nan"),
        ("she goes to greenhill primary now", "she goes to [school] now"),
        ("my school is called maple grove", "my school is called [school]"),
        ("he left st josephs in year 4", "he left [school] in year 4"),
        ("she goes to riverside now", "she goes to [school] now"),
        ("im in year 4 at oak tree", "im in year 4 at [school]"),
        ("the teachers at the willows shout", "the teachers at the [school] shout"),
        ("my school beech hill is shut", "my school [school] is shut"),
        ("born 14-mar-2013 at home", "born [date] at home"),
        ("dad is in rotherham", "dad is in [place]"),
    ],
)
def test_details_go_by_their_shape(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "May I say the worker in March was better than in June",
        "i hope it will get better and mum may come on Friday",
        "Mark my words, the bill was frank and the rose garden is pretty",
        "CAMHS said it would take 18 weeks and Early Help closed",
        "I like Minecraft and Roblox and Tesco sandwiches",
        "We speak Urdu and English and keep Eid and Christmas",
        "Nan and Grandad and Miss look after me in Year 6",
        "i got 10 out of 10 and 24/7 support for £45 at 3pm",
        "i miss school and nobody at home asks",
        "attendance is up to 91 percent and school wrote",
        "i go to bed early and went to church and he attends most days",
        "lessons at home time and teachers at break are loud",
        "dad was at work and i walk to town or go to the seaside",
        "I'd have said we've nothing and they'll not ring",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert redact_spans(text) == ()


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("is GRACE coming", "Grace Hill"),
        ("the table is graces", "Grace Hill"),
        ("wiktorja is mean", "Wiktoria Nowak"),
        ("nowack hit me", "Wiktoria Nowak"),
        ("bayo is mean", "Adebayo Ojo"),
        ("i like summer", "Summer Young"),
        ("young is here", "Summer Young"),
        ("o'sullivans are loud", "Finn O'Sullivan"),
        ("osullivan is loud", "Finn O'Sullivan"),
        ("mo is loud", "Muhammad Khan"),
        ("harrys bed is wet", "Haroun Aziz"),
    ],
)
def test_the_names_of_the_case_record_go_however_they_are_written(text: str, known: str) -> None:
    found = redact_spans(text, [known])
    assert [span.method for span in found] == ["record"]


KNOWN = ("Grace Hill", "Wiktoria Nowak", "Adebayo Ojo", "Finn O'Sullivan", "Zofia Lee")


@given(
    st.sampled_from(KNOWN),
    st.integers(0, 1),
    st.sampled_from(("i told {} about it", "{} is kind", "is {} coming, mum said", "my bed and {}")),
    st.sampled_from((str.lower, str.upper, str.title, str.swapcase)),
)
@settings(max_examples=120)
def test_names_of_the_record_go_in_any_case_alike(
    full: str, part: int, around: str, case: Callable[[str], str]
) -> None:
    name = full.split()[part]
    text = around.format(case(name))
    start = around.index("{}")
    covered = {place for span in redact_spans(text, [full]) for place in range(span.start, span.end)}
    assert covered >= set(range(start, start + len(name)))


def test_a_name_that_is_grammar_goes_only_where_it_is_a_person() -> None:
    assert shown("i told Will that it will rain", "Will Baker") == "i told [name] that it will rain"
    assert shown("dont let will in", "Will Baker") == "dont let [name] in"


WORDS = st.sampled_from(
    (
        "mum",
        "said",
        "Amina",
        "rose",
        "07700900123",
        "at",
        ".",
        "!",
        "[name]",
        "St",
        "Marys",
        "primary",
        "Łódź's",
    )
) | st.sampled_from(
    ("O'Brien", "@me_1", "and", "4", "may", "2012", "will", "22 marsh lane,", "Leeds", "m1 1aa")
)


@given(
    st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=15).map(" ".join)), st.lists(WORDS, max_size=2)
)
@settings(max_examples=150)
def test_spans_lie_inside_the_text_in_order_and_apart(text: str, known: list[str]) -> None:
    edges = [edge for span in redact_spans(text, known) for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert not edges or (edges[0] >= 0 and edges[-1] <= len(text))
    assert all(span.start < span.end for span in redact_spans(text, known))


@given(st.lists(WORDS, max_size=15).map(" ".join), st.lists(WORDS, max_size=2))
@settings(max_examples=150)
def test_no_span_splits_a_word(text: str, known: list[str]) -> None:
    for span in redact_spans(text, known):
        assert not text[max(0, span.start - 1) : span.start + 1].isalnum() or span.start == 0
        assert not text[span.end - 1 : span.end + 1].isalnum() or span.end == len(text)


@given(st.lists(WORDS, max_size=12).map(" ".join))
@settings(max_examples=100)
def test_what_was_removed_is_not_removed_again(text: str) -> None:
    once = shown(text)
    kinds = [span for span in redact_spans(once) if "[" in once[span.start : span.end]]
    assert kinds == []


def test_the_figures_count_whole_spans_and_false_words() -> None:
    rows: list[dict[str, Any]] = [
        {"text": "zofia likes tea", "spans": [{"start": 0, "end": 5, "type": "name"}], "known_names": []},
        {
            "text": "Nothing here",
            "spans": [{"start": 0, "end": 7, "type": "name"}],
            "known_names": ["Ann Lee"],
        },
        {"text": "ask kwame", "spans": [], "known_names": []},
        {"text": "07700 900456", "spans": [{"start": 0, "end": 12, "type": "phone"}], "known_names": []},
    ]
    ticks = iter([0.0, 2.0])
    figures = evaluate_redaction(rows, lambda: next(ticks))
    assert figures["recall_by_type"] == {"name": 0.5, "phone": 1.0}
    assert (figures["recall_names_lower"], figures["recall_names_cased"]) == (1.0, 0.0)
    assert (figures["recall_known_names"], figures["recall_structured"]) == (0.0, 1.0)
    assert figures["false_per_100_words"] == pytest.approx(100 / 9)
    assert figures["texts_per_second"] == 2.0
