"""The linter: each thing it looks for is found, and a form without it is left alone."""

from pathlib import Path

import pytest

from forms.catalogue import PublishedForm, load_catalogue, parse_form
from forms.lint import SCREENS, Aids, findings
from tests.forms.conftest import Make, toml

DRAWN = {path.stem for path in (Path(__file__).parents[2] / "static" / "pictures").glob("*.svg")}
CURRENT = load_catalogue().all_current()
NOTHING = Aids()


def page(question: str, name: str = "p") -> str:
    return f'[[pages]]\nid = "{name}"\nquestions = [{{ id = "{name}-q", {question} }}]\n'


def told(published: PublishedForm, aids: Aids = NOTHING, *, errors: bool = True) -> list[str]:
    return [f"{one.place}: {one.what}" for one in findings(published, aids) if one.error == errors]


CLEAN = page('type = "yes-no", prompt = "Is it warm?", picture = "home-warm"')
SCALE = 'type = "words-scale", topic = "home", labels = ["Never", "At times", "Always"]'


@pytest.mark.parametrize("published", CURRENT, ids=[each.form.id for each in CURRENT])
def test_every_shipped_form_passes(published: PublishedForm) -> None:
    assert told(published, Aids(pictures=DRAWN)) == []


@pytest.mark.parametrize("band", ["4-7", "12-17", None])
def test_a_form_in_order_has_nothing_to_mend(make: Make, band: str | None) -> None:
    assert findings(make(CLEAN, band), Aids(pictures={"home-warm"})) == []


def test_a_form_that_is_hard_to_read_for_its_band_is_an_error(make: Make) -> None:
    hard = page('type = "yes-no", prompt = "Institutional accommodation arrangements deteriorated?"')
    assert [line.partition(",")[0][:19] for line in told(make(hard))] == ["form: reading grade"]


def test_running_text_that_only_its_short_answers_make_easy_is_a_warning(make: Make) -> None:
    answers = ", ".join(f'{{ code = "o{n}", label = "Yes" }}' for n in range(40))
    hard = "Is your accommodation satisfactory or deteriorating considerably?"
    question = f'type = "choices", prompt = "{hard}", options = [{answers}]'
    assert told(make(page(question))) == []
    assert "without the answers" in told(make(page(question)), errors=False)[0]


def test_too_many_screens_for_the_band_are_an_error(make: Make) -> None:
    def long(count: int) -> PublishedForm:
        return make(
            "".join(CLEAN.replace('"p"', f'"p{n}"').replace("p-q", f"q{n}") for n in range(count)), "4-7"
        )

    assert told(long(SCREENS["4-7"])) == []
    assert told(long(SCREENS["4-7"] + 1)) == ["form: 7 screens, over 6; leave some out or make a second form"]


def test_a_long_sentence_is_an_error_for_the_youngest_and_a_long_breath_a_warning_for_others(
    make: Make,
) -> None:
    def saying(count: int) -> str:
        return page(f'type = "yes-no", picture = "me", prompt = "{" ".join(["cat"] * count)}?"')

    assert told(make(saying(10), "4-7")) == []
    assert told(make(saying(11), "4-7"))[0].startswith("p/p-q: 11 words in 'cat cat")
    assert told(make(saying(25)), errors=False) == []
    assert "26 words" in told(make(saying(26)), errors=False)[0]


@pytest.mark.parametrize(
    ("prompt", "warned"),
    [
        ("Is it warm?", True),
        ("Is it warm or cold?", False),
        ("How warm is it?", False),
        ("Is it for me?", True),
    ],
)
def test_a_scale_or_pair_says_both_sides_or_asks_how(make: Make, prompt: str, warned: bool) -> None:
    lines = told(make(page(f'{SCALE}, prompt = "{prompt}"')), errors=False)
    assert lines == (["p/p-q: only one side stands in the question; say both, with “or”"] if warned else [])


def test_a_question_of_the_youngest_without_any_picture_is_a_warning_and_in_easy_read_an_error() -> None:
    text = toml(CLEAN.replace(', picture = "home-warm"', ""), "4-7")
    assert told(parse_form(text, "x"), errors=False) == ["p/p-q: no picture at all; give the question one"]
    easy = parse_form(text.replace('band = "4-7"', 'band = "4-7"\neasy_read = true'), "x")
    assert told(easy) == ["p/p-q: no picture at all; give the question one"]


def test_an_option_of_the_youngest_without_a_picture_is_an_error(make: Make) -> None:
    options = '[{ code = "a", label = "Ball", picture = "play" }, { code = "b", label = "Book" }]'
    question = f'type = "choice", prompt = "Ball or book?", options = {options}'
    assert told(make(page(question), "4-7")) == ["p/p-q: 'b' has no picture; name one"]
    assert told(make(page(question), "12-17")) == []


def test_a_picture_that_nobody_drew_is_an_error(make: Make) -> None:
    assert told(make(CLEAN), Aids(pictures={"me"})) == [
        "p/p-q: there is no picture 'home-warm'; draw it or name another"
    ]


def test_an_answer_that_is_only_a_sign_is_an_error_as_nobody_can_hear_it(make: Make) -> None:
    options = '[{ code = "a", label = "😀" }, { code = "b", label = "B" }]'
    question = f'type = "choice", prompt = "Which?", options = {options}'
    assert told(make(page(question))) == [
        "p/p-q: '😀' has no word to be read out; write one beside the picture"
    ]


def test_texts_without_sound_are_a_warning(make: Make) -> None:
    def heard(language: str, text: str) -> str | None:
        return None if text == "Is it warm?" else "synthetic"

    assert told(make(CLEAN), Aids(heard=heard), errors=False) == [
        "form: 1 texts cannot be listened to, the first 'Is it warm?'; record them"
    ]


def test_texts_that_nobody_has_reviewed_in_a_language_are_a_warning(make: Make) -> None:
    aids = Aids(
        untranslated=lambda _form, language: {"pl": ["a", "b"], "ur": ["a"]}.get(language, []),
        languages=("en", "pl", "cy", "ur"),
    )
    (line,) = told(make(CLEAN), aids, errors=False)
    assert line.startswith("form: texts that may not be shown translated: 2 into pl, 1 into ur; have them")


def test_a_measure_in_an_observation_is_an_error() -> None:
    text = toml(page(f'{SCALE}, measure = "warm", prompt = "Warm or cold?"'))
    observed = parse_form(text.replace('audience = "family"', 'audience = "observation"'), "x")
    assert told(observed) == ["p/p-q: an observation is no answer of the child; remove measure"]


FIRST = """
[[pages]]
id = "a"
questions = [
  { id = "pet", type = "yes-no", prompt = "A pet?" },
  { id = "toys", type = "choices", prompt = "Toys?", options = [
    { code = "ball", label = "Ball" }, { code = "kite", label = "Kite" } ] },
  { id = "name", type = "short-text", prompt = "Name?" },
]
"""


@pytest.mark.parametrize(
    ("conditions", "reachable"),
    [
        ([("pet", ["yes"])], True),
        ([("pet", ["yes"]), ("pet", ["no"])], False),
        ([("pet", ["yes", "no"]), ("pet", ["no", "skipped"])], True),
        ([("pet", ["given"]), ("pet", ["skipped"])], False),
        ([("pet", ["given"]), ("pet", ["no"])], True),
        ([("toys", ["ball"]), ("toys", ["kite"])], True),
        ([("toys", ["ball"]), ("toys", ["not_sure"])], False),
        ([("name", ["given"]), ("name", ["given"])], True),
        ([("name", ["given"]), ("name", ["skipped"])], False),
    ],
)
def test_a_page_whose_conditions_cannot_hold_together_is_an_error(
    make: Make, conditions: list[tuple[str, list[str]]], reachable: bool
) -> None:
    listed = ", ".join(f'{{ question = "{name}", answers = {answers} }}' for name, answers in conditions)
    later = page(f'type = "yes-no", prompt = "Well?", show_if = [{listed}]', "later")
    lines = told(make(FIRST + later.replace("'", '"')))
    assert lines == (
        [] if reachable else ["later: never shown, as its conditions cannot hold together; mend show_if"]
    )


def test_one_question_that_is_never_shown_is_named_where_its_page_is(make: Make) -> None:
    never = 'show_if = [{ question = "pet", answers = ["yes"] }, { question = "pet", answers = ["no"] }]'
    later = f"""[[pages]]
id = "later"
questions = [
  {{ id = "one", type = "yes-no", prompt = "One?" }},
  {{ id = "two", type = "yes-no", prompt = "Two?", {never} }},
]
"""
    assert told(make(FIRST + later)) == [
        "later/two: never shown, as its conditions cannot hold together; mend show_if"
    ]
