"""Reading tone, given the question."""

from functools import cache
from itertools import count

import msgspec
import numpy as np
import pytest

from analysis.asking import asked
from analysis.bank import Tone, load_bank
from analysis.evaluation_tone import agreement, cross_validated_tone, evaluate_tone
from analysis.known import vectors
from analysis.leaning import leanings
from analysis.tone import TONES, Reading, Tones, label, load_examples, version_of
from analysis.tone_learning import Labelled, Learned


@cache
def tones() -> Tones:
    return Tones(vectors([one.text for one in load_bank()]), vectors([one.text for one in load_examples()]))


def read(text: str, question: str = "", concern: bool = False) -> Reading:
    return tones().tone([text], vectors([text]), [asked(question)], [concern])[0]


@pytest.mark.parametrize(
    ("text", "question", "tone"),
    [
        ("the art room and my friend from next door", "What do you like doing?", "positive"),
        ("a proper wardrobe and less yelling", "What would you change?", "negative"),
        ("we are fed and the shouting has stopped", "What is different now?", "positive"),
        ("i dont feel safe when he is home", "How are things at home?", "negative"),
        ("nobody listened to a word i said", "How was the meeting?", "negative"),
        ("my lads and my mam", "What matters most to you?", "neutral"),
        ("maths is horrible but i love the trips", "How are things at school?", "mixed"),
        ("dunno really", "How are things at home?", "neutral"),
        ("the trip to the seaside", "What are you looking forward to?", "positive"),
    ],
)
def test_the_tone_is_what_the_person_means(text: str, question: str, tone: str) -> None:
    assert read(text, question).label == tone


def test_the_same_words_mean_different_things_under_different_questions() -> None:
    assert read("more staff", "what_good").scores[0] > read("more staff", "could_improve").scores[0]
    assert read("nothing", "What could we do better?").label == "positive"
    assert read("nothing", "What helped?").label == "negative"
    assert read("yes", "Do you feel safe?").label == "positive"
    assert read("yes", "Are you worried about anything?").label == "negative"


@pytest.mark.parametrize("text", ["happy and calm, thank you for everything", "brilliant, love it 🎉"])
def test_a_text_with_a_concern_is_never_positive(text: str) -> None:
    assert read(text, "How do you feel today?").label == "positive"
    assert read(text, "How do you feel today?", concern=True).label in {"mixed", "unsure"}


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((0.9, -0.9, -0.5, -0.8), "positive"),
        ((0.1, -0.9, 0.2, -0.8), "unsure"),
        ((0.1, -0.1, 0.2, -0.8), "mixed"),
        ((0.1, -0.4, 0.2, -0.8), "unsure"),
        ((-0.9, -0.9, 0.4, -0.8), "negative"),
        ((0.1, -0.9, 0.2, 0.3), "neutral"),
    ],
)
def test_where_positive_and_negative_are_close_it_says_neither(
    scores: tuple[float, ...], expected: str
) -> None:
    assert label(np.array(scores)) == expected


def test_beside_a_verdict_on_a_service_mixed_must_be_clear() -> None:
    scores = np.array((0.3, 0.6, -0.9, -0.8))
    assert label(scores, "open") == "mixed"
    assert label(scores, "service") == "positive"
    assert label(scores - (1, 0, 0, 0), "service") == "mixed"


def test_the_version_tells_what_tone_was_learned_from() -> None:
    bank, examples = load_bank(), load_examples()
    assert tones().version == version_of(bank, examples)
    other = msgspec.structs.replace(examples[0], tone="mixed")
    more = msgspec.structs.replace(bank[0], text=f"{bank[0].text}!")
    versions = {
        tones().version,
        version_of(bank, (other, *examples[1:])),
        version_of((more, *bank[1:]), examples),
        version_of(bank, examples[1:]),
    }
    assert len(versions) == 4
    assert all(len(version) <= 60 for version in versions)


def test_a_text_is_read_alike_alone_and_among_others() -> None:
    texts = ["no one came", "great", "my dog", "ok i guess"]
    questions = [
        asked(one) for one in ("How was the meeting?", "what_good", "Who is important?", "How are you?")
    ]
    together = tones().tone(texts, vectors(texts), questions)
    alone = [
        tones().tone([text], vectors([text]), [one])[0] for text, one in zip(texts, questions, strict=True)
    ]
    assert together == alone


def test_nothing_to_read_gives_nothing() -> None:
    assert tones().tone([], vectors([]), []) == []


def test_an_empty_text_is_neither_positive_nor_negative() -> None:
    assert read("", "How are things at home?").label in {"neutral", "unsure", "mixed"}


def test_a_vector_is_needed_for_each_example() -> None:
    with pytest.raises(ValueError, match="one vector"):
        Tones(vectors(["a"]), vectors(["a"]))


def test_a_negation_turns_a_word_round() -> None:
    open_ = asked("")
    plain, turned = leanings(["i feel safe", "i don't feel safe"], [open_, open_])
    assert plain[0] > 0 == plain[1]
    assert turned[1] > 0 == turned[0]


def test_every_example_has_a_known_tone_a_question_and_no_twin() -> None:
    pairs = [(one.text.casefold(), one.question) for one in load_examples()]
    assert len(pairs) == len(set(pairs))
    assert {one.tone for one in load_examples()} == set(TONES)
    assert all(text == text.strip() != "" and question for text, question in pairs)


def test_evaluation_counts_unsure_as_neutral_and_opposites_apart() -> None:
    rows = [
        {"text": "lovely people, thank you", "question": "what_good", "tone": "positive"},
        {"text": "nobody helped, it was horrible", "question": "How was it?", "tone": "positive"},
        {"text": "idk", "question": "How are things at home?", "tone": "neutral"},
    ]
    figures = evaluate_tone(rows, tones(), vectors, clock=count().__next__)
    assert figures["accuracy"] == pytest.approx(2 / 3)
    assert figures["opposite"] == pytest.approx(1 / 3)
    assert figures["per_tone"] == {"positive": pytest.approx(2 / 3), "negative": 0.0, "neutral": 1.0}
    assert figures["macro_f1"] == pytest.approx((2 / 3 + 0 + 1) / 3)
    assert figures["texts_per_second"] == 3


def test_labels_of_three_tones_take_mixed_for_neither() -> None:
    text, question = "maths is horrible but i love the trips", "How are things at school?"
    rows = [{"text": text, "question": question, "tone": "neutral"}]
    assert evaluate_tone(rows, tones(), vectors, clock=count().__next__)["accuracy"] == 1
    rows.append({"text": text, "question": question, "tone": "mixed"})
    figures = evaluate_tone(rows, tones(), vectors, clock=count().__next__)
    assert (figures["accuracy"], figures["per_tone"]["neutral"]) == (0.5, 0)


def test_each_answer_is_read_by_what_the_others_taught_and_only_those_asked_for_count() -> None:
    rows = _said("negative")
    seen = vectors([row.text for row in rows])
    rota = [place for place, row in enumerate(rows) if row.tone == "negative"]
    taught = cross_validated_tone(rows, tones(), seen, counted=rota)
    before = [
        one.label for one in tones().tone([row.text for row in rows], seen, [row.question for row in rows])
    ]
    untaught = agreement([before[place] for place in rota], ["negative"] * len(rota))
    assert taught["accuracy"] > untaught["accuracy"]
    assert cross_validated_tone(rows, tones(), seen)["per_tone"].keys() >= {"negative", "neutral"}


def test_evaluation_names_a_tone_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="no such tone: cheerful"):
        evaluate_tone([{"text": "a", "tone": "cheerful"}], tones(), vectors, clock=count().__next__)


def _said(tone_of_rota: Tone) -> list[Labelled]:
    """Invented answers on a matter whose tone only people here know: the rota."""
    rota = [
        f"the {day} rota {end}"
        for day in ("monday", "friday", "weekend", "new")
        for end in ("again", "came", "is on")
    ]
    dull = [
        f"a {thing} on the {place}" for thing in ("tin", "pen", "form") for place in ("desk", "shelf", "step")
    ]
    question = asked("How are things at home?")
    return [Labelled(one, question, tone_of_rota) for one in rota] + [
        Labelled(one, question, "neutral") for one in dull
    ]


@pytest.mark.parametrize("tone", ["positive", "negative"])
def test_labels_teach_what_the_examples_cannot_know(tone: Tone) -> None:
    rows = _said(tone)
    learned = Learned(tones(), rows, vectors([row.text for row in rows]))
    text, question = "the sunday rota came", asked("How are things at home?")
    assert TONES[learned.scores([text], vectors([text]), [question])[0].argmax()] == tone
    assert learned.share > 0


def test_the_version_of_what_was_learned_tells_from_which_labels() -> None:
    rows = _said("positive")
    learned = [Learned(tones(), some, vectors([row.text for row in some])) for some in (rows, rows[1:], rows)]
    assert learned[0].version == learned[2].version != learned[1].version
    assert learned[0].version.startswith(tones().version)
    assert len(learned[0].version) <= 60


def test_labels_that_agree_with_what_is_read_change_nothing() -> None:
    texts = ["great fun", "lovely people", "horrible and cold", "they shout at me"]
    question = asked("How are things at home?")
    said: list[Tone] = ["positive", "positive", "negative", "negative"]
    rows = [Labelled(text, question, tone) for text, tone in zip(texts, said, strict=True)]
    learned = Learned(tones(), rows, vectors(texts))
    assert learned.share == 0
    assert np.allclose(
        learned.scores(texts, vectors(texts), [question] * 4),
        tones().scores(texts, vectors(texts), [question] * 4),
    )
