"""Somebody comes back with four words, and a worker of that team finds what they sent."""

import pytest

from feedback_service.receipts import WORDS
from feedback_service.returning import give_receipt
from feedback_service.service import Service
from tests.feedback_service.web.staff.conftest import Send, SignIn


async def find(sign_in: SignIn, words: str) -> tuple[int, str, str]:
    browser = await sign_in("reviewer")
    answer = await browser.post("/staff/receipt", files={"words": (None, words)})
    return answer.status_code, answer.headers.get("location", ""), answer.text


@pytest.mark.parametrize("between", [" ", ", ", "\n"])
async def test_the_four_words_lead_to_what_was_sent(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn, between: str
) -> None:
    await send("the first")
    sent = await send("the second")
    words = between.join(await give_receipt(service, sent)).upper()
    assert (await find(sign_in, words))[:2] == (303, f"/staff/submissions/{sent}")


async def test_another_teams_receipt_is_not_found(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent = await send("not yours", team="south")
    status, _, page = await find(sign_in, " ".join(await give_receipt(service, sent)))
    assert status == 404
    assert "Nothing that you may read has this receipt" in page


@pytest.mark.parametrize("words", ["", "one two", " ".join(WORDS[:5]), "a b c d"])
async def test_what_cannot_be_a_receipt_comes_back_with_what_was_typed(
    people: dict[str, str], sign_in: SignIn, words: str
) -> None:
    status, _, page = await find(sign_in, words)
    assert status == 422
    assert f'value="{words}"' in page
