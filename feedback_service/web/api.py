"""A whole form sent at once as JSON, and the health page."""

import logging
import uuid
from typing import Any, NamedTuple

import msgspec
from litestar import Response, asgi, get
from litestar.enums import MediaType
from litestar.exceptions import TooManyRequestsException
from litestar.types import HTTPScope, Receive, Send

from feedback_service.intake import Arrival, submit
from feedback_service.service import Service
from feedback_service.storage.database import StorageError
from feedback_service.storage.links import Link
from feedback_service.storage.migrate import is_current
from feedback_service.storage.submissions import is_stored
from feedback_service.web.http import NO_STORE, Asked, service_of
from feedback_service.web.links import PROBLEMS, known_link, place_of_link
from feedback_service.web.pacing import WHOLE_FORMS, keep_pace
from forms.catalogue import PublishedForm
from forms.model import Answers, FieldError
from forms.validate import check_answers, cleaned

log = logging.getLogger(__name__)
Json = Response[bytes]
DIFFERS = "Other answers came under this id before. Both are kept, and a person will read both."
REMEMBERED_LINKS = 4_096
_HEADERS = [(name.encode(), value.encode()) for name, value in NO_STORE.items()]
_HEADERS.append((b"content-type", b"application/json"))
_LINK_TROUBLE = {"link-spent": "used", "link-revoked": "revoked"}


class SentForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of POST /api/submissions: the client names the submission (a UUID, best version 7)."""

    id: uuid.UUID
    form: str
    version: int
    answers: Answers


class Faulty(msgspec.Struct, frozen=True):
    """Why a body cannot be taken: every fault at once."""

    errors: tuple[FieldError, ...]


_decode = msgspec.json.Decoder(SentForm).decode
_encode = msgspec.json.Encoder().encode


class Reply(NamedTuple):
    """An answer to a machine: status and JSON."""

    status: int
    body: bytes


def _json(content: Any, status: int) -> Reply:  # noqa: ANN401 (whatever is encoded)
    return Reply(status, _encode(content))


def _refused(place: str, message: str, status: int = 422) -> Reply:
    return _json(Faulty((FieldError(place, message),)), status)


@asgi("/api/submissions", copy_scope=False)
async def send_whole_form(scope: HTTPScope, receive: Receive, send: Send) -> None:
    """POST a whole form: 201 stored, 200 the same again, 409 kept beside another, 410 link used, 422 faulty.

    The link's token comes as `Authorization: Bearer TOKEN`. Acknowledged only once it is on disk. Written
    against ASGI itself: here many tablets may send at once, and the framework's handling of a request takes
    as long as checking and sealing a form does.
    """
    reply = await _reply(scope, receive)
    headers = [*_HEADERS, (b"content-length", str(len(reply.body)).encode())]
    start: Any = {"type": "http.response.start", "status": reply.status, "headers": headers}
    body: Any = {"type": "http.response.body", "body": reply.body, "more_body": False}
    await send(start)
    await send(body)


async def _reply(scope: HTTPScope, receive: Receive) -> Reply:
    service: Service = scope["litestar_app"].state.service
    if scope["method"] != "POST":
        return _refused("method", "Send a filled form with POST.", 405)
    body = await _body(receive, service.settings.max_body_bytes)
    if body is None:
        return _refused("body", f"A form may have {service.settings.max_body_bytes} bytes at most.", 413)
    try:
        return await _take(service, _token(scope), body)
    except TooManyRequestsException:
        return _refused("link", "Too much came by this link at once. Please send it again in a minute.", 429)
    except StorageError as error:
        log.error("Storage: %s", error)  # noqa: TRY400 (its trace tells nothing more)
        return _refused("service", "This could not be kept just now. Please send it again.", 503)


async def _body(receive: Receive, limit: int) -> bytes | None:
    """The whole body, or None as soon as it is larger than `limit` bytes."""
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message: Any = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(parts)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
        if size > limit:
            return None
    return b"".join(parts)


def _token(scope: HTTPScope) -> str:
    given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
    return given.decode("latin-1").removeprefix("Bearer ").strip()


async def _take(service: Service, token: str, body: bytes) -> Reply:
    link = await _link(service, token)
    if isinstance(link, str):
        return _refused("link", PROBLEMS[link][1], 401)
    keep_pace(service, WHOLE_FORMS, link.id)
    try:
        sent = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _refused("body", f"This is not a filled form: {error}")
    form = _form(service, sent, link)
    if form is None:
        return _refused(
            "form", f"There is no version {sent.version} of a form '{sent.form}' behind this link."
        )
    answers = cleaned(sent.answers)
    if errors := check_answers(form, answers):
        return _json(Faulty(errors), 422)
    return await _keep(service, link, str(sent.id), form, answers)


async def _keep(
    service: Service, link: Link, submission_id: str, form: PublishedForm, answers: Answers
) -> Reply:
    now = service.now()
    if link.expires_at <= now and not await _was_kept(service, submission_id):
        return _refused("link", PROBLEMS["expired"][1], 410)
    arrival = Arrival(
        id=submission_id,
        form=form,
        place=place_of_link(link),
        answers=answers,
        answered_at=now,
        by_standing_link=True,
    )
    kept = await submit(service, arrival)
    if trouble := _LINK_TROUBLE.get(kept.result):
        return _refused("link", PROBLEMS[trouble][1], 410)
    if kept.result == "differs":
        return _refused("id", DIFFERS, 409)
    return _json({"id": submission_id, "receipt": kept.receipt}, 201 if kept.result == "stored" else 200)


async def _was_kept(service: Service, submission_id: str) -> bool:
    async with service.database.reading() as connection:
        return await is_stored(connection, submission_id)


async def _link(service: Service, token: str) -> Link | str:
    """The token's link, remembered; whether it is spent or revoked is asked in the transaction."""
    link = service.links.get(token) or await known_link(service, token)
    if not isinstance(link, str):
        if len(service.links) >= REMEMBERED_LINKS:
            service.links.clear()
        service.links[token] = link
    return link


def _form(service: Service, sent: SentForm, link: Link) -> PublishedForm | None:
    try:
        return service.catalogue.get(sent.form, sent.version) if sent.form == link.form_id else None
    except KeyError:
        return None


@get("/healthz", operation_id="health")
async def health(request: Asked) -> Json:
    """200 when the database answers and has the newest schema, else 503; tells nothing about anybody."""
    service = service_of(request)
    try:
        ready = await is_current(service.database)
    except StorageError:
        ready = False
    status = 200 if ready else 503
    return Response(
        _encode({"ready": ready}), status_code=status, media_type=MediaType.JSON, headers=NO_STORE
    )
