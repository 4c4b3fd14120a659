"""Forms in other languages: what is shown, what stays in the form's own language, what is refused."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.catalogue import Catalogue, PublishedForm, load_catalogue
from forms.journey import piped
from forms.model import Answer
from forms.told import State, Told, direction_of
from forms.translation import (
    Entry,
    TranslationError,
    load_translations,
    needs_review,
    places,
    reworded,
    translated,
    untranslated,
)
from forms.wording import in_words
from tests.forms.conftest import EVERY_KIND, Make

ADULT, CHILD = None, "4-7"
DAY = date(2026, 1, 1)


def every_entry(form: PublishedForm, state: State) -> dict[str, Entry]:
    """Each string with a star before it."""
    return {
        place: Entry(
            place=place, source=text, text=f"*{text}", state=state, by="A. Reader", on=date(2026, 1, 1)
        )
        for place, text in places(form.form).items()
    }


def languages_of(form: PublishedForm) -> dict[str, str]:
    return {
        place: text.language if isinstance(text, Told) else form.form.language
        for place, text in places(form.form).items()
    }


def test_every_string_that_people_read_has_a_place(every_kind: PublishedForm) -> None:
    found = places(every_kind.form)
    assert found["pages.first.pet.options.dog"] == "Dog"
    assert found["pages.first.week.labels.4"] == "Always"
    assert found["pages.first.near.low"] == "Far"
    assert found["start.lines.1"] == "You choose."
    assert found["closing.1"] == "Thank you."
    quoted = {part for part in EVERY_KIND.split('"')[1::2] if part[:1].isupper()}
    assert quoted <= set(found.values())


def test_a_form_for_children_is_shown_only_where_it_is_reviewed(make: Make) -> None:
    form = make(EVERY_KIND, CHILD)
    states: dict[State, tuple[str, str]] = {
        "machine": ("en", "Trial"),
        "draft": ("en", "Trial"),
        "reviewed": ("pl", "*Trial"),
    }
    for state, (language, title) in states.items():
        view = translated(form, "pl", every_entry(form, state))
        assert set(languages_of(view).values()) == {language}
        assert view.form.title == title


def test_a_form_for_adults_may_show_drafts_but_not_what_they_agree_to(make: Make) -> None:
    form = make(EVERY_KIND, ADULT)
    told = languages_of(translated(form, "pl", every_entry(form, "draft")))
    english = {place for place, language in told.items() if language == "en"}
    assert english == {"start.title", "start.lines.1", "closing.1"}
    assert "pl" not in languages_of(translated(form, "pl", every_entry(form, "machine"))).values()


def test_questions_about_safety_are_never_shown_as_a_draft(make: Make) -> None:
    pages = """
[[pages]]
id = "one"
questions = [
  { id = "safe", type = "words-scale", prompt = "Safe?", labels = ["No", "So so", "Yes"], measure = "safe" },
  { id = "talk", type = "yes-no", prompt = "Talk?", keeps = "wants_to_talk" },
  { id = "food", type = "yes-no", prompt = "Food?" },
]
"""
    form = make(pages, ADULT).form
    assert needs_review(form, "pages.one.safe.labels.1")
    assert needs_review(form, "pages.one.talk.prompt")
    assert not needs_review(form, "pages.one.food.prompt")


def test_a_translation_of_words_that_have_changed_counts_as_missing(every_kind: PublishedForm) -> None:
    entries = every_entry(every_kind, "reviewed")
    stale = Entry(
        place="title", source="Another trial", text="*", state="reviewed", by="R", on=date(2026, 1, 1)
    )
    view = translated(every_kind, "pl", {**entries, "title": stale})
    title = view.form.title
    assert isinstance(title, Told)
    assert (title, title.language, title.state) == ("Trial", "en", "source")
    key = (every_kind.form.id, every_kind.form.version, "pl")
    assert untranslated(every_kind, "pl", {key: entries}) == []
    assert untranslated(every_kind, "pl", {key: {**entries, "title": stale}}) == ["title"]
    assert untranslated(every_kind, "cy", {key: entries}) == list(places(every_kind.form))


def test_a_preview_shows_everything_with_its_state(every_kind: PublishedForm) -> None:
    view = translated(every_kind, "pl", every_entry(every_kind, "machine"), everything=True)
    assert view.form.title == "*Trial [machine]"
    reviewed = translated(every_kind, "pl", every_entry(every_kind, "reviewed"), everything=True)
    assert reviewed.form.title == "*Trial"


def test_the_words_change_and_what_is_stored_does_not(every_kind: PublishedForm) -> None:
    view = reworded(every_kind, "pl", lambda _, text: f"*{text}")
    assert list(view.questions) == list(every_kind.questions)
    assert {name: list(each) for name, each in view.values.items()} == {
        name: list(each) for name, each in every_kind.values.items()
    }
    assert in_words(view.questions["toys"], Answer("given", ("kite", "ball"))) == "*Kite, *Ball"
    assert view.digest == every_kind.digest


def test_words_in_another_language_say_so_and_are_escaped() -> None:
    told = Told("Food & <drink>", "en", "source")
    assert told.__html__() == '<span lang="en" dir="ltr">Food &amp; &lt;drink&gt;</span>'
    assert Told("Jedzenie", "pl", "draft").__html__() == "Jedzenie"
    assert 'dir="rtl"' in Told("خبر", "ur", "source").__html__()


def test_an_earlier_answer_put_into_a_sentence_leaves_its_language(make: Make) -> None:
    pages = """
[[pages]]
id = "one"
questions = [{ id = "pet", type = "yes-no", prompt = "Pet?" }]
[[pages]]
id = "two"
questions = [{ id = "why", type = "short-text", prompt = "You said {{pet|that}}. Why?" }]
"""
    form = translated(make(pages), "pl", {})
    said = piped(form.questions["why"].prompt, form, {"pet": Answer("given", "yes")})
    assert isinstance(said, Told)
    assert (said, said.language) == ("You said Yes. Why?", "en")


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("ur", "rtl"),
        ("ar", "rtl"),
        ("ps", "rtl"),
        ("pa-Arab", "rtl"),
        ("pa", "ltr"),
        ("pl", "ltr"),
        ("cy", "ltr"),
        ("ar-XB", "rtl"),
        ("en-XA", "ltr"),
        ("xx", "ltr"),
    ],
)
def test_the_direction_is_that_of_the_language_and_its_script(language: str, direction: str) -> None:
    assert direction_of(language) == direction


GOOD = '[[strings]]\nplace = "title"\nsource = "My day"\ntext = "Mój dzień"\nstate = "machine"\n'


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("my-day.v1.pl.toml", GOOD.replace("title", "titel"), "titel: the form has no such place"),
        ("my-day.v1.pl.toml", GOOD + GOOD, "title: given twice"),
        ("my-day.v1.pl.toml", GOOD.replace("Mój dzień", " "), "title: no text"),
        ("my-day.v1.pl.toml", GOOD.replace("Mój", "{{pet|Mój}}"), "keep each {{question|…}}"),
        ("my-day.v1.pl.toml", GOOD.replace("machine", "reviewed"), "by whom and on which day"),
        ("my-day.v1.pl.toml", GOOD.replace("machine", "perfect"), "perfect"),
        ("my-day.v99.pl.toml", GOOD, "after a form"),
        ("my-day.toml", GOOD, "after a form"),
    ],
)
def test_a_faulty_translation_is_refused_with_what_to_do(
    tmp_path: Path, shipped: Catalogue, name: str, text: str, told: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(TranslationError) as refused:
        load_translations(shipped, tmp_path)
    assert told in str(refused.value)
    assert name in str(refused.value)


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue()


def test_the_shipped_translations_fit_their_forms_and_none_claims_to_be_reviewed(shipped: Catalogue) -> None:
    found = load_translations(shipped)
    assert found
    assert {entry.state for entries in found.values() for entry in entries.values()} == {"machine"}
    for (form_id, version, language), entries in found.items():
        form = shipped.get(form_id, version)
        assert all(entry.source == places(form.form)[entry.place] for entry in entries.values())
        assert len(untranslated(form, language, found)) == len(places(form.form))


@given(st.text(max_size=60))
def test_told_words_are_equal_to_their_text_and_keep_their_language(text: str) -> None:
    told = Told(text, "pl", "draft")
    assert told == text
    assert hash(told) == hash(text)
    assert (told.language, told.state) == ("pl", "draft")
