"""Pages on keeping and erasing: numbers, holds, the case record, proof, corrections, and copies."""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from feedback_service import removing
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.schema import (
    audit,
    concern_decisions,
    concerns,
    sessions,
    submissions,
    unrouted,
    unscreened,
)
from feedback_service.storage.subjects import know_subjects
from tests.feedback_service.storage.seeds import all_screened, new_id, rows
from tests.feedback_service.web.staff.conftest import Send, SignIn

HARM = "my uncle hits me with a belt"
WORDS = "I play with Danny Marlow at the park"


async def about(service: Service, *submission_ids: str, **changes: object) -> None:
    """Make these submissions be about C-1, with nothing left to work out from whom they are kept."""

    async def work(tx: Transaction) -> None:
        await know_subjects(tx, ["C-1"], "north", service.now())
        mine = submissions.c.id.in_(submission_ids)
        await tx.execute(update(submissions).where(mine).values(subject_id="C-1", **changes))
        for table in (unrouted, unscreened):
            await tx.execute(delete(table))

    await service.database.transaction(work)


async def change(service: Service, statement: Any) -> None:  # noqa: ANN401 (a statement)
    async def work(tx: Transaction) -> None:
        await tx.execute(statement)

    await service.database.transaction(work)


def fields(**values: str | Sequence[str]) -> list[tuple[str, tuple[None, str]]]:
    """A multipart form."""
    every = {name: [value] if isinstance(value, str) else value for name, value in values.items()}
    return [(name, (None, one)) for name, some in every.items() for one in some]


async def noted(service: Service) -> list[str]:
    return [row.action for row in await rows(service, select(audit.c.action).order_by(audit.c.seq))]


async def test_the_numbers_say_why_words_stay_and_show_no_words(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    await send(WORDS)
    await send(WORDS, team="south")
    for role in ("manager", "administrator"):
        page = (await (await sign_in(role)).get("/staff/rights")).text
        assert '<th scope="row">Kept: no person has read it</th><td class="number">1</td>' in page
        assert "not decided, so nothing is erased" in page
        assert "Danny" not in page
        assert ("/staff/rights/holds" in page) == (role == "manager")


async def test_a_hold_is_set_stops_a_removal_and_is_ended_with_a_tick(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser = await send(WORDS), await sign_in("safeguarding")
    await about(service, sent)
    wrong = fields(what="subject", on="C-2", cause="court", reference="AB12")
    answer = await browser.post("/staff/rights/holds", files=wrong)
    assert answer.status_code == 422
    assert 'value="C-2"' in answer.text
    right = fields(what="subject", on="C-1", cause="court", reference="AB12")
    answer = await browser.post("/staff/rights/holds", files=right)
    assert answer.headers["location"] == "/staff/rights/holds?did=hold-set"
    page = (await browser.get("/staff/rights/holds")).text
    assert "Everything about C-1" in page
    await removing.ask(service, sent)
    answer = await browser.post(f"/staff/removals/{sent}", files=fields(outcome="removed", sure="yes"))
    assert answer.status_code == 409
    assert "legal hold stands" in answer.text
    end = page.partition('action="/staff/rights/holds/')[2].partition('"')[0]
    answer = await browser.post(f"/staff/rights/holds/{end}", files=fields(sure=""))
    assert answer.status_code == 422
    answer = await browser.post(f"/staff/rights/holds/{end}", files=fields(sure="yes"))
    assert answer.headers["location"] == "/staff/rights/holds?did=hold-ended"
    assert (await browser.post(f"/staff/rights/holds/{end}", files=fields(sure="yes"))).status_code == 404
    await browser.post(f"/staff/submissions/{sent}/read")
    await all_screened(service)
    answer = await browser.post(f"/staff/removals/{sent}", files=fields(outcome="removed", sure="yes"))
    assert answer.status_code == 303
    page = (await browser.get(f"/staff/rights/erased/{sent}")).text
    assert "nothing of these words is left" in page
    assert "Danny" not in page
    assert f"/staff/rights/erased/{sent}" in (await browser.get(f"/staff/submissions/{sent}")).text


async def test_a_hold_or_proof_of_another_team_is_not_there(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser = await send(WORDS, team="south"), await sign_in("manager")
    await about(service, sent)
    on_it = fields(what="submission", on=sent, cause="court", reference="AB12")
    assert (await browser.post("/staff/rights/holds", files=on_it)).status_code == 422
    for path in (f"/staff/rights/erased/{sent}", f"/staff/submissions/{sent}/corrections/matters"):
        assert (await browser.get(path)).status_code == 404
    answer = await browser.post(f"/staff/rights/case-record/{sent}", files=fields(sure="yes"))
    assert answer.status_code == 404


async def test_a_decided_concern_is_confirmed_with_a_tick(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser = await send(HARM), await sign_in("safeguarding")
    await about(service, sent)
    assert "Nothing waits" in (await browser.get("/staff/rights/case-record")).text
    for (concern,) in await rows(service, select(concerns.c.id)):
        made = {"id": new_id(), "concern_id": concern, "outcome": "refer", "decided_at": service.now()}
        decided = insert(concern_decisions).values(**made, decided_by=people["safeguarding"])
        await change(service, decided)
    page = (await browser.get("/staff/rights/case-record")).text
    assert f"/staff/submissions/{sent}" in page
    assert "belt" not in page
    path = f"/staff/rights/case-record/{sent}"
    assert (await browser.post(path, files=fields(sure=""))).status_code == 422
    answer = await browser.post(path, files=fields(sure="yes"))
    assert answer.headers["location"] == "/staff/rights/case-record?did=filed"
    assert "Nothing waits" in (await browser.get("/staff/rights/case-record")).text
    assert "case-recorded" in await noted(service)


async def test_a_correction_is_read_beside_what_was_said(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser = await send(WORDS), await sign_in("practitioner")
    path = f"/staff/submissions/{sent}/corrections/matters"
    assert path in (await browser.get(f"/staff/submissions/{sent}")).text
    assert "Danny" in (await browser.get(path)).text
    for wrong in (fields(asked_by="", words="x"), fields(asked_by="child", words=" ")):
        assert (await browser.post(path, files=wrong)).status_code == 422
    new = new_id()
    for _ in range(2):  # a double press
        right = fields(asked_by="child", words="It was his brother", correction=new)
        answer = await browser.post(path, files=right)
        assert answer.headers["location"] == f"/staff/submissions/{sent}?did=corrected#matters"
    page = (await browser.get(f"/staff/submissions/{sent}")).text
    assert page.count("It was his brother") == 1
    assert "as the child or young person wished, by The practitioner" in page
    assert "Danny" in page
    missing = f"/staff/submissions/{sent}/corrections/nothing"
    assert (await browser.get(missing)).status_code == 404


async def test_who_writes_down_what_is_kept_from_them_then_comes_to_the_desk(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser = await send(WORDS), await sign_in("practitioner")
    path = f"/staff/submissions/{sent}/corrections/matters"
    right = fields(asked_by="child", words="She hits me. It was my worker", correction=new_id())
    answer = await browser.post(path, files=right)
    assert answer.headers["location"] == "/staff?did=corrected"
    assert (await browser.get(f"/staff/submissions/{sent}")).status_code == 404


async def test_a_sign_in_what_was_put_right_is_read_on_the_page_of_its_concern(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser = await send("My dog matters"), await sign_in("safeguarding")
    right = fields(asked_by="child", words="My dad hits me with a belt", correction=new_id())
    await browser.post(f"/staff/submissions/{sent}/corrections/matters", files=right)
    ((raised,),) = await rows(service, select(concerns.c.id))
    page = (await browser.get(f"/staff/concerns/{raised}")).text
    assert "My dog matters" in page
    assert '<blockquote class="words" dir="auto">My dad hits me with a belt</blockquote>' in page
    assert "as the child or young person wished" in page


async def test_a_copy_is_chosen_checked_and_given(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, kept, browser = await send(WORDS), await send("SECRET"), await sign_in("manager")
    await about(service, sent, kept, share_parent=True)
    await about(service, kept, share_parent=False)
    whose = {"subject": "C-1", "version": "parent", "role": "mother"}
    answer = await browser.post("/staff/rights/copies", files=fields(**{**whose, "subject": "C-9"}))
    assert answer.status_code == 422
    answer = await browser.post("/staff/rights/copies", files=fields(**whose))
    assert answer.status_code == 200
    assert f'value="{sent}"' in answer.text
    assert f'value="{kept}"' not in answer.text  # nothing to tick
    assert "wished that parents do not see it" in answer.text
    for include in ([], [kept], [new_id()]):
        for step in ("check", "give"):
            wrong = fields(**whose, include=include)
            assert (await browser.post(f"/staff/rights/copies/{step}", files=wrong)).status_code == 422
    answer = await browser.post("/staff/rights/copies/check", files=fields(**whose, include=[sent]))
    assert answer.status_code == 200
    assert f'value="{sent}/matters|12-24-name" checked' in answer.text
    given = {**whose, "include": [sent], "place": [f"{sent}/matters"], "hide": [f"{sent}/matters|12-24-name"]}
    answer = await browser.post("/staff/rights/copies/give", files=fields(**given, also=["zebra"]))
    assert answer.status_code == 422
    assert "zebra" in answer.text
    assert "access-exported" not in await noted(service)
    answer = await browser.post("/staff/rights/copies/give", files=fields(**given, also=["the park"]))
    assert answer.headers["content-disposition"] == 'attachment; filename="copy.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as whole:
        html, data = whole.read("copy.html").decode(), json.loads(whole.read("copy.json"))
    (one,) = data["submissions"]
    said = next(each["answer"] for each in one["answers"] if each["question"] == "matters")
    assert said == "I play with [name] at [hidden]"
    assert said in html
    assert "SECRET" not in html
    assert "access-exported" in await noted(service)


async def test_a_copy_that_comes_back_with_its_words_is_noted_each_time(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent, browser = await send(WORDS), await sign_in("manager")
    await about(service, sent)
    whose = {"subject": "C-1", "version": "child", "include": [sent]}
    for wrong in ({}, {"place": [f"{sent}/matters"], "also": ["zebra"]}):
        before = (await noted(service)).count("submission-opened")
        answer = await browser.post("/staff/rights/copies/give", files=fields(**whose, **wrong))
        assert "Danny" in answer.text
        assert (await noted(service)).count("submission-opened") == before + 1


@pytest.mark.parametrize("bad", ["12-24", "1-999-name", "a-b-name", "3-2-name"])
async def test_stretches_that_no_page_sends_are_refused(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn, bad: str
) -> None:
    sent, browser = await send(WORDS), await sign_in("manager")
    await about(service, sent)
    wrong = fields(
        subject="C-1",
        version="child",
        include=[sent],
        place=[f"{sent}/matters"],
        hide=[f"{sent}/matters|{bad}"],
    )
    assert (await browser.post("/staff/rights/copies/give", files=wrong)).status_code == 400


async def test_a_copy_asks_again_who_it_is(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    browser = await sign_in("manager")
    long_ago = update(sessions).values(proved_at=1)
    await change(service, long_ago)
    answer = await browser.get("/staff/rights/copies")
    assert answer.status_code == 303
    assert "/staff/prove" in answer.headers["location"]
