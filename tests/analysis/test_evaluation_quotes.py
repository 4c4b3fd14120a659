"""What is said of quotes: how much they cover, whether they are about their theme, whether they stay."""

from collections.abc import Sequence

import numpy as np
import pytest

from analysis.embedding import Matrix
from analysis.evaluation_quotes import evaluate_quotes
from analysis.themes import Asked, Coding

ALIKE = [f"the room number {n} was rather cold" for n in range(20)]
ODD_ONE = "my dentist has a very kind voice"


def read(texts: Sequence[str], _: Sequence[Asked]) -> list[tuple[Coding, ...]]:
    """Everything is taken for the theme "cold", the surer the earlier it stands."""
    return [
        (Coding("cold", None, 0, len(text), 1 - place / 100, "meaning", True),)
        for place, text in enumerate(texts)
    ]


def embed(texts: Sequence[str]) -> Matrix:
    """Two meanings at right angles."""
    return np.array([[text != ODD_ONE, text == ODD_ONE] for text in texts], dtype=np.float32)


def rows(*texts: str, themes: str = "cold") -> list[dict[str, str]]:
    return [{"text": text, "question": "", "themes": themes} for text in texts]


def test_quotes_cover_what_is_near_them_and_nothing_else() -> None:
    assert evaluate_quotes(rows(*ALIKE), read, embed)["coverage"] == pytest.approx(1)
    both = evaluate_quotes(rows(*ALIKE, ODD_ONE), read, embed)
    alone = evaluate_quotes(rows(*ALIKE), read, lambda texts: np.eye(len(texts), dtype=np.float32))
    assert both["coverage"] == pytest.approx(20 / 21)
    assert alone["coverage"] == pytest.approx(5 / 20)


def test_purity_is_the_share_of_quotes_that_people_labelled_so() -> None:
    labelled = [*rows(*ALIKE[:3]), *rows(*ALIKE[3:], themes="home; school")]
    assert evaluate_quotes(labelled, read, embed)["purity"] == pytest.approx(3 / 5)
    assert evaluate_quotes(rows(*ALIKE, themes=""), read, embed)["purity"] == 0


def test_quotes_of_a_clear_order_stay_when_texts_go() -> None:
    figures = evaluate_quotes(rows(*ALIKE), read, embed)
    assert (figures["same"], figures["themes"], figures["texts_per_theme"]) == (1, 1, 20)


def test_quotes_that_hang_on_one_text_do_not_all_stay() -> None:
    chance = np.random.default_rng(3)
    table = dict(zip(ALIKE, chance.normal(size=(20, 3)), strict=True))

    def anywhere(texts: Sequence[str]) -> Matrix:
        found = np.array([table[text] for text in texts], dtype=np.float32)
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)

    assert 0 < evaluate_quotes(rows(*ALIKE), read, anywhere)["same"] < 1


def test_where_nothing_can_be_chosen_nothing_is_said() -> None:
    for few in (rows(), rows(*ALIKE[:5]), rows(*["too short"] * 9)):
        figures = evaluate_quotes(few, read, embed)
        assert figures["coverage"] is figures["purity"] is figures["same"] is None
        assert figures["themes"] == 0
