"""Somebody comes back with six words, and a worker of that team finds what they sent."""

import pytest

from feedback_service.receipts import WORDS, receipt_for
from feedback_service.service import Service
from tests.feedback_service.web.staff.conftest import Send, SignIn


async def find(sign_in: SignIn, words: str) -> tuple[int, str, str]:
    browser = await sign_in("reviewer")
    answer = await browser.post("/staff/receipt", files={"words": (None, words)})
    return answer.status_code, answer.headers.get("location", ""), answer.text


@pytest.mark.parametrize("between", [" ", ", ", "\n"])
async def test_the_six_words_lead_to_what_was_sent(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn, between: str
) -> None:
    await send("the first")
    sent = await send("the second")
    words = between.join(receipt_for(service.keys, sent)).upper()
    assert (await find(sign_in, words))[:2] == (303, f"/staff/submissions/{sent}")


async def test_another_teams_receipt_is_not_found(
    service: Service, people: dict[str, str], send: Send, sign_in: SignIn
) -> None:
    sent = await send("not yours", team="south")
    status, _, page = await find(sign_in, " ".join(receipt_for(service.keys, sent)))
    assert status == 404
    assert "Nothing of your teams has this receipt" in page


@pytest.mark.parametrize("words", ["", "one two", " ".join(WORDS[:7]), "a b c d e f"])
async def test_what_cannot_be_a_receipt_comes_back_with_what_was_typed(
    people: dict[str, str], sign_in: SignIn, words: str
) -> None:
    status, _, page = await find(sign_in, words)
    assert status == 422
    assert f'value="{words}"' in page
