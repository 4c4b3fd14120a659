"""Learning from workers: only where it reads better, the same from the same rows, and said plainly."""

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from analysis.asking import asked
from analysis.codebook import load_codebook
from analysis.evaluation_learning import cross_validated, evaluate_learning, learning_curve, micro_macro
from analysis.known import vectors
from analysis.learning import FEWEST, Learned, learn
from analysis.reader import Reader, Sample, samples_of
from analysis.themes import Asked

FEEDBACK = Path(__file__).parents[2] / "benchmarks" / "corpus" / "invented_feedback.csv"
CODEBOOK = Path(__file__).with_name("other_codebook.toml")
STAIRS = (
    "too many stairs for my knees",
    "the stairs are steep and there is no lift",
    "I cannot get the pram up the stairs",
    "stairs again, and the lift was broken",
    "my chair does not go up stairs",
    "a lift instead of stairs please",
    "those stairs nearly killed my nan",
    "no lift, three floors of stairs",
    "I was out of breath from the stairs",
    "please mend the lift",
    "the stairs are dark and slippery",
    "dad had to carry me up the stairs",
    "why are there so many stairs",
    "a ramp or a lift would help with the stairs",
    "the lift is tiny so we took the stairs",
    "up and down the stairs with two babies",
)
OTHERS = (
    "the toys are nice",
    "we had orange squash",
    "it was raining all day",
    "my book is at home",
    "he likes the fish tank",
    "the letter came on tuesday",
    "such kind people at the desk here",
    "nowhere at all to leave the car",
    "my sister came too",
    "we played cards",
    "it smelled of paint",
    "he forgot his coat",
)


@cache
def reader(path: Path) -> Reader:
    samples = samples_of(load_codebook(path))
    return Reader(load_codebook(path), samples, vectors([one.text for one in samples]))


@pytest.fixture
def prior() -> Reader:
    return reader(CODEBOOK)


def corrections(staff: tuple[str, ...] = STAIRS, others: tuple[str, ...] = OTHERS) -> list[Sample]:
    """What nobody could guess: here workers count stairs as parking."""
    found = [Sample(text, ("parking",)) for text in staff]
    return found + [Sample(text, ()) for text in others]


def taught(prior: Reader, rows: list[Sample]) -> Learned:
    return learn(prior, rows, vectors([one.text for one in rows]))


def scores(reading: Reader | Learned, *texts: str) -> list[list[float]]:
    found: list[list[float]] = reading.scores(texts, vectors(texts), [Asked()] * len(texts)).tolist()
    return found


def test_what_workers_left_standing_is_read_so_from_then_on(prior: Reader) -> None:
    text = "so many stairs and no lift at all"
    assert "parking" not in {one.theme for one in prior.read([text], [Asked()], vectors)[0] if one.sure}
    learned = taught(prior, corrections())
    assert "parking" in {one.theme for one in learned.read([text], [Asked()], vectors)[0] if one.sure}
    assert next(one for one in learned.changes if one.theme == "parking").used


def test_what_changed_is_said_for_each_theme(prior: Reader) -> None:
    parking, staff = taught(prior, corrections()).changes
    assert (parking.theme, parking.n, parking.why) == ("parking", len(STAIRS), "better")
    assert parking.after is not None
    assert parking.after > parking.before
    assert (staff.n, staff.after, staff.used, staff.why) == (0, None, False, "too few")


def test_a_theme_with_too_few_corrections_is_read_as_before(prior: Reader) -> None:
    learned = taught(prior, corrections(STAIRS[: FEWEST - 1]))
    assert {one.why for one in learned.changes} == {"too few"}
    assert scores(learned, *STAIRS) == scores(prior, *STAIRS)


def test_no_corrections_at_all_change_nothing_but_the_version(prior: Reader) -> None:
    learned = taught(prior, [])
    assert scores(learned, "no lift") == scores(prior, "no lift")
    assert learned.version != prior.version


def test_where_the_codebook_was_right_already_it_is_left_alone(prior: Reader) -> None:
    texts = [*STAIRS, *OTHERS, "the car park was full", "where can I park my car", "no place for the car"]
    texts += ["I could park outside", "we left the car at home, the car park is full"]
    said = [
        [theme for theme, score in zip(prior.themes, row, strict=True) if score >= 0]
        for row in scores(prior, *texts)
    ]
    learned = taught(prior, [Sample(text, tuple(some)) for text, some in zip(texts, said, strict=True)])
    parking = learned.changes[0]
    assert parking.n >= FEWEST
    assert (parking.before, parking.used, parking.why) == (1.0, False, "no better")
    assert scores(learned, *texts) == scores(prior, *texts)


def test_the_same_corrections_in_any_order_make_the_same_model(prior: Reader) -> None:
    rows = corrections()
    one, other = taught(prior, rows), taught(prior, rows[::-1])
    assert one.version == other.version
    assert one.changes == other.changes
    assert scores(one, *STAIRS) == scores(other, *STAIRS)


def test_any_other_correction_makes_another_version(prior: Reader) -> None:
    rows = corrections()
    other = [rows[0]._replace(themes=("parking", "staff")), *rows[1:]]
    asking = [rows[0]._replace(asked=Asked(asks="good")), *rows[1:]]
    assert len({taught(prior, some).version for some in (rows, other, asking, rows[1:])}) == 4


def test_few_corrections_never_cost_more_than_a_point() -> None:
    own = load_codebook()
    samples = samples_of(own)
    ours = Reader(own, samples, vectors([one.text for one in samples]))
    with FEEDBACK.open(encoding="utf-8", newline="") as stream:
        rows = [row for number, row in enumerate(csv.DictReader(stream), 1) if number % 2 == 0]
    known = [Sample(row["text"], tuple(row["themes"].split(";")), asked(row["question"])) for row in rows]
    points = list(learning_curve(ours, known, vectors([one.text for one in known]), (50, 140), (0, 1, 2)))
    assert [one.n for one in points] == [50, 140] * 3
    for size in (50, 140):
        these = [one for one in points if one.n == size]
        assert sum(one.micro - one.prior_micro for one in these) / 3 >= -0.01
        assert sum(one.macro - one.prior_macro for one in these) / 3 >= -0.01


def test_each_text_is_read_by_a_model_that_never_saw_it(prior: Reader) -> None:
    rows = [Sample(text, ("parking",)) for text in STAIRS] + [Sample(text, ()) for text in OTHERS]
    found = cross_validated(prior, rows, vectors([one.text for one in rows]), folds=4)
    assert found.n == len(rows) * 3 // 4
    assert found.micro > found.prior_micro


def test_only_what_is_asked_for_is_counted(prior: Reader) -> None:
    rows = [Sample(text, ("parking",)) for text in STAIRS] + [Sample(text, ()) for text in OTHERS]
    seen = vectors([one.text for one in rows])
    every = list(range(len(rows)))
    whole = cross_validated(prior, rows, seen, folds=4)
    assert cross_validated(prior, rows, seen, folds=4, counted=every) == whole
    empty = cross_validated(prior, rows, seen, folds=4, counted=every[len(STAIRS) :])
    assert (empty.n, empty.micro) == (whole.n, 0)


def test_figures_of_learning_name_the_sizes_there_are_texts_enough_for(prior: Reader) -> None:
    rows = [{"text": text, "question": "", "themes": " parking; "} for text in STAIRS * 8]
    rows += [{"text": text, "question": "", "themes": ""} for text in OTHERS]
    found = evaluate_learning(prior, rows, vectors([row["text"] for row in rows]))
    assert list(found) == ["50", "all"]
    assert found["all"]["micro"] > found["all"]["prior_micro"]
    assert evaluate_learning(prior, rows[:4], vectors([row["text"] for row in rows[:4]])) == {}


def test_f1_over_all_and_over_themes_that_occur() -> None:
    right = np.array([[True, False, False], [True, True, False]])
    said = np.array([[True, False, False], [False, False, False]])
    assert micro_macro(said, right) == pytest.approx((0.5, 1 / 3))
    assert micro_macro(said[1:], right[1:] & False) == (0.0, 0.0)
