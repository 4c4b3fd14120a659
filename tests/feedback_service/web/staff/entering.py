"""Signing in step by step, as tests do it: password, code, app."""

import re

import httpx
import pyotp

from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.staff.conftest import PASSWORD


async def attempt(
    client: httpx.AsyncClient, username: str, password: str = PASSWORD, address: str = ""
) -> httpx.Response:
    """Send the sign-in form."""
    fields = {"username": (None, username), "password": (None, password), "next": (None, address)}
    return await client.post("/staff/sign-in", files=fields)


async def second(client: httpx.AsyncClient, code: str) -> httpx.Response:
    """Send the code of the second step."""
    return await client.post("/staff/sign-in/second", files={"code": (None, code)})


def code_at(secret: str, clock: SettableClock, late: int = 0) -> str:
    """The code that the app shows so many seconds from now."""
    return pyotp.TOTP(secret).at(clock() // 1000 + late)


async def set_up_app(browser: httpx.AsyncClient, clock: SettableClock) -> tuple[str, list[str]]:
    """The app's secret and the recovery codes, as the pages show them."""
    assert (await browser.post("/staff/account/codes/begin")).headers["location"] == "/staff/account/codes"
    page = (await browser.get("/staff/account/codes")).text
    found = re.search(r'class="address"[^>]*>([A-Z2-7 ]+)<', page)
    assert found
    secret = found[1].replace(" ", "")
    assert (await browser.post("/staff/account/codes", files={"code": (None, "12")})).status_code == 422
    done = await browser.post("/staff/account/codes", files={"code": (None, code_at(secret, clock))})
    assert done.status_code == 200
    return secret, re.findall(r"<li>([0-9A-Z-]{14})</li>", done.text)


def staff_cookie(token: str) -> dict[str, str]:
    """The header of a browser that has this session."""
    return {"cookie": f"staff={token}"}
