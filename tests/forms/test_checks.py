"""A faulty definition is refused with every fault, the place of each and what to do."""

from collections.abc import Callable

import pytest

from forms.catalogue import DefinitionError, PublishedForm, parse_form

Make = Callable[..., PublishedForm]


def page(*questions: str, name: str = "only", title: str = "") -> str:
    return f'[[pages]]\nid = "{name}"\ntitle = "{title}"\nquestions = [{", ".join(questions)}]\n'


def ask(kind: str, more: str = "", name: str = "asked") -> str:
    return f'{{ id = "{name}", type = "{kind}", prompt = "Well?" {more} }}'


def faults(make: Make, pages: str, band: str | None = None) -> list[str]:
    with pytest.raises(DefinitionError) as refused:
        make(pages, band)
    lines = str(refused.value).splitlines()
    assert all(line.startswith("trial.v1.toml: pages") and "; " in line for line in lines)
    return [line.removeprefix("trial.v1.toml: ") for line in lines]


def test_every_fault_of_a_file_is_told_at_once(make: Make) -> None:
    found = faults(
        make,
        page(ask("faces", ', points = 3, labels = ["Bad"]', "a"), ask("yes-no", ', topic = "weather"', "b"))
        + page(ask("yes-no", ', show_if = [{ question = "ghost", answers = ["yes"] }]', "b"), name="two"),
    )
    assert [each.partition(": ")[0] for each in found] == [
        "pages",
        "pages[0].questions[0].labels",
        "pages[0].questions[1].topic",
        "pages[1].questions[0].show_if",
    ]


OPTIONS = ', options = [{{ code = "{0}", label = "A" }}, {{ code = "{1}", label = "B" }}]'
PICTURE = '{{ code = "o{0}", label = "A", picture = "me" }}'


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (ask("choice", OPTIONS.format("a", "a")), "options: code 'a' stands 2 times"),
        (ask("choices", OPTIONS.format("a", "skip")), "options: code 'skip' is kept"),
        (ask("choice", OPTIONS.format("skipped", "b")), "options: code 'skipped' is kept"),
        (ask("choice", ', options = [{ code = "a", label = "A" }]'), "options: a choice needs two or more"),
        (ask("pictures", f", options = [{PICTURE.format(1)}]"), "options: 1 pictures; use two to four"),
        (
            ask("pictures", f", options = [{', '.join(PICTURE.format(i) for i in range(5))}]"),
            "options: 5 pictures; use two to four",
        ),
        (ask("faces", ', points = 5, labels = ["A", "B", "C"]'), "labels: 3 labels for 5 faces"),
        (ask("words-scale", ', labels = ["A", "B"]'), "labels: 2 labels; write three to seven"),
        (ask("words-scale", f", labels = {['A'] * 8}"), "labels: 8 labels; write three to seven"),
        (ask("yes-no", ', topic = "weather"'), "topic: 'weather' is no theme; use one of change, "),
        (ask("short-text", ', measure = "safe"'), "measure: only a question with one chosen answer"),
        (
            ask("choices", OPTIONS.format("a", "b") + ', measure = "safe"'),
            "measure: only a question with one",
        ),
        (ask("statement", ', keeps = "helper"'), "keeps: this kind of question has no answer"),
        (ask("sort-cards", f", options = [{PICTURE.format(1)}]"), "options: 1 cards; use two to eight"),
        (
            ask("sort-cards", f", options = [{', '.join(PICTURE.format(i) for i in range(9))}]"),
            "options: 9 cards; use two to eight",
        ),
        (ask("sort-cards", OPTIONS.format("a", "instead")), "options: code 'instead' is kept"),
        (ask("sort-cards", OPTIONS.format("a", "b") + ', measure = "safe"'), "measure: only a question"),
    ],
)
def test_a_faulty_question_is_refused(make: Make, question: str, fault: str) -> None:
    [found] = faults(make, page(ask("yes-no", name="before"), question))
    assert found.startswith(f"pages[0].questions[1].{fault}")


@pytest.mark.parametrize("kind", ["drawing", "voice-note"])
def test_a_drawing_or_voice_note_is_never_the_only_way_to_answer(make: Make, kind: str) -> None:
    alone = page(ask(kind, name="made"))
    fault = "pages[0].questions: 'made' is the only way to answer; ask for words or pictures beside it"
    assert faults(make, alone + page(ask("faces", ', points = 3, labels = ["A", "B", "C"]'), name="two")) == [
        fault
    ]
    assert make(alone + page(ask("short-text"), name="two")).questions.keys() == {"made", "asked"}
    assert make(page(ask(kind, name="made"), ask("choice", OPTIONS.format("a", "b")))).pages.keys() == {
        "only"
    }


def test_houses_hold_two_or_three_texts(make: Make) -> None:
    def laid_out(*questions: str) -> str:
        return page(*questions, title='"\nlayout = "houses').replace('title = ""', "", 1)

    words = [ask("short-text", name=name) for name in "abcd"]
    for wrong in (words, words[:1], [words[0], ask("yes-no")]):
        [fault] = faults(make, laid_out(*wrong))
        assert fault.startswith("pages[0].layout: houses hold two or three texts that are always asked")
    assert make(laid_out(*words[:3])).pages["only"].layout == "houses"


def test_every_picture_must_be_named(make: Make) -> None:
    found = faults(make, page(ask("pictures", OPTIONS.format("a", "b"))))
    assert [each.partition("; ")[0] for each in found] == [
        "pages[0].questions[0].options: 'a' has no picture",
        "pages[0].questions[0].options: 'b' has no picture",
    ]


@pytest.mark.parametrize(
    ("pages", "fault"),
    [
        (page(ask("yes-no", name="only")), "pages: id 'only' stands 2 times"),
        (
            page(ask("yes-no", ', measure = "safe"', "a"), ask("yes-no", ', measure = "safe"', "b")),
            "pages: measure 'safe' stands 2 times",
        ),
        (
            page(ask("yes-no", ', keeps = "helper"', "a"), ask("yes-no", ', keeps = "helper"', "b")),
            "pages: keeps 'helper' stands 2 times",
        ),
        (page(ask("statement")), "pages: nothing is asked"),
    ],
)
def test_a_form_that_contradicts_itself_is_refused(make: Make, pages: str, fault: str) -> None:
    [found] = faults(make, pages)
    assert found.startswith(fault)


@pytest.mark.parametrize(("old", "new"), [('"family"', '"child"'), ('"family"', '"family"\nband = "4-7"')])
def test_a_band_belongs_to_children_and_only_to_them(source: Callable[..., str], old: str, new: str) -> None:
    with pytest.raises(DefinitionError, match=r"^trial: band: a form for children needs one"):
        parse_form(source(page(ask("yes-no"))).replace(old, new), "trial")


FIRST = page(
    ask("choice", OPTIONS.format("a", "b"), "pick"),
    ask("zero-to-ten", ', low = "L", high = "H"', "near"),
    ask("long-text", name="box"),
    ask("statement", name="told"),
    name="first",
)


def second(condition: str, prompt: str = "Well?") -> str:
    return page(
        f'{{ id = "late", type = "yes-no", prompt = "{prompt}", show_if = [{condition}] }}', name="second"
    )


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        ('{ question = "ghost", answers = ["a"] }', "'ghost' is not asked on an earlier page"),
        ('{ question = "late", answers = ["yes"] }', "'late' is not asked on an earlier page"),
        ('{ question = "told", answers = ["given"] }', "'told' is not asked on an earlier page"),
        ('{ question = "pick", answers = ["c"] }', "'c' is no answer of 'pick'; use one of a, b, given"),
        ('{ question = "near", answers = [11] }', "11 is no answer of 'near'"),
        ('{ question = "near", answers = ["3"] }', "'3' is no answer of 'near'"),
        ('{ question = "pick", answers = [] }', "no answers of 'pick' are named"),
    ],
)
def test_a_condition_that_can_never_hold_is_refused(make: Make, condition: str, fault: str) -> None:
    [found] = faults(make, FIRST + second(condition))
    assert found.startswith(f"pages[1].questions[0].show_if: {fault}")


@pytest.mark.parametrize("answers", ['"a", "b"', '"not_sure", "skipped"', '"given"'])
def test_a_condition_names_codes_or_states(make: Make, answers: str) -> None:
    made = make(FIRST + second(f'{{ question = "pick", answers = [{answers}] }}'))
    assert len(made.questions["late"].show_if) == 1


def test_a_condition_on_a_question_not_always_asked_repeats_its_conditions(make: Make) -> None:
    two = FIRST + second('{ question = "pick", answers = ["a"] }')
    third = '{ question = "late", answers = ["yes"] }'
    [found] = faults(
        make, two + second(third).replace("late", "third", 1).replace('"second"', '"third-page"')
    )
    assert "'late' is not always asked; repeat its conditions here" in found
    both = third + ', { question = "pick", answers = ["a"] }'
    made = make(two + second(both).replace("late", "third", 1).replace('"second"', '"third-page"'))
    assert len(made.questions["third"].show_if) == 2


@pytest.mark.parametrize("name", ["ghost", "box", "told", "late"])
def test_only_a_short_earlier_answer_can_be_said_again(make: Make, name: str) -> None:
    [found] = faults(make, FIRST + second("", f"You said {{{{{name}|that}}}}."))
    assert found.startswith(f"pages[1].questions[0].prompt: {{{{{name}|that}}}}: no short answer {name!r}")


def test_hints_and_titles_are_looked_at_for_earlier_answers_too(make: Make) -> None:
    found = faults(make, FIRST + page(ask("yes-no", ', hint = "{{ghost}}"'), title="{{spirit|x}}"))
    assert [each.partition(":")[0] for each in found] == ["pages[1].title", "pages[1].questions[0].hint"]
    assert (
        make(FIRST + second("", "You said {{pick|that}}.")).questions["late"].prompt
        == "You said {{pick|that}}."
    )


@pytest.mark.parametrize("braces", ["{{pick", "{{Not A Name}}", "{{pick|a {b} c}}", "{{ pick }}", "{{}}"])
def test_braces_that_would_be_shown_as_they_are_are_refused(make: Make, braces: str) -> None:
    [found] = faults(make, FIRST + second("", f"You said {braces}"))
    assert found.startswith(f"pages[1].questions[0].prompt: {braces} cannot be read; write ")
