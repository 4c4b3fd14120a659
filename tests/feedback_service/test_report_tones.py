"""How own words sounded in a report: over many answers, safely hidden, and nowhere else."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.report_tones import READ, tones
from feedback_service.service import Service
from feedback_service.storage.report_tones import ToneCount
from feedback_service.web.staff import report_words
from feedback_service.web.staff.report_views import report_html
from tests.feedback_service.report_seeding import answer, report, two_teams
from tests.feedback_service.storage.test_report_tones import WORDS, concerned, sounds

COUNTS = st.dictionaries(st.sampled_from([*READ, "unread", "waiting"]), st.integers(1, 40))


def counted(audience: str, counts: dict[str, int]) -> list[ToneCount]:
    return [ToneCount(audience=audience, sound=tone, n=n) for tone, n in counts.items()]


@given(COUNTS)
def test_tone_is_told_from_twenty_read_answers_and_tells_no_small_number(counts: dict[str, int]) -> None:
    found = tones(counted("child", counts), 5)
    assert bool(found) == (sum(counts.get(tone, 0) for tone in READ) >= 20)
    for one in found:
        assert one.table.n == sum(counts.values())
        assert all(n in (None, counts.get(tone, 0)) for tone, n in one.table.cells.items())
        assert not any(n is not None and 1 <= n <= 5 for n in one.table.cells.values())
        assert list(one.table.cells.values()).count(None) != 1


def test_audiences_are_never_added_up_and_what_workers_saw_has_no_tone() -> None:
    rows = [*counted("child", {"positive": 19}), *counted("family", {"negative": 19})]
    assert tones(rows, 5) == ()
    assert tones(counted("observation", {"positive": 40}), 5) == ()
    assert [one.audience for one in tones([*rows, *counted("family", {"mixed": 6})], 5)] == ["family"]


@pytest.fixture
async def html(service: Service, request: pytest.FixtureRequest) -> str:
    """A report on `param` positive answers, seven of them with a concern, and nine in other languages."""
    await two_teams(service)
    for place in range(request.param):
        said = await answer(service, "my-view", WORDS)
        await sounds(service, said, "positive")
        if place < 7:
            await concerned(service, said, "matters")
    for _ in range(9):
        await sounds(service, await answer(service, "my-view", WORDS), None)
    return await report_html(service, (await report(service)).report.id)


def figure(html: str, sound: str) -> str:
    (found,) = re.findall(rf'<th scope="row">{re.escape(sound)}</th>\s*<td[^>]*>([^<]*)</td>', html)
    return str(found)


@pytest.mark.parametrize("html", [27], indirect=True)
async def test_a_report_says_how_words_sounded_and_how_far_to_trust_that(html: str) -> None:
    assert "Children (n = 36)" in html
    assert figure(html, "Positive") == "20"
    assert figure(html, "Could not be told") == "7"
    assert figure(html, "Negative") == "0"
    assert figure(html, "Not read: another language, or no words") == "9"
    assert "never a fact about one person, least of all about one child" in html


@pytest.mark.parametrize("html", [19], indirect=True)
async def test_fewer_than_twenty_answers_have_no_tone(html: str) -> None:
    assert "Of no audience were 20 answers in own words read by the machine." in html
    assert "Could not be told" not in html


def test_how_often_tone_is_wrong_is_what_was_measured() -> None:
    card = (Path(__file__).parents[2] / "docs" / "model-card.md").read_text(encoding="utf-8")
    found = re.search(r"invented sentences.*?\baccuracy\b[^|]*\| *([0-9.]+)", card, re.DOTALL | re.IGNORECASE)
    assert found
    assert "About one answer in five" in report_words.TONES
    assert round(1 / (1 - float(found[1]))) == 5
