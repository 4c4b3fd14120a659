"""Where tablets send what they sealed, and fetch receipts for what will be answered without a network."""

from typing import Any

import msgspec
import uuid_utils
from litestar import Response, get, post
from litestar.exceptions import NotAuthorizedException

from feedback_service.receipts import receipt_for
from feedback_service.sealed_post import NotTakenError, keep, opened
from feedback_service.tablet_keys import Envelope
from feedback_service.tablets import known_tablet, tablet_of
from feedback_service.web.http import NO_STORE, UNCOMPRESSED, Asked, service_of
from feedback_service.web.pacing import SEALED, keep_pace
from feedback_service.web.render import has_picture, picture

STOCK = 40
# A form full of long texts and drawings, in base64 twice.
SEALED_BYTES = 2_000_000


@post("/api/sealed", operation_id="send_sealed", request_max_body_size=SEALED_BYTES)
async def send_sealed(request: Asked) -> Response[bytes]:
    """Take one sealed answer: 201 stored, 200 here already, kept beside another, or without any answer.

    401 when this browser was never a tablet (one that is revoked may still send), 422 when nobody can open
    or place it: then it stays on the tablet, and a grown-up is told. Acknowledged only once it is on disk,
    and by its id, so that nothing but this service can make a tablet forget.
    """
    service = service_of(request)
    tablet = await known_tablet(service, request.cookies)
    if tablet is None:
        raise NotAuthorizedException
    keep_pace(service, SEALED, tablet.id)
    try:
        envelope = msgspec.json.decode(await request.body(), type=Envelope)
        outcome = await keep(service, tablet, opened(service, envelope))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _json({"errors": [{"question": "sealed", "message": "This is no sealed answer."}]}, 422)
    except NotTakenError as error:
        return _json({"errors": [{"question": "sealed", "message": str(error)}]}, 422)
    return _json({"id": envelope.id, "outcome": outcome}, 201 if outcome == "stored" else 200)


@get("/pack/receipts", operation_id="receipt_stock", opt=UNCOMPRESSED)
async def receipt_stock(request: Asked) -> Response[bytes]:
    """Ids that nothing has yet, each with the receipt it will have."""
    service = service_of(request)
    if await tablet_of(service, request.cookies) is None:
        raise NotAuthorizedException
    ids = [str(uuid_utils.uuid7()) for _ in range(STOCK)]
    return _json([{"id": one, "words": _list(receipt_for(service.keys, one))} for one in ids], 200)


def _list(words: tuple[str, ...]) -> str:
    """The items of a receipt as the page of thanks has them."""
    return "".join(
        f"<li>{picture(word) if has_picture(word) else ''}<span>{word}</span></li>" for word in words
    )


def _json(content: Any, status: int) -> Response[bytes]:  # noqa: ANN401 (whatever is encoded)
    headers = {**NO_STORE, "content-type": "application/json"}
    return Response(msgspec.json.encode(content), status_code=status, headers=headers)
