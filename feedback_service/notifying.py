"""Sending: each delivery is tried until it is sent or given up, at every try under the same reference.

Nothing here is remembered but in rows: a delivery is taken on for a while before it is tried, so that whoever
is killed in between leaves it to be tried again, and noted as sent by itself right after it was accepted.
"""

import asyncio
import logging
import zlib
from collections.abc import Awaitable, Callable

from feedback_service.faults import log_fault
from feedback_service.notice_words import saying
from feedback_service.sending.channels import set_up
from feedback_service.sending.gov_notify import send_email, send_text
from feedback_service.sending.mail import send_mail
from feedback_service.sending.outgoing import NotSentError, Outgoing
from feedback_service.sending.webhook import post_webhook
from feedback_service.service import Service
from feedback_service.settings import Settings, SettingsError
from feedback_service.storage.database import Transaction
from feedback_service.storage.deliveries import (
    Channel,
    Taken,
    anything_due,
    note_failed,
    note_given_up,
    note_sent,
    take_due,
)

log = logging.getLogger(__name__)
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
WAITS = (5 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR)  # after the first failure, the second, …
GIVE_UP_AFTER = 24 * HOUR
AT_ONCE = 16
LEFT = "left"  # the worker may not sign in any more
Send = Callable[[Settings, Outgoing], Awaitable[None]]


async def send_due(service: Service, channel: Channel, *, only: frozenset[str] = frozenset()) -> int:
    """Try what is due on this channel (of these notices `only`, if any are named); returns how many tries.

    AT_ONCE at most, so that it ends when the slowest of them does: what remains is taken by the next run.
    """
    at = service.now()
    async with service.database.reading() as connection:
        if not await anything_due(connection, channel, at):
            return 0
    taken = await service.database.transaction(lambda tx: take_due(tx, channel, at, limit=AT_ONCE, only=only))
    ended = await asyncio.gather(*(_try(service, one) for one in taken), return_exceptions=True)
    for one, error in zip(taken, ended, strict=True):
        if isinstance(error, Exception):  # what became of it could not be noted: it is tried again
            log_fault(log, error, f"Delivery {one.id}")
    return len(taken)


async def _try(service: Service, one: Taken) -> None:
    problem = await _sent_or_why(service.settings, one)
    at = service.now()

    async def work(tx: Transaction) -> None:
        if not problem:
            await note_sent(tx, one.id, at)
        elif problem == LEFT or at - one.made_at >= GIVE_UP_AFTER:
            await note_given_up(tx, one.id, problem, at)
        else:
            await note_failed(tx, one.id, problem, at + wait_after(one.id, one.tries))

    await service.database.transaction(work)
    if problem and at - one.made_at >= GIVE_UP_AFTER:
        log.error("Delivery %s by %s is given up: %s", one.id, one.channel, problem)


def wait_after(delivery_id: str, tries: int) -> int:
    """Milliseconds until the next try, spread by up to a tenth, for each delivery always alike."""
    spread = zlib.crc32(f"{delivery_id} {tries}".encode()) / 2**32
    return round(WAITS[min(tries, len(WAITS)) - 1] * (0.9 + 0.2 * spread))


async def _sent_or_why(settings: Settings, one: Taken) -> str:
    """Empty when it was accepted, else a short code."""
    send = _way(settings, one.channel)
    to = (one.email if one.channel == "email" else one.phone) or ""
    if one.channel != "webhook" and not one.active:
        return LEFT
    if send is None or not (to or one.channel == "webhook"):
        return "not set up" if send is None else "no address"
    try:
        await send(settings, _outgoing(settings, one, to))
    except NotSentError as error:
        return str(error)[:80]
    except SettingsError:  # a secret's file went away: the doctor and the next start say which
        return "secret file"
    except Exception as error:  # noqa: BLE001 (a fault of ours must not keep it from being tried again)
        log_fault(log, error, f"Delivery {one.id}")
        return type(error).__name__
    return ""


def _way(settings: Settings, channel: str) -> Send | None:
    if channel not in set_up(settings):
        return None
    if channel == "email":
        return send_mail if settings.smtp_host else send_email
    return send_text if channel == "text" else post_webhook


def _outgoing(settings: Settings, one: Taken, to: str) -> Outgoing:
    return Outgoing(
        reference=one.id,
        to=to,
        kind=one.kind,
        step=one.step,
        at=one.made_at,
        said=saying(settings, one.kind, one.step),
        again=one.tries > 1,
    )
