"""What keeps words from being quoted because of what was added to them, or came differently beside them."""

import pytest
from sqlalchemy import insert, select

from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage import quote_wishes
from feedback_service.storage.report_codings import still_quotable
from feedback_service.storage.schema import concerns, submissions
from forms.model import YesNo
from tests.feedback_service.storage.seeds import all_screened, arriving, given, make_north, new_id, rows

MEMBERS = ("first", "added", "added-later", "aside", "added-aside")


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await make_north(service)


async def sent(
    service: Service, words: str, share: str | None = "yes", *, said: str = "", follows: str | None = None
) -> str:
    """Words with a wish about sharing, or by the form that does not ask (None)."""
    form = "my-view" if follows is None else "adding-teen" if share else "adding-middle"
    answers = given(**{"matters" if follows is None else "more": words} | ({"share": share} if share else {}))
    published = service.catalogue.current(form)
    arrival = arriving(service, said or new_id(), answers=answers, form=published, follows=follows)
    await submit(service, arrival)
    return arrival.id


async def aside_of(service: Service, said: str) -> str:
    (found,) = await rows(service, select(submissions.c.id).where(submissions.c.differs_from == said))
    return str(found.id)


async def family(service: Service, **share: str) -> dict[str, str]:
    """All that can belong together, by what it is; everybody says yes to sharing who is not named."""
    wish = dict.fromkeys(MEMBERS, "yes") | share
    first = await sent(service, "the dinners are good", wish["first"])
    added = await sent(service, "the puddings too", wish["added"], follows=first)
    later = await sent(service, "and the breakfasts", wish["added-later"], follows=first)
    await sent(service, "the dinners are fine", wish["aside"], said=first)
    await sent(service, "the puddings as well", wish["added-aside"], said=added, follows=first)
    found = (first, added, later, await aside_of(service, first), await aside_of(service, added))
    await all_screened(service)
    return dict(zip(MEMBERS, found, strict=True))


async def quotable(service: Service, *those: dict[str, str]) -> list[str]:
    """Which may be quoted, by what they are."""
    names = {said: name for each in those for name, said in each.items()}
    async with service.database.reading() as db:
        return sorted(names[said] for said in await still_quotable(db, [*names]))


async def raise_on(service: Service, said: str) -> None:
    row = {"id": new_id(), "submission_id": said, "question_id": "matters", "level": "concern", "rule": "r"}
    rest = {"category": "c", "rules_version": "1", "span_start": 0, "span_end": 2, "raised_at": 1}
    await service.database.transaction(lambda tx: tx.execute(insert(concerns), row | rest))


@pytest.mark.parametrize("where", MEMBERS)
async def test_a_concern_on_any_of_what_belongs_together_keeps_all_of_it_from_being_quoted(
    service: Service, where: str
) -> None:
    mine, others = await family(service), await family(service)
    assert await quotable(service, mine) == sorted(MEMBERS)
    await raise_on(service, mine[where])
    assert await quotable(service, mine) == []
    assert await quotable(service, others) == sorted(MEMBERS)


@pytest.mark.parametrize("where", MEMBERS)
async def test_a_no_to_sharing_any_of_what_belongs_together_keeps_all_of_it(
    service: Service, where: str
) -> None:
    mine, others = await family(service, **{where: "no"}), await family(service)
    assert await quotable(service, mine, others) == sorted(MEMBERS)
    assert await quotable(service, mine) == []


async def test_what_is_added_by_a_form_that_does_not_ask_takes_no_yes_away(service: Service) -> None:
    first = await sent(service, "the dinners are good")
    added = await sent(service, "the puddings too", None, follows=first)
    await all_screened(service)
    assert await quotable(service, {"first": first, "added": added}) == ["first"]


@pytest.mark.parametrize("where", MEMBERS)
async def test_one_concern_is_enough_for_all_that_belong_with_it(service: Service, where: str) -> None:
    mine, alone = await family(service), await sent(service, "the room is warm")
    await raise_on(service, mine[where])
    found = await rows(service, select(submissions.c.id).where(quote_wishes.raised_beside()))
    assert {one.id for one in found} == {*mine.values()}
    refused = await rows(service, select(submissions.c.id).where(quote_wishes.refused_beside()))
    assert alone not in {one.id for one in found}
    assert refused == []


async def test_every_form_asks_whether_words_may_be_shared_under_one_name(service: Service) -> None:
    asked = {
        (question.id, type(question))
        for form in service.catalogue.all_versions()
        for question in form.questions.values()
        if question.keeps == "share_words"
    }
    assert asked == {(quote_wishes.SHARING, YesNo)}
