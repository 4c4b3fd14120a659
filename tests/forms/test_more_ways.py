"""Drawings, voice notes, sorted cards and houses: what is taken, what is not, and what may be left empty."""

from collections.abc import Callable

import pytest

from forms.catalogue import PublishedForm, without_voice
from forms.journey import final_answers, first_open, piped
from forms.model import Answer, Answers
from forms.validate import check_answers, read_page
from forms.wording import in_words

Make = Callable[..., PublishedForm]
PICTURE = "600,400;10,20 30,40;5,5"
CARDS = (
    'options = [{ code = "home", label = "Home" }, { code = "school", label = "School", picture = "school" }]'
)
WHEN = 'show_if = [{ question = "sorted", answers = ["home=not-good"] }]'
MANY = f"""
[[pages]]
id = "draw"
questions = [
  {{ id = "picture", type = "drawing", prompt = "Draw it." }},
  {{ id = "voice", type = "voice-note", prompt = "Say it." }},
  {{ id = "words", type = "short-text", prompt = "Write it." }},
]
[[pages]]
id = "alone"
questions = [{{ id = "again", type = "drawing", prompt = "Draw more." }}]
[[pages]]
id = "rooms"
layout = "houses"
questions = [
  {{ id = "worries", type = "short-text", prompt = "Worries?" }},
  {{ id = "wishes", type = "short-text", prompt = "Wishes?" }},
]
[[pages]]
id = "cards"
questions = [{{ id = "sorted", type = "sort-cards", prompt = "How is it?", {CARDS} }}]
[[pages]]
id = "last"
questions = [
  {{ id = "more", type = "yes-no", prompt = "More about {{{{words|it}}}}?", {WHEN} }},
]
"""


@pytest.fixture(scope="session")
def form(make: Make) -> PublishedForm:
    return make(MANY, "12-17")


def read(form: PublishedForm, page: str, **fields: str) -> tuple[Answers, dict[str, str]]:
    """What a posted page gives, and what is wrong with it; `__` in a name stands for `--`."""
    raw = {name.replace("__", "--"): [value] for name, value in fields.items()}
    reading = read_page(form, form.pages[page], raw, {})
    return reading.answers, {error.question: error.message for error in reading.errors}


SKIPPED = Answer("skipped")


def test_one_way_of_saying_it_is_enough(form: PublishedForm) -> None:
    drawn, spoken = Answer("given", PICTURE), Answer("given", "recording")
    assert read(form, "draw", picture=PICTURE) == (
        {"picture": drawn, "voice": SKIPPED, "words": SKIPPED},
        {},
    )
    assert read(form, "draw", voice="recording")[0]["voice"] == spoken
    assert read(form, "draw", words="my dog") == (
        {"picture": SKIPPED, "voice": SKIPPED, "words": Answer("given", "my dog")},
        {},
    )
    assert read(form, "draw", words__instead="skip")[0] == dict.fromkeys(
        ("picture", "voice", "words"), SKIPPED
    )
    both = read(form, "draw", picture=PICTURE, words="my dog")[0]
    assert both["picture"] == drawn
    assert both["words"] == Answer("given", "my dog")


def test_nothing_at_all_is_asked_again(form: PublishedForm) -> None:
    answers, wrong = read(form, "draw")
    assert answers == {}
    assert wrong.keys() == {"picture", "voice", "words"}
    assert read(form, "alone")[1] == {"again": "Draw or write something, or press Skip."}
    assert read(form, "rooms")[1].keys() == {"worries", "wishes"}


def test_one_house_is_enough(form: PublishedForm) -> None:
    assert read(form, "rooms", wishes="a dog")[0] == {"worries": SKIPPED, "wishes": Answer("given", "a dog")}
    assert read(form, "rooms", wishes__instead="not-sure")[0]["worries"] == SKIPPED


def test_a_button_never_throws_a_drawing_or_recording_or_cards_away(form: PublishedForm) -> None:
    drawn = read(form, "draw", picture=PICTURE, picture__instead="skip")
    assert drawn[1]["picture"] == "You drew something. Press Continue to keep it, or clear it first."
    spoken = read(form, "draw", voice="recording", voice__instead="skip")
    assert spoken[1]["voice"] == "You recorded something. Press Continue to keep it, or delete it first."
    put = read(form, "cards", sorted__home="good", sorted__instead="skip")
    assert put[1] == {"sorted": "You sorted some cards. Press Continue to keep them."}


@pytest.mark.parametrize("value", ["600,400", "600,400;700,1", "M0 0", '600,400;1,1"'])
def test_a_drawing_that_cannot_be_read_is_told_as_such(form: PublishedForm, value: str) -> None:
    assert "could not read this drawing" in read(form, "alone", again=value)[1]["again"]
    assert [error.question for error in check_answers(form, {"again": Answer("given", value)})] == ["again"]


def test_a_recording_that_could_not_be_taken_is_told_as_such(form: PublishedForm) -> None:
    assert "too long" in read(form, "draw", voice="too-long")[1]["voice"]
    assert "could not read" in read(form, "draw", voice="unreadable")[1]["voice"]
    assert "could not read" in read(form, "draw", voice="anything")[1]["voice"]


def test_cards_lie_on_piles_and_those_left_out_stay_out(form: PublishedForm) -> None:
    assert read(form, "cards", sorted__school="not-good") == (
        {"sorted": Answer("given", ("school=not-good",))},
        {},
    )
    whole = read(form, "cards", sorted__home="not-sure", sorted__school="okay", sorted__ghost="good")
    assert whole[0] == {"sorted": Answer("given", ("home=not-sure", "school=okay"))}
    assert read(form, "cards")[1] == {"sorted": "Choose for at least one card, or press Not sure or Skip."}
    assert read(form, "cards", sorted__home="best")[1] == {"sorted": "Choose one of the answers shown."}
    assert read(form, "cards", sorted__instead="not-sure")[0] == {"sorted": Answer("not_sure")}


@pytest.mark.parametrize(
    "value", ["home=good", ("home=good", "home=okay"), ("home",), ("ghost=good",), ("home=great",), (), 3]
)
def test_cards_sent_as_anything_else_are_a_fault(form: PublishedForm, value: str | tuple[str, ...]) -> None:
    assert [error.question for error in check_answers(form, {"sorted": Answer("given", value)})] == ["sorted"]


def test_whole_forms_take_drawings_and_cards_and_refuse_recordings(form: PublishedForm) -> None:
    good = {"picture": Answer("given", PICTURE), "sorted": Answer("given", ("home=good", "school=not-sure"))}
    assert check_answers(form, good) == ()
    [refused] = check_answers(form, {"voice": Answer("given", "recording")})
    assert refused.message == "A recording cannot be sent this way."
    assert check_answers(form, {"voice": SKIPPED}) == ()


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        ("picture", PICTURE, "A drawing"),
        ("voice", "recording", "A recording"),
        ("sorted", ("home=not-good", "school=not-sure"), "Home: Not good, School: Not sure"),
    ],
)
def test_each_is_said_in_words(
    form: PublishedForm, question: str, value: str | tuple[str, ...], words: str
) -> None:
    assert in_words(form.questions[question], Answer("given", value)) == words


def test_a_pile_can_lead_to_a_question(form: PublishedForm) -> None:
    before = {name: SKIPPED for name in form.questions if name not in {"sorted", "more"}}
    put = before | {"sorted": Answer("given", ("home=not-good",))}
    page = first_open(form, put)
    assert page is not None
    assert page.id == "last"
    assert first_open(form, before | {"sorted": Answer("given", ("home=good",))}) is None


def test_own_words_of_another_direction_are_kept_apart_from_the_sentence(form: PublishedForm) -> None:
    asked = piped(form.questions["more"].prompt, form, {"words": Answer("given", "كلب كبير")})
    assert asked == "More about \u2068كلب كبير\u2069?"


def test_where_voice_notes_are_off_they_are_not_asked_but_still_known(form: PublishedForm) -> None:
    silent = without_voice(form)
    assert [each.id for each in silent.pages["draw"].questions] == ["picture", "words"]
    assert read(silent, "draw", words="my dog", voice="recording")[0].keys() == {"picture", "words"}
    kept: Answers = {"voice": Answer("given", "recording")}
    assert final_answers(silent, kept) == kept
    assert silent.questions == form.questions
    assert silent.digest == form.digest


def test_a_page_of_voice_alone_is_left_out_where_voice_notes_are_off(make: Make) -> None:
    spoken = '[[pages]]\nid = "{0}-page"\nquestions = [{{ id = "{0}", type = "{1}", prompt = "Well?" }}]\n'
    form = make(spoken.format("said", "voice-note") + spoken.format("put", "short-text"))
    assert list(without_voice(form).pages) == ["put-page"]
    assert [page.id for page in without_voice(form).form.pages] == ["put-page"]


def test_what_was_drawn_off_the_path_is_never_dropped(make: Make) -> None:
    first = 'questions = [{ id = "more", type = "yes-no", prompt = "More?" }]'
    when = 'show_if = [{ question = "more", answers = ["yes"] }]'
    made = f'{{ id = "seen", type = "drawing", prompt = "Draw.", {when} }}'
    text = '{ id = "told", type = "short-text", prompt = "Or write." }'
    form = make(f'[[pages]]\nid = "first"\n{first}\n[[pages]]\nid = "then"\nquestions = [{made}, {text}]\n')
    answers = {"more": Answer("given", "no"), "seen": Answer("given", PICTURE)}
    assert final_answers(form, answers) == answers
