"""A worker's own account: password, and where they are signed in."""

from litestar import get, post

from feedback_service import proving
from feedback_service.account_passwords import change_password
from feedback_service.known_accounts import AccountError
from feedback_service.service import Service
from feedback_service.signing_in import hash_of, is_over
from feedback_service.storage import factors, recovery_codes, sessions
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.passkeys import passkeys_of
from feedback_service.storage.sessions import Session
from feedback_service.storage.teams import teams_in
from feedback_service.web.http import Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.staff.account_pages import AccountPage, PasskeyRow, PasswordPage, SessionRow
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import (
    BEFORE_SECOND_STEP,
    ProofNeededError,
    allow,
    signed_of,
    worker_of,
)
from feedback_service.web.staff.people import reach
from feedback_service.web.staff.roles import EVERYONE
from feedback_service.web.staff.sign_in import refused
from feedback_service.web.staff.staff_cookies import session_cookie
from feedback_service.web.staff.wording import when

_HOW = {"password": "Password", "code": "Password and code", "passkey": "Passkey", "sso": "Single sign-on"}
_ADDRESS = "/staff/account/password"
_WRONG = "Your present password is not right. Check it and try again."


@get("/account", operation_id="staff_account", guards=[allow(*EVERYONE)], opt=BEFORE_SECOND_STEP)
async def account(request: Asked) -> Page:
    """The account as it stands."""
    service, worker = service_of(request), worker_of(request)
    async with service.database.reading() as connection:
        secret = await factors.find_secret(connection, worker.id)
        left = await recovery_codes.recovery_codes_left(connection, worker.id)
        keys = await passkeys_of(connection, worker.id)
        living = await sessions.sessions_of(connection, worker.id)
        teams = await teams_in(connection, worker.scope)
    here = signed_of(request).session.token_hash
    page = AccountPage(
        frame=frame_of(request, "Your account"),
        username=worker.username,
        teams=reach(worker, {team.id: team.name for team in teams}),
        email=worker.email or "",
        phone=worker.phone or "",
        required=service.settings.second_factor == "required",
        codes=when(secret.confirmed_at) if secret and secret.confirmed_at is not None else "",
        recovery=left,
        passkeys=tuple(
            PasskeyRow(
                name=one.name,
                added=when(one.made_at),
                used=when(one.used_at) if one.used_at is not None else "Not yet",
                remove=f"/staff/account/passkeys/{one.id}/remove",
            )
            for one in keys
        ),
        sessions=tuple(_row(one, here) for one in living if not is_over(service, one)),
    )
    return show(request, page)


def _row(one: Session, here: bytes) -> SessionRow:
    return SessionRow(
        begun=when(one.created_at),
        used=when(one.seen_at),
        how=_HOW.get(one.strength or "password", ""),
        here=one.token_hash == here,
    )


@post("/account/sessions", operation_id="staff_end_sessions", guards=[allow(*EVERYONE)])
async def end_others(request: Asked) -> Page:
    """Sign out everywhere but here."""
    service, (worker, session), now = service_of(request), signed_of(request), service_of(request).now()

    async def work(tx: Transaction) -> None:
        await sessions.end_sessions_of(tx, worker.id, keep=session.token_hash)
        await note(tx, "sessions-ended", worker.id, worker.id, now)

    await service.database.transaction(work)
    return send_on("/staff/account?did=sessions-ended")


@get("/account/password", operation_id="staff_password_page", guards=[allow(*EVERYONE)])
async def password_page(request: Asked) -> Page:
    """The form for another password."""
    return await _form(request)


@post("/account/password", operation_id="staff_password", guards=[allow(*EVERYONE)])
async def password(request: Asked) -> Page:
    """303 with a new token when it is changed; the form again otherwise (401 wrong, 422 unfit, 429 wait)."""
    service, fields, signed = service_of(request), await posted(request), signed_of(request)
    token = ""
    if (await proving.ways_of(service, signed)).password:
        outcome = await proving.prove(service, signed, first(fields, "present"), "")
        if outcome.refusal:
            status, error = refused(outcome, _WRONG)
            return await _form(request, error, status)
        token = outcome.token
    elif proving.is_proved(service, signed):
        token = await proving.renew(service, signed)
    else:
        raise ProofNeededError(_ADDRESS)
    return await _changed(request, service, fields, token)


async def _changed(request: Asked, service: Service, fields: dict[str, list[str]], token: str) -> Page:
    """The session has another token by now, whether or not the new password can be taken."""
    cookies, fresh = [session_cookie(service.settings, token)], first(fields, "password")
    again = first(fields, "again")
    try:
        await change_password(service, worker_of(request), fresh, again, hash_of(token))
    except AccountError as error:
        answer = await _form(request, str(error), 422)
        answer.cookies.extend(cookies)
        return answer
    return send_on("/staff/account?did=password-set", cookies)


async def _form(request: Asked, error: str = "", status: int = 200) -> Page:
    ways = await proving.ways_of(service_of(request), signed_of(request))
    page = PasswordPage(
        frame=frame_of(request, "Change your password"),
        username=worker_of(request).username,
        has_password=ways.password,
        error=error,
    )
    return show(request, page, status=status)


HANDLERS = (account, end_others, password_page, password)
