"""What is beyond this process: other services, the identity provider, and the reading process."""

import asyncio
from concurrent.futures.process import BrokenProcessPool

from feedback_service import analysing
from feedback_service.doctor_certificate import certificate
from feedback_service.doctor_findings import Finding, bad, good
from feedback_service.doctor_reach import places, reached
from feedback_service.id_tokens import OidcError
from feedback_service.machine import Said, codebook_version, read
from feedback_service.oidc import discover
from feedback_service.service import Service
from feedback_service.settings import Settings


async def beyond_this_machine(service: Service, _thoroughly: bool) -> list[Finding]:
    """The findings; nothing is sent to anybody, only connections are made."""
    settings = service.settings
    found = [await reached(place) for place in places(settings)]
    if settings.secure:
        found.append(await asyncio.to_thread(certificate, settings.public_url))
    if settings.oidc_issuer:
        found.append(await _provider(settings))
    return [*found, await _reads()]


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
