"""Whatever staff page shows somebody's words, that it did is in the audit trail: over all routes there are.

Nobody lists the routes here: each is taken from the application, filled with ids of what was said, and read.
"""

import re
from itertools import product
from typing import NamedTuple

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from sqlalchemy import select

from feedback_service import accounts, removing, replying
from feedback_service.quote_marking import mark_waiting
from feedback_service.service import Service
from feedback_service.storage.audit import last_row
from feedback_service.storage.schema import audit, concerns
from feedback_service.storage.scope import EVERYTHING
from feedback_service.web.staff.report_views import report_html
from tests.feedback_service.report_seeding import report, spoken
from tests.feedback_service.storage.seeds import rows, somebody
from tests.feedback_service.web.staff.conftest import Hire, SignIn

QUOTED, NAMED, DISCLOSED, REPLIED = "marmalade", "elephants", "whisperin", "goosebery"


class Said(NamedTuple):
    """Ids by the words that only they have, and what stands for each part of an address."""

    by_marker: dict[str, str]
    ids: dict[str, list[str]]


@pytest.fixture
async def there(service: Service, people: dict[str, str]) -> Said:
    """Words to be quoted, words with a name that wait, words with a concern, a reply, a request to remove."""
    quotable = [f"{QUOTED}{letter * 4}" for letter in "abcdefghij"]
    by_marker = {one: await spoken(service, f"we often run out of {one} and bread") for one in quotable}
    quoted = by_marker[quotable[0]]
    named = await spoken(service, f"we often run out of {NAMED} and kezia Brown at no 7 brings some")
    disclosed = await spoken(service, f"my dad hits me when i am {DISCLOSED}")
    worker = await somebody(service)
    await replying.reply(service, worker, quoted, reply_id="r", words=f"we bought {REPLIED} jam")
    await removing.ask(service, named)
    await mark_waiting(service)
    known = await report(service)
    of_disclosed = select(concerns.c.id).where(concerns.c.submission_id == disclosed)
    ids = {
        "submission_id": [quoted, named, disclosed],
        "question_id": ["matters"],
        "report_id": [known.report.id],
        "part": ["summary.heard", "comment.heard"],
        "chart": ["voices-1.svg"],
        "concern_id": [row.id for row in await rows(service, of_disclosed)],
        "worker_id": [people["practitioner"]],
        "form_id": ["my-view"],
        "theme_id": ["food"],
    }
    return Said(by_marker | {NAMED: named, DISCLOSED: disclosed, REPLIED: quoted}, ids)


def addresses(app: Litestar, method: str, ids: dict[str, list[str]]) -> list[str]:
    """Every address under /staff that takes the method, with each id there is; others lead to nothing."""
    found = []
    for route in app.routes:
        if not isinstance(route, HTTPRoute) or not f"{route.path}/".startswith("/staff/"):
            continue
        if any(method in one.http_methods for one in route.route_handlers):
            each_part = route.path_components
            parts = [[one] if isinstance(one, str) else ids.get(one.name, ["none"]) for one in each_part]
            found += [f"/{'/'.join(each)}" for each in product(*parts)]
    return sorted(found, key=lambda each: ("sign-out" in each, each))


async def noted_since(service: Service, seq: int) -> set[str]:
    return {row.object for row in await rows(service, select(audit.c.object).where(audit.c.seq > seq))}


async def unnoted(service: Service, answer: httpx.Response, said: Said, seq: int) -> list[str]:
    """The words in an answer of whose submission no row since tells."""
    noted = await noted_since(service, seq)
    shown = [marker for marker in said.by_marker if marker in answer.text]
    return [marker for marker in shown if said.by_marker[marker] not in noted]


async def seq_now(service: Service) -> int:
    async with service.database.reading() as connection:
        last = await last_row(connection)
    assert last
    return last.seq


@pytest.fixture(params=accounts.ROLES)
async def role(request: pytest.FixtureRequest, hire: Hire) -> str:
    """Each role; a worker of it, who may see every team, has signed up as `wide`."""
    await hire("wide", request.param, EVERYTHING)
    return str(request.param)


async def test_every_page_that_shows_words_notes_it(
    app: Litestar, service: Service, sign_in: SignIn, there: Said, role: str
) -> None:
    browser = await sign_in("wide")
    shown: set[str] = set()
    for method in ("GET", "POST"):
        for address in addresses(app, method, there.ids):
            before = await seq_now(service)
            fields = {"nothing": (None, "")} if method == "POST" else None
            answer = await browser.request(method, address, files=fields)
            assert await unnoted(service, answer, there, before) == [], (method, address)
            shown |= {marker[: len(QUOTED)] for marker in there.by_marker if marker in answer.text}
    expected = {
        "practitioner": {QUOTED, NAMED, DISCLOSED, REPLIED},
        "reviewer": {QUOTED, NAMED, DISCLOSED},
        "safeguarding": {QUOTED, NAMED, DISCLOSED, REPLIED},
        "manager": {QUOTED, NAMED, DISCLOSED, REPLIED},
    }
    assert shown == expected.get(role, set())  # designers, administrators and auditors are shown no words


async def test_every_part_of_an_address_is_filled_here(app: Litestar, there: Said) -> None:
    """A new kind of id has to get a value above, or the test above would not see what it leads to."""
    names = {
        part.name
        for route in app.routes
        if isinstance(route, HTTPRoute) and f"{route.path}/".startswith("/staff/")
        for part in route.path_components
        if not isinstance(part, str)
    }
    leads_to_no_words = {
        *("tablet_id", "link_id", "coding_id", "passkey_id", "delivery_id", "shift_id", "hold_id"),
        "ask_id",  # what is answered; test_asks holds that the submission shown with an error is noted
        *("language", "key"),  # of a recording of a form's own words
        "token",  # of an invitation to work here
        "view_id",  # one's own kept search; test_search holds that what it finds is noted
        *("action_id", "indicator_id"),  # what workers wrote, under keys of their own; numbers
        "number",  # of a possible new theme that is decided about, of a change of the codebook
    }
    assert names - set(there.ids) <= leads_to_no_words


async def test_a_report_that_is_written_to_a_file_is_noted(service: Service, there: Said) -> None:
    before = await seq_now(service)
    html = await report_html(service, there.ids["report_id"][0])
    quoted = {said for marker, said in there.by_marker.items() if marker in html}
    assert quoted
    assert {*quoted, there.ids["report_id"][0]} <= await noted_since(service, before)


async def test_what_is_noted_holds_no_words(service: Service, there: Said, sign_in: SignIn) -> None:
    browser = await sign_in("boss")
    for one in there.ids["submission_id"]:
        await browser.get(f"/staff/submissions/{one}")
    told = " ".join(row.object for row in await rows(service, select(audit.c.object)))
    assert not [marker for marker in there.by_marker if re.search(marker, told)]
