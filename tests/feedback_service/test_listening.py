"""What is heard: keys of texts, which texts of a form there are, and what a page is told."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.listening import Listening, form_texts, key_of, question_texts, sound_file
from forms.catalogue import load_catalogue
from forms.model import Drawing, Faces, Option, Pictures, SortCards, Statement, YesNo, ZeroToTen
from forms.told import Told

TWO = (Option(code="warm", label="Warm"), Option(code="cold", label="Cold"))


def made(folder: Path, language: str, *texts: str) -> Listening:
    for text in texts:
        path = folder / language / f"{key_of(text)}.mp3"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"sound")
    return Listening(folder)


@given(st.text(min_size=1), st.text(min_size=1))
def test_another_text_has_another_key_however_it_is_encoded(one: str, other: str) -> None:
    same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
    if "{{" not in one + other:
        assert (key_of(one) == key_of(other)) == same


def test_a_text_with_a_placeholder_is_heard_in_its_neutral_wording() -> None:
    assert key_of("You said {{goal|something}}. Is it so?") == key_of("You said something. Is it so?")


@pytest.mark.parametrize(
    ("question", "heard"),
    [
        (Pictures(id="q", prompt="P", hint="H", options=TWO), ("P", "H", "Warm", "Cold", "Not sure", "Skip")),
        (
            Faces(id="q", prompt="P", points=3, labels=("a", "b", "c")),
            ("P", "a", "b", "c", "Not sure", "Skip"),
        ),
        (ZeroToTen(id="q", prompt="P", low="none", high="all"), ("P", "none", "all", "Not sure", "Skip")),
        (YesNo(id="q", prompt="P"), ("P", "Yes", "No", "Not sure", "Skip")),
        (Drawing(id="q", prompt="P"), ("P", "Not sure", "Skip")),
        (Statement(id="q", prompt="P"), ("P",)),
        (
            SortCards(id="q", prompt="P", options=TWO),
            ("P", "Warm", "Cold", "Good", "Okay", "Not good", "Not sure", "Skip"),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_question_is_read_out_with_everything_that_can_be_chosen(
    question: Pictures, heard: tuple[str, ...]
) -> None:
    assert question_texts(question) == heard


def test_options_are_read_in_the_order_in_which_they_stand_and_our_words_are_translated() -> None:
    question = Pictures(id="q", prompt="P", options=TWO)
    heard = question_texts(question, TWO[::-1], str.upper)
    assert heard == ("P", "Cold", "Warm", "NOT SURE", "SKIP")


def test_every_text_of_a_form_is_heard_once() -> None:
    form = load_catalogue().current("my-day").form
    texts = form_texts(form)
    assert texts[0] == form.start.title
    assert set(form.closing) <= set(texts)
    assert len(set(texts)) == len(texts) > 20
    assert not [text for text in texts if "{{" in text]


def test_a_changed_text_has_no_sound_any_more(tmp_path: Path) -> None:
    listening = made(tmp_path, "en", "Is it warm?")
    assert listening.heard("en", "Is it warm?") == "synthetic"
    assert listening.heard("en", "Is it warm now?") is None
    assert listening.heard("pl", "Is it warm?") is None


def test_what_is_recorded_goes_before_the_computers_voice(tmp_path: Path) -> None:
    listening = made(tmp_path, "en", "Yes", "No")
    assert listening.is_computer(["Yes"], "en")
    listening.learn(frozenset({("en", key_of("Yes"))}))
    assert listening.heard("en", "Yes") == "recorded"
    assert not listening.is_computer(["Yes"], "en")
    assert listening.is_computer(["Yes", "No"], "en")


def test_several_texts_have_one_address_and_those_without_a_sound_are_left_out(tmp_path: Path) -> None:
    listening = made(tmp_path, "en", "Is it warm?", "Warm")
    address = listening.address(["Is it warm?", "", "Cold", "Warm"], "en")
    assert address == f"/listen/en/{key_of('Is it warm?')}.{key_of('Warm')}"
    assert listening.address(["Cold", "Warm"], "en") == ""
    assert listening.address([], "en") == ""
    assert listening.any_heard(["Cold", "Warm"], "en")
    assert not listening.any_heard(["Cold"], "en")


def test_a_text_that_stands_in_for_a_translation_is_heard_in_its_own_language(tmp_path: Path) -> None:
    made(tmp_path, "en", "Warm")
    listening = made(tmp_path, "pl", "Ciepło?")
    stand_in = Told("Warm", "en", "source")
    assert listening.key(stand_in, "pl") == key_of("Warm")
    assert listening.address([stand_in], "pl").startswith("/listen/en/")
    # one voice reads one language: the English word is left out of a Polish row
    assert listening.address(["Ciepło?", stand_in], "pl") == f"/listen/pl/{key_of('Ciepło?')}"


@pytest.mark.parametrize("place", [("..", "0" * 16), ("en", "../x"), ("en", "0" * 15), ("e/n", "0" * 16)])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, place: tuple[str, str]) -> None:
    assert sound_file(tmp_path, *place) is None
    assert sound_file(tmp_path, "en", "0" * 16) == tmp_path / "en" / f"{'0' * 16}.mp3"
