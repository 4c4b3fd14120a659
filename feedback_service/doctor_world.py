"""What is beyond this process: the certificate, mail server, webhook, provider, and the reading process."""

import asyncio
import socket
import ssl
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple
from urllib.parse import urlsplit

from feedback_service import analysing
from feedback_service.doctor_findings import Finding, bad, good, warning
from feedback_service.id_tokens import OidcError
from feedback_service.machine import Said, codebook_version, read
from feedback_service.oidc import discover
from feedback_service.service import Service
from feedback_service.settings import Settings

SECONDS = 5
DAYS_LEFT = 14


class Place(NamedTuple):
    """Another service that has to be reached, and the setting that names it."""

    name: str
    host: str
    port: int
    setting: str


async def beyond_this_machine(service: Service, _thoroughly: bool) -> list[Finding]:
    """The findings; nothing is sent to anybody, only connections are made."""
    settings = service.settings
    found = [await _reached(place) for place in places(settings)]
    if settings.secure:
        found.append(await asyncio.to_thread(certificate, settings.public_url))
    if settings.oidc_issuer:
        found.append(await _provider(settings))
    return [*found, await _reads()]


def places(settings: Settings) -> Iterator[Place]:
    """Where notices go to."""
    if settings.smtp_host:
        yield Place("mail server", settings.smtp_host, settings.smtp_port, "smtp_host")
    for name, url, setting in (
        ("webhook", settings.webhook_url, "webhook_url"),
        ("GOV.UK Notify", settings.notify_url, "notify_url"),
    ):
        if url:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            yield Place(name, parts.hostname or "", port, setting)


async def _reached(place: Place) -> Finding:
    try:
        async with asyncio.timeout(SECONDS):
            _, writer = await asyncio.open_connection(place.host, place.port)
        writer.close()
        await writer.wait_closed()
    except OSError as error:  # TimeoutError is one
        return bad(
            place.name,
            f"The {place.name} at {place.host}:{place.port} does not answer ({type(error).__name__}).",
            f"Look at {place.setting} and the firewall: nobody is told by this way until it answers.",
        )
    return good(place.name, f"The {place.name} answers. Whether notices arrive, a drill shows.")


def certificate(public_url: str) -> Finding:
    """Whether browsers trust the certificate at this address, and for how many days."""
    parts = urlsplit(public_url)
    host, port = parts.hostname or "", parts.port or 443
    try:
        with (
            socket.create_connection((host, port), SECONDS) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secured,
        ):
            ends = str((secured.getpeercert() or {})["notAfter"])
    except ssl.SSLCertVerificationError as error:
        return bad(
            "certificate",
            f"Browsers do not trust it: {error.verify_message}.",
            "Renew the proxy's certificate.",
        )
    except OSError as error:
        return bad(
            "certificate",
            f"Nothing answers at {public_url} ({type(error).__name__}).",
            "Look at the proxy; if this machine may not reach its own public address, look from elsewhere.",
        )
    days = int((ssl.cert_time_to_seconds(ends) - time.time()) // 86_400)
    if days < DAYS_LEFT:
        return warning("certificate", f"The certificate ends in {days} days.", "Have it renewed by itself.")
    return good("certificate", f"The certificate lasts for {days} more days.")


async def _provider(settings: Settings) -> Finding:
    try:
        await discover(settings.oidc_issuer)
    except OidcError:
        return bad(
            "single sign-on",
            f"The provider {settings.oidc_issuer} does not answer, or says that it is another.",
            "Look at oidc_issuer: it must be just what the provider calls itself.",
        )
    return good("single sign-on", "The identity provider answers.")


async def _reads() -> Finding:
    """The reading process, with a sentence of ours."""
    try:
        version = await analysing.run(codebook_version)
        await analysing.run(read, [Said("The worker came on time.")], version)
    except (BrokenProcessPool, OSError, ImportError, RuntimeError, ValueError) as error:
        return bad(
            "reading by machine",
            f"The reading process does not start, or has another model ({type(error).__name__}).",
            "Install the locked packages anew; it needs 420 MB of memory. Rules screen on all the same.",
        )
    return good("reading by machine", "The reading process starts, and its model is the right one.")
