"""Notices as JSON posted to another system, signed so that it can tell they are ours (Standard Webhooks)."""

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import ssl
import time

import httpx

from feedback_service.sending.outgoing import NotSentError, Outgoing
from feedback_service.sending.secret_files import webhook_secret
from feedback_service.settings import Settings

SECONDS = 10
logging.getLogger("httpx").setLevel(logging.WARNING)  # it writes whole addresses into the log


async def post_webhook(settings: Settings, out: Outgoing) -> None:
    """Post one notice. Raises NotSentError for any answer but 2xx; a redirect is not followed."""
    sent = {"id": out.reference, "kind": out.kind, "step": out.step, "at": out.at, "link": out.said.link}
    body = json.dumps(sent).encode()
    headers = signed(webhook_secret(settings), out.reference, int(time.time()), body)
    trusted = ssl.create_default_context()  # what this machine trusts
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpx.AsyncClient(timeout=SECONDS, verify=trusted, follow_redirects=False) as client,
            client.stream("POST", settings.webhook_url, content=body, headers=headers) as answer,
        ):
            status = answer.status_code  # what else it says is not read
    except (httpx.HTTPError, OSError) as error:
        raise NotSentError(type(error).__name__) from error
    if not httpx.codes.is_success(status):
        raise NotSentError(f"HTTP {status}")


def signed(secret: bytes, reference: str, at: int, body: bytes) -> dict[str, str]:
    """The headers of a webhook sent at `at` (Unix seconds)."""
    content = f"{reference}.{at}.".encode() + body
    signature = base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode()
    return {
        "content-type": "application/json",
        "webhook-id": reference,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{signature}",
    }
