"""A whole form sent at once: what is taken, what is refused and how, and that a retry is always safe."""

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
import uuid_utils
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from sqlalchemy import func, select

from feedback_service.reading import opened
from feedback_service.service import Service
from feedback_service.storage.database import Database
from feedback_service.storage.invitations import revoke_link
from feedback_service.storage.links import find_link
from feedback_service.storage.schema import submissions
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.words import sealed_texts
from feedback_service.tokens import new_token, token_hash
from tests.feedback_service.answering import link_token, north, send, whole_form
from tests.feedback_service.conftest import SettableClock

DAY = 24 * 60


@pytest.fixture
async def token(service: Service) -> str:
    await north(service)
    return await link_token(service)


async def stored(service: Service) -> int:
    async with service.database.reading() as connection:
        return int(await connection.scalar(select(func.count()).select_from(submissions)) or 0)


async def words(service: Service, submission_id: str) -> str:
    async with service.database.reading() as connection:
        texts = await sealed_texts(connection, [submission_id])
    return next(said for _, said in opened(service, texts))


def troubles(response: httpx.Response) -> dict[str, str]:
    return {error["question"]: error["message"] for error in response.json()["errors"]}


async def test_a_form_is_kept_and_the_same_again_gets_the_same_receipt(
    client: httpx.AsyncClient, service: Service, token: str
) -> None:
    body = whole_form()
    first, again = await send(client, token, body), await send(client, token, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["id"] == body["id"]
    assert len(first.json()["receipt"]) == 4
    assert first.headers["cache-control"] == "no-store"
    assert await stored(service) == 1


async def test_other_answers_under_the_same_id_are_a_conflict_and_kept(
    client: httpx.AsyncClient, service: Service, token: str
) -> None:
    body = whole_form()
    await send(client, token, body)
    other = await send(client, token, whole_form(body["id"], matters="my cat"))
    assert other.status_code == 409
    assert "kept" in troubles(other)["id"]
    assert await stored(service) == 2


async def test_forty_at_once_make_one_submission(
    client: httpx.AsyncClient, service: Service, token: str
) -> None:
    body = whole_form()
    answers = await asyncio.gather(*(send(client, token, body) for _ in range(40)))
    assert sorted(one.status_code for one in answers) == [200] * 39 + [201]
    assert len({tuple(one.json()["receipt"]) for one in answers}) == 1
    assert await stored(service) == 1


async def test_a_one_time_link_takes_one_form(
    client: httpx.AsyncClient, service: Service, token: str
) -> None:
    once, body = await link_token(service, reusable=False), whole_form()
    statuses = [(await send(client, once, one)).status_code for one in (body, whole_form(), body)]
    assert statuses == [201, 410, 200]
    assert await stored(service) == 1


async def test_an_expired_link_takes_nothing_new_but_answers_a_retry_with_the_receipt(
    client: httpx.AsyncClient, service: Service, token: str, clock: SettableClock
) -> None:
    body = whole_form()
    receipt = (await send(client, token, body)).json()["receipt"]
    clock.move(minutes=29 * DAY)
    retry, late = await send(client, token, body), await send(client, token, whole_form())
    assert (retry.status_code, retry.json()["receipt"]) == (200, receipt)
    assert late.status_code == 410
    assert await stored(service) == 1


async def test_a_link_taken_back_takes_nothing_more(
    client: httpx.AsyncClient, service: Service, token: str
) -> None:
    body = whole_form()
    await send(client, token, body)
    async with service.database.reading() as connection:
        link = await find_link(connection, token_hash(token))
    assert link
    await service.database.transaction(lambda tx: revoke_link(tx, EVERYTHING, link.id, service.now()))
    assert (await send(client, token, whole_form())).status_code == 410
    assert (await send(client, token, body)).status_code == 200


@pytest.mark.parametrize("shown", ["", "nonsense", new_token()], ids=["none", "mistyped", "unknown"])
async def test_without_a_known_link_nothing_is_taken(
    client: httpx.AsyncClient, service: Service, token: str, shown: str
) -> None:
    answer = await send(client, shown, whole_form())
    assert answer.status_code == 401
    assert set(troubles(answer)) == {"link"}
    assert await stored(service) == 0


async def test_every_fault_is_told_at_once(client: httpx.AsyncClient, service: Service, token: str) -> None:
    body = whole_form(food=99, matters=5, nothing="x", talk=["yes"])
    body["answers"]["safe"] = {"state": "skipped", "value": 1}
    answer = await send(client, token, body)
    assert answer.status_code == 422
    assert set(troubles(answer)) == {"food", "matters", "nothing", "talk", "safe"}
    assert all(troubles(answer).values())
    assert await stored(service) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"form": "my-day"},
        {"form": "no-such"},
        {"version": 99},
        {"version": 10**30},
        {"version": "1"},
        {"version": 1.5},
        {"id": "1"},
        {"id": None},
        {"answers": []},
        {"answers": {"matters": "my dog"}},
        {"answers": {"matters": {"state": "given", "value": {"a": 1}}}},
        {"answers": {"food": {"state": "given", "value": 10**400}}},
        {"answers": {"food": {"state": "given", "value": True}}},
        {"answers": {"food": {"state": "given", "value": 1.0}}},
        {"answers": {"food": {"state": "given"}}},
        {"answers": {"food": {"state": "maybe", "value": 1}}},
        {"more": 1},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_a_body_that_is_no_filled_form_is_refused_with_a_reason(
    client: httpx.AsyncClient, service: Service, token: str, change: dict[str, Any]
) -> None:
    answer = await send(client, token, {**whole_form(), **change})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"]
    assert await stored(service) == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"id": "\xc3\x28"}', b"[" * 60_000, b"1e999999", b'"\\ud800"'],
)
async def test_bytes_that_are_no_json_form_are_refused(
    client: httpx.AsyncClient, service: Service, token: str, body: bytes
) -> None:
    answer = await send(client, token, body)
    assert answer.status_code == 422
    assert set(troubles(answer)) == {"body"}


async def test_of_a_key_given_twice_the_last_counts(
    client: httpx.AsyncClient, service: Service, token: str
) -> None:
    body = whole_form(matters="second")
    twice = json.dumps(body).replace('"answers": {', '"answers": {"matters": {"state": "skipped"}, ', 1)
    assert (await send(client, token, twice.encode())).status_code == 201
    assert await words(service, body["id"]) == "second"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ('"nul \\u0000 here"', "nul \ufffd here"),
        ('"line\\r\\nends"', "line\nends"),
        ('"\\ud83d\\ude00 whole"', "\U0001f600 whole"),
        ('"' + "x" * 5_000 + '"', "x" * 5_000),
        ('"=SUM(A1)"', "=SUM(A1)"),
    ],
)
async def test_words_that_make_trouble_elsewhere_are_kept(
    client: httpx.AsyncClient, service: Service, token: str, sent: str, kept: str
) -> None:
    body = whole_form(matters="HERE")
    raw = json.dumps(body).replace('"HERE"', sent)
    assert (await send(client, token, raw.encode())).status_code == 201
    assert await words(service, body["id"]) == kept


@pytest.mark.parametrize("sent", ['"half \\ud800 a letter"', '"\\udc00"', '"\\ud800\\ud800"'])
async def test_half_a_letter_never_breaks_the_service(
    client: httpx.AsyncClient, service: Service, token: str, sent: str
) -> None:
    raw = json.dumps(whole_form(matters="HERE")).replace('"HERE"', sent)
    answer = await send(client, token, raw.encode())
    assert answer.status_code in (201, 422)
    assert await stored(service) == (1 if answer.status_code == 201 else 0)


async def test_a_body_over_the_limit_is_refused_as_json_and_the_largest_is_not(
    client: httpx.AsyncClient, service: Service, token: str
) -> None:
    limit = service.settings.max_body_bytes
    raw = json.dumps(whole_form()).encode()
    assert (await send(client, token, raw.ljust(limit))).status_code == 201
    over = await send(client, token, raw.ljust(limit + 1))
    assert over.status_code == 413
    assert over.json()["errors"]


async def test_while_the_database_is_locked_nothing_is_acknowledged_and_a_retry_is_kept(
    app: Litestar, client: httpx.AsyncClient, service: Service, token: str
) -> None:
    hasty = Database(service.settings.database_url, busy_milliseconds=50)
    await hasty.start()
    app.state.service = service._replace(database=hasty)
    file = sqlite3.connect(Path(str(service.database.url.database)), isolation_level=None)
    body = whole_form()
    file.execute("BEGIN IMMEDIATE")
    refused = await send(client, token, body)
    file.execute("ROLLBACK")
    file.close()
    kept = await send(client, token, body)
    await hasty.stop()
    assert (refused.status_code, kept.status_code) == (503, 201)
    assert "again" in troubles(refused)["service"]
    assert await stored(service) == 1


async def test_the_health_page_says_whether_the_database_is_there(
    client: httpx.AsyncClient, service: Service, app: Litestar
) -> None:
    assert (await client.get("/healthz")).json() == {"ready": True}
    nowhere = Database("sqlite+aiosqlite:////nowhere/at/all.db")
    app.state.service = service._replace(database=nowhere)
    away = await client.get("/healthz")
    assert (away.status_code, away.json()) == (503, {"ready": False})
    await nowhere.stop()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(["matters", "want", "food", "safe", "talk", "helper", "share"]) | st.text(max_size=6)
states = st.sampled_from(["given", "not_sure", "skipped"]) | json_values
answered = st.dictionaries(names, st.fixed_dictionaries({"state": states}, optional={"value": json_values}))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=answered | json_values)
async def test_whatever_the_answers_are_the_service_takes_or_refuses_them(
    client: httpx.AsyncClient, token: str, answers: object
) -> None:
    body = {**whole_form(str(uuid_utils.uuid7())), "answers": answers}
    answer = await send(client, token, body)
    assert answer.status_code in (201, 422), answer.text


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
async def test_whatever_the_bytes_are_they_are_refused_and_never_a_fault(
    client: httpx.AsyncClient, token: str, raw: bytes
) -> None:
    assert (await send(client, token, raw)).status_code == 422
