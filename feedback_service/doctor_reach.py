"""Whether the other services that the settings name answer."""

import asyncio
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from feedback_service.doctor_findings import Finding, bad, good
from feedback_service.settings import Settings

SECONDS = 5  # that a place has to answer in


class Place(NamedTuple):
    """Another service that has to be reached, and the setting that names it."""

    name: str
    host: str
    port: int
    setting: str


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


async def reached(place: Place) -> Finding:
    """Whether a connection can be made; nothing is sent."""
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
