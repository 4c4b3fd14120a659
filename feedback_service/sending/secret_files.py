"""The secrets of the channels: each in a file of its own, read at each use, so that changes are taken up."""

import base64
import binascii
import re
from pathlib import Path

from feedback_service.settings import Settings, SettingsError

SHORTEST_SECRET = 24  # bytes, as the layout of the webhook's signature asks
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NOTIFY_KEY = re.compile(f".+-{_UUID}-{_UUID}", re.IGNORECASE)


def smtp_password(settings: Settings) -> str:
    """The mail server's password."""
    return _secret("smtp_password_file", settings.smtp_password_file)


def notify_key(settings: Settings) -> str:
    """The API key of GOV.UK Notify."""
    key = _secret("notify_key_file", settings.notify_key_file)
    if not _NOTIFY_KEY.fullmatch(key):
        raise SettingsError("The file notify_key_file does not hold an API key as GOV.UK Notify shows it.")
    return key


def webhook_secret(settings: Settings) -> bytes:
    """What signs webhooks: the file's text, or the bytes in base64 after `whsec_`."""
    text = _secret("webhook_secret_file", settings.webhook_secret_file)
    secret = _decoded(text.removeprefix("whsec_")) if text.startswith("whsec_") else text.encode()
    if len(secret) < SHORTEST_SECRET:
        raise SettingsError(f"The secret in webhook_secret_file needs {SHORTEST_SECRET} bytes at least.")
    return secret


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


def _secret(name: str, path: str) -> str:
    if not path:
        raise SettingsError(f"Set {name} to the file that holds the secret.")
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The file {name} cannot be read: {type(error).__name__}.") from error
    if not text:
        raise SettingsError(f"The file {name} is empty.")
    return text
