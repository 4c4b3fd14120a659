"""One made-up person and one form: what they say hangs together, also when the bank runs low."""

import random
from collections import Counter

import msgspec

from feedback_service.demo.answering import fill
from feedback_service.demo.bank import Said, Voice, read_bank
from forms.catalogue import load_catalogue
from forms.drawing import read
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


def told(filled: list[Answers]) -> set[str]:
    """What the youngest say in words, in a form for after a visit."""
    return {each["change"].value for each in filled if isinstance(each["change"].value, str)}


def cards_of(answers: Answers) -> tuple[str, ...]:
    cards = answers["sort"].value
    return cards if isinstance(cards, tuple) else ()


def reasons(gained: float) -> set[str]:
    filled = crowd("family-experience", msgspec.structs.replace(MOTHER, gained=gained))
    given = [answers["why"].value for answers in filled if answers["happier"].value and "why" in answers]
    return {FITS[why] for why in given if isinstance(why, str)}


def test_who_says_happier_only_ever_says_what_made_it_better() -> None:
    assert reasons(gained=0.5) == {"late"}


def test_who_says_the_same_says_neither_what_made_it_better_nor_worse() -> None:
    assert reasons(gained=0) == {"any"}


def test_who_says_less_happy_never_says_what_made_it_better() -> None:
    assert reasons(gained=-0.5) == {"any", "early"}


def test_a_child_who_taps_alone_never_writes_as_an_adult_scribe() -> None:
    texts = told(crowd("how-it-went", CHILD))
    assert len(texts) > 25
    assert texts & SCRIBED == set()


def test_a_child_with_a_scribe_has_words_that_the_scribe_wrote_down() -> None:
    filled = crowd("how-it-went", msgspec.structs.replace(CHILD, scribed=True), people=10)
    texts = told(filled)
    assert len(texts) > 4
    assert texts <= SCRIBED
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
    filled = [fill(CATALOGUE.current("how-it-went"), CHILD, BANK, said, rng) for _ in range(60)]
    given = [each["change"].value for each in filled if each["change"].value]
    assert len(given) > 25
    assert len(set(given)) == len(given)


def test_drawings_are_made_and_can_be_shown_again() -> None:
    drawn = [
        read(str(each["change-drawing"].value))
        for each in crowd("how-it-went", CHILD)
        if each["change-drawing"].value
    ]
    assert len(drawn) > 15
    assert None not in drawn
    assert len(set(drawn)) == len(drawn)


def test_cards_are_put_on_better_piles_when_things_are_better() -> None:
    middle = msgspec.structs.replace(CHILD, band="8-11")
    well, hard = (
        Counter(
            card.partition("=")[2]
            for answers in crowd("how-things-are", msgspec.structs.replace(middle, level=level), people=20)
            for card in cards_of(answers)
        )
        for level in (0.9, 0.1)
    )
    assert well["good"] > hard["good"]
    assert well["not-good"] < hard["not-good"]
    assert well.total() == hard.total() == 20 * 6


def test_nobody_makes_up_a_voice() -> None:
    oldest = msgspec.structs.replace(CHILD, band="12-17")
    assert {answers["matters-voice"].state for answers in crowd("my-view", oldest, people=20)} == {"skipped"}
