"""Which ways of sending are set up; their settings checked before the service starts."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from urllib.parse import urlsplit

from feedback_service.sending.secret_files import notify_key, smtp_password, webhook_secret
from feedback_service.settings import Settings, SettingsError
from feedback_service.storage.deliveries import Channel

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def set_up(settings: Settings) -> tuple[Channel, ...]:
    """The channels by which somebody can be told."""
    ways: dict[Channel, bool] = {
        "email": bool(settings.smtp_host) or _by_notify(settings, settings.notify_email_template),
        "text": _by_notify(settings, settings.notify_text_template),
        "webhook": bool(settings.webhook_url),
    }
    return tuple(channel for channel, there in ways.items() if there)


def _by_notify(settings: Settings, template: str) -> bool:
    return bool(settings.notify_key_file and template)


def check_channels(settings: Settings) -> None:
    """SettingsError for whatever would keep notices from going out; no message holds a secret."""
    for check in (_check_mail, _check_notify, _check_webhook):
        check(settings)


def _check_mail(settings: Settings) -> None:
    if not settings.smtp_host:
        return
    if not _is_address(settings.mail_from):
        raise SettingsError(
            "Set mail_from to the address that notices come from: with smtp_host it is needed."
        )
    if settings.smtp_user:
        smtp_password(settings)
    if settings.smtp_user and settings.smtp_security == "none" and settings.smtp_host not in _LOOPBACK:
        raise SettingsError("With smtp_security none the password would travel openly. Use starttls or tls.")


def _check_notify(settings: Settings) -> None:
    wanted = (settings.notify_email_template, settings.notify_text_template)
    if any(wanted) and not settings.notify_key_file:
        raise SettingsError("Set notify_key_file: a template of GOV.UK Notify is of no use without its key.")
    if not settings.notify_key_file:
        return
    if not any(wanted):
        raise SettingsError(
            "Set notify_text_template or notify_email_template, or leave out notify_key_file."
        )
    notify_key(settings)
    if settings.notify_url:
        _check_url("notify_url", settings.notify_url)


def _check_webhook(settings: Settings) -> None:
    if settings.webhook_url:
        _check_url("webhook_url", settings.webhook_url)
        webhook_secret(settings)


def _check_url(name: str, url: str) -> None:
    parts = urlsplit(url)
    open_way = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or open_way):
        raise SettingsError(f"{name} must begin with https:// (http:// only on this machine).")


def _is_address(text: str) -> bool:
    try:
        return bool(text) and bool(Address(addr_spec=text).domain)
    except (HeaderParseError, ValueError, IndexError):
        return False
