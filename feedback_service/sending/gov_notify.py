"""Notices as e-mail or text message through GOV.UK Notify's own client, in threads, since it waits."""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

from feedback_service.sending.outgoing import NotSentError, Outgoing
from feedback_service.sending.secret_files import notify_key
from feedback_service.settings import Settings

SECONDS, ALL_SECONDS = 10, 45
_FAILED = {"permanent-failure", "temporary-failure", "technical-failure", "validation-failed"}
_threads = ThreadPoolExecutor(4, thread_name_prefix="notify")
# It writes the other side's answers into the log; what went wrong is kept as a code with the delivery.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)


async def send_email(settings: Settings, out: Outgoing) -> None:
    """Hand an e-mail to GOV.UK Notify. Raises NotSentError."""
    await _in_thread(settings, out, "email")


async def send_text(settings: Settings, out: Outgoing) -> None:
    """Hand a text message to GOV.UK Notify. Raises NotSentError."""
    await _in_thread(settings, out, "text")


async def _in_thread(settings: Settings, out: Outgoing, way: str) -> None:
    """Not waited for longer than ALL_SECONDS: an answer that trickles in must not hold up what comes next."""
    try:
        async with asyncio.timeout(ALL_SECONDS):
            await asyncio.get_running_loop().run_in_executor(_threads, _send, settings, out, way)
    except TimeoutError as error:
        raise NotSentError("TimeoutError") from error


def _send(settings: Settings, out: Outgoing, way: str) -> None:
    client = _client(settings)
    said = {"message": out.said.line, "link": out.said.link}
    try:
        if out.again and _is_there(client, out.reference):
            return
        if way == "text":
            client.send_sms_notification(out.to, settings.notify_text_template, said, out.reference)
        else:
            client.send_email_notification(out.to, settings.notify_email_template, said, out.reference)
    except APIError as error:
        raise NotSentError(_code(error)) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:  # no answer that makes sense
        raise NotSentError(type(error).__name__) from error
    finally:
        client.request_session.close()


def _client(settings: Settings) -> Any:  # noqa: ANN401 (the library has no types)
    key = notify_key(settings)
    elsewhere = {"base_url": settings.notify_url} if settings.notify_url else {}
    return NotificationsAPIClient(key, timeout=SECONDS, **elsewhere)  # type: ignore[no-untyped-call]


def _is_there(client: Any, reference: str) -> bool:  # noqa: ANN401
    """Whether Notify took it before and has not failed with it."""
    known = client.get_all_notifications(reference=reference)["notifications"]
    return any(one["status"] not in _FAILED for one in known)


def _code(error: APIError) -> str:
    if error.response is not None:
        return f"HTTP {error.response.status_code}"
    return type(error.__cause__ or error).__name__
