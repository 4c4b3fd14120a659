"""Cookies of coming back: which device tries words, and proof for 15 minutes that it gave true ones."""

import base64
import hmac
import secrets
from collections.abc import Mapping

from litestar.datastructures import Cookie

from feedback_service.returning import Device
from feedback_service.service import Service
from feedback_service.tablets import known_tablet
from feedback_service.web.visits import RETURN, kept_cookie

DEVICE = "device"
GUESTS = "guests"
LASTS_SECONDS = 15 * 60


async def device_of(service: Service, cookies: Mapping[str, str]) -> tuple[Device, list[Cookie]]:
    """Who tries words, and the cookie that makes a browser that is new here known from now on.

    A tablet is itself. A browser that has used a link belongs to that link; all others belong together, so
    that throwing the cookie away gains nothing. No network address is asked: a family hub has only one.
    """
    tablet = await known_tablet(service, cookies)
    if tablet is not None:
        return Device(tablet.id, tablet.id), []
    known = _read_device(service, cookies)
    if known is not None:
        return known, []
    fresh = Device(secrets.token_urlsafe(12), GUESTS)
    return fresh, [_device_cookie(service, fresh)]


def linked_cookies(service: Service, cookies: Mapping[str, str], link_id: str) -> list[Cookie]:
    """Makes a browser known as one that has used this link, unless it has used one before."""
    known = _read_device(service, cookies)
    if known is not None and known.pool != GUESTS:
        return []
    return [_device_cookie(service, Device(secrets.token_urlsafe(12), link_id))]


def _device_cookie(service: Service, device: Device) -> Cookie:
    value = f"{device.id}.{device.pool}.{_signature(service, 'device', f'{device.id}.{device.pool}')}"
    return kept_cookie(service, DEVICE, value, service.settings.link_days * 86_400)


def _read_device(service: Service, cookies: Mapping[str, str]) -> Device | None:
    plain, _, signature = cookies.get(DEVICE, "").rpartition(".")
    device, _, pool = plain.partition(".")
    return Device(device, pool) if _fits(service, "device", plain, signature) else None


def return_cookie(service: Service, owner_id: str) -> Cookie:
    """Proof that this browser gave the words of a draft or submission; new each time, for 15 minutes."""
    until = service.now() + LASTS_SECONDS * 1000
    plain = f"{owner_id}.{until}.{secrets.token_urlsafe(9)}"
    return kept_cookie(service, RETURN, f"{plain}.{_signature(service, 'return', plain)}", LASTS_SECONDS)


def returned_owner(service: Service, cookies: Mapping[str, str]) -> str:
    """The id whose words this browser gave in the last 15 minutes; empty when it gave none."""
    plain, _, signature = cookies.get(RETURN, "").rpartition(".")
    owner, _, rest = plain.partition(".")
    until = rest.partition(".")[0]
    proven = _fits(service, "return", plain, signature) and until.isdigit()
    return owner if proven and int(until) > service.now() else ""


def _fits(service: Service, purpose: str, plain: str, signature: str) -> bool:
    return hmac.compare_digest(signature.encode(), _signature(service, purpose, plain).encode())


def _signature(service: Service, purpose: str, plain: str) -> str:
    return base64.urlsafe_b64encode(service.keys.sign(purpose, plain)[:18]).decode()
