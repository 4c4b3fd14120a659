"""Which quotes a report picks by meaning: from vectors that are kept, and alike where there are none."""

import numpy as np
import pytest

from analysis.embedding import WIDTH
from feedback_service.machine import Said, codebook_version, read
from feedback_service.report_quotes import Claim, Offer, meanings, pick
from feedback_service.saying import sealed_vectors
from feedback_service.service import Service
from feedback_service.storage.analysed import Analysed, note_analysed
from feedback_service.storage.quote_checks import Place
from feedback_service.storage.words import sealed_texts
from tests.feedback_service.report_seeding import findings, spoken, two_teams

SAID = (
    "we often run out of bread and milk by friday",
    "there is never enough bread or milk on a friday",
    "by friday the bread and the milk are gone again",
    "mum skips her own dinner so that we can eat. She says that she is not hungry. I know that she is",
    "  my teacher gives me toast in the morning because I come without  ",
)


def offers(kept: tuple[bytes, ...]) -> tuple[Offer, ...]:
    return tuple(
        Offer((str(place), "matters"), str(place), words.strip(), 0.9, False, words, vector)
        for place, (words, vector) in enumerate(zip(SAID, kept, strict=True))
    )


def picked(kept: tuple[bytes, ...]) -> tuple[Place, ...]:
    (one,) = pick([Claim("child", "food", "worry", offers(kept))])
    return one.places


@pytest.fixture(scope="module")
def kept() -> tuple[bytes, ...]:
    found = read([Said(words) for words in SAID], codebook_version())
    assert found
    return tuple(one.vectors[: 2 * WIDTH] for one in found.heard)


def test_the_same_quotes_are_picked_from_kept_vectors_and_from_new_ones(kept: tuple[bytes, ...]) -> None:
    unread = (b"",) * len(SAID)
    mixed = tuple(vector if place % 2 else b"" for place, vector in enumerate(kept))
    assert np.array_equal(meanings(offers(kept)), meanings(offers(unread)))
    assert np.array_equal(meanings(offers(kept)), meanings(offers(mixed)))
    assert picked(kept) == picked(unread) == picked(mixed)


def test_words_are_near_as_their_kept_vectors_say() -> None:
    """The first two are one meaning, the rest another: so one of each is picked, whatever the words are."""
    axes = np.eye(WIDTH, dtype=np.float16)
    for apart in range(1, len(SAID)):
        kept = tuple(axes[int(place >= apart)].tobytes() for place in range(len(SAID)))
        assert sorted(int(place) >= apart for place, _ in picked(kept)) == [False, True]


async def test_a_report_uses_the_vectors_that_are_kept(service: Service) -> None:
    await two_teams(service)
    said = [await spoken(service, words) for words in SAID * 2]
    before = (await findings(service)).quotes
    await keep(service, said, [place // 2 for place in range(10)])  # five pairs of one meaning each
    paired = {one.submission_id for one in (await findings(service)).quotes}
    await keep(service, said, [int(place == 9) for place in range(10)])  # one that is like no other
    assert len(before) == len(paired) == 2
    assert said[9] in {one.submission_id for one in (await findings(service)).quotes} - paired


async def keep(service: Service, said: list[str], meant: list[int]) -> None:
    """Vectors as a reading would keep them, along an axis for each meaning."""
    axes = np.eye(WIDTH, dtype=np.float16)
    async with service.database.reading() as db:
        texts = {
            one.submission_id: one for one in await sealed_texts(db, said) if one.question_id == "matters"
        }
    read_ = [
        Analysed(
            submission_id=one,
            question_id="matters",
            version="1",
            tone=None,
            vectors=sealed_vectors(service, texts[one], axes[axis].tobytes()),
        )
        for one, axis in zip(said, meant, strict=True)
    ]
    await service.database.transaction(lambda tx: note_analysed(tx, read_))
