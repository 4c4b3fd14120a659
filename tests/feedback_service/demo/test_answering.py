"""One made-up person and one form: what they say hangs together, also when the bank runs low."""

import random

import msgspec

from feedback_service.demo.answering import fill
from feedback_service.demo.bank import Said, Voice, read_bank
from forms.catalogue import load_catalogue
from forms.model import Answers

CATALOGUE = load_catalogue()
BANK = read_bank()
FITS = {each.text: each.fit for each in BANK}
SCRIBED = {each.text for each in BANK if each.scribed}
MOTHER = Voice(
    who="mother",
    audience="family",
    role="mother",
    fits=frozenset({"any", "early", "late"}),
    level=0.5,
    gained=0,
    tilts={},
)
CHILD = msgspec.structs.replace(MOTHER, who="child", audience="child", band="4-7", role=None)


def crowd(form: str, voice: Voice, people: int = 60) -> list[Answers]:
    """Many like this one, one after the other, from one bank."""
    rng = random.Random(1)  # noqa: S311 a story, not a secret
    said: Said = {}
    alike = [msgspec.structs.replace(voice, who=f"{voice.who} {number}") for number in range(people)]
    return [fill(CATALOGUE.current(form), each, BANK, said, rng) for each in alike]


def reasons(gained: float) -> set[str]:
    filled = crowd("family-experience", msgspec.structs.replace(MOTHER, gained=gained))
    given = [answers["why"].value for answers in filled if "why" in answers]
    return {FITS[why] for why in given if isinstance(why, str)}


def test_who_says_happier_only_ever_says_what_made_it_better() -> None:
    assert reasons(gained=0.5) == {"late"}


def test_who_says_the_same_says_neither_what_made_it_better_nor_worse() -> None:
    assert reasons(gained=0) == {"any"}


def test_who_says_less_happy_never_says_what_made_it_better() -> None:
    assert reasons(gained=-0.5) == {"any", "early"}


def test_a_child_who_taps_alone_never_writes_as_an_adult_scribe() -> None:
    texts = {answers[name].value for answers in crowd("my-day", CHILD) for name in ("matters", "change")}
    assert len(texts) > 40
    assert texts & SCRIBED == set()


def test_a_child_with_a_scribe_has_words_that_the_scribe_wrote_down() -> None:
    filled = crowd("my-day", msgspec.structs.replace(CHILD, scribed=True), people=10)
    texts = [answers[name].value for answers in filled for name in ("matters", "change")]
    assert {*filter(None, texts)} <= SCRIBED
    assert {answers["scribe"].value for answers in filled} == {"helper"}


def test_when_nothing_that_fits_is_left_the_question_is_skipped() -> None:
    late_only = msgspec.structs.replace(MOTHER, role="someone-else", fits=frozenset({"late"}))
    filled = crowd("family-experience", late_only, people=200)
    assert {answers["matters"].state for answers in filled[-20:]} <= {"skipped", "not_sure"}
    assert {answers["good"].state for answers in filled[:20]} >= {"given"}


def test_how_things_are_shows_in_the_scales() -> None:
    well = crowd("family-experience", msgspec.structs.replace(MOTHER, level=1.0), people=20)
    hard = crowd("family-experience", msgspec.structs.replace(MOTHER, level=0.0), people=20)
    assert {answers["food"].value for answers in well} <= {5, None}
    assert {answers["food"].value for answers in hard} <= {1, None}


def test_one_person_never_says_a_thing_twice() -> None:
    rng = random.Random(1)  # noqa: S311 a story, not a secret
    said: Said = {}
    filled = [fill(CATALOGUE.current("my-day"), CHILD, BANK, said, rng) for _ in range(60)]
    texts = [answers[name].value for answers in filled for name in ("matters", "change")]
    given = [text for text in texts if text]
    assert len(given) > 40
    assert len(set(given)) == len(given)
