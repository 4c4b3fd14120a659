"""What raises a concern, in the same transaction that keeps the words."""

import msgspec
import pytest
from sqlalchemy import select

from analysis.screening import Rules
from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage.schema import concerns, submissions
from forms.model import Answer, Answers
from tests.feedback_service.answering import north
from tests.feedback_service.storage.seeds import arriving, given


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await north(service)


async def raised(service: Service, answers: Answers) -> list[tuple[str, str, str]]:
    """Question, level and rule of every concern that these answers raise."""
    arrival = arriving(service, answers=answers)
    assert (await submit(service, arrival)).result == "stored"
    query = select(concerns).where(concerns.c.submission_id == arrival.id)
    async with service.database.reading() as connection:
        return [(row.question_id, row.level, row.rule) for row in await connection.execute(query)]


async def test_harm_in_words_is_raised_at_once_and_urgently(service: Service) -> None:
    found = await raised(service, given(matters="he hits me with a belt", want="to see my nan"))
    assert {question for question, _, _ in found} == {"matters"}
    assert "urgent" in {level for _, level, _ in found}


async def test_plain_words_raise_nothing(service: Service) -> None:
    assert await raised(service, given(matters="i like my school and my dog", talk="no", safe=5)) == []


async def test_asking_to_talk_and_the_lowest_feeling_of_safety_are_raised(service: Service) -> None:
    found = await raised(service, given(talk="yes", safe=1, food=1))
    assert sorted(found) == [("safe", "concern", "feels-unsafe"), ("talk", "concern", "wants-to-talk")]


async def test_an_answer_not_given_is_not_held_to_mean_anything(service: Service) -> None:
    answers = {"talk": Answer("not_sure"), "safe": Answer("skipped"), "matters": Answer("not_sure")}
    assert await raised(service, answers) == []


class Speechless:
    """Stands in for compiled patterns of which the matcher has become unable to read anything."""

    def candidates(self, _text: str) -> list[int]:
        raise MemoryError


async def test_when_the_scanner_fails_a_person_is_asked_to_read_and_the_words_are_kept(
    service: Service,
) -> None:
    broken: Rules = msgspec.structs.replace(service.rules, near=Speechless())
    found = await raised(service._replace(rules=broken), given(matters="i like my dog", food=3))
    assert [question for question, _, _ in found] == ["matters"]
    async with service.database.reading() as connection:
        assert len((await connection.execute(select(submissions.c.id))).all()) == 1


async def test_a_span_lies_on_the_words_that_raised_it(service: Service) -> None:
    text = "\U0001f600 sometimes he hits me with a belt at home"
    arrival = arriving(service, answers=given(matters=text))
    await submit(service, arrival)
    async with service.database.reading() as connection:
        spans = (await connection.execute(select(concerns.c.span_start, concerns.c.span_end))).all()
    assert spans
    assert all("hits" in text[start:end] or "belt" in text[start:end] for start, end in spans)
