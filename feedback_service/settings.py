"""What an administrator can set: a TOML file, overlaid by FEEDBACK_* environment variables."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

CONFIG_VARIABLE = "FEEDBACK_CONFIG"
PREFIX = "FEEDBACK_"
Positive = Annotated[int, msgspec.Meta(ge=1)]
AreaName = Annotated[str, msgspec.Meta(pattern=r"^\S(.{0,78}\S)?$")]
Scheduled = Literal[
    "team month",
    "team quarter",
    "team year",
    "agency month",
    "agency quarter",
    "agency year",
    "partnership month",
    "partnership quarter",
    "partnership year",
]
LanguageTag = Annotated[str, msgspec.Meta(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


class SettingsError(Exception):
    """A setting that cannot be used; the message names it and says what to do."""


class Helpline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A telephone line shown on every page for children and families."""

    name: str
    number: str
    note: str


HELPLINES = (
    Helpline("Childline", "0800 1111", "Free, day and night, for anyone under 19"),
    Helpline("Emergency", "999", "If someone is in danger right now"),
    Helpline("Shout", "85258", "Text any time, free"),
    Helpline("NSPCC for adults", "0808 800 5000", "If you are worried about a child"),
)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All settings with their defaults; README.md documents each."""

    service_name: str = "Children and families' feedback"
    public_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8000
    database_url: str = "sqlite+aiosqlite:///data/feedback.db"
    key_file: str = "data/keys.toml"
    forms_folder: str = ""
    speech_folder: str = ""
    symbols_folder: str = ""
    languages: tuple[LanguageTag, ...] = ("en", "cy", "pl", "ur", "ar")
    translations_folder: str = ""
    show_unreviewed: bool = False
    pseudo_languages: bool = False
    helplines: tuple[Helpline, ...] = HELPLINES
    voice_notes: bool = False
    max_body_bytes: Positive = 128_000
    link_draft_hours: Positive = 24
    tablet_draft_minutes: Positive = 30
    tablet_idle_seconds: Annotated[int, msgspec.Meta(ge=20, le=3600)] = 120
    link_days: Positive = 28
    areas: tuple[AreaName, ...] = ()
    session_hours: Positive = 8
    session_idle_minutes: Positive = 30
    sign_in_attempts: Positive = 10
    theming_minutes: Positive = 5
    ladder_minutes: tuple[Positive, Positive, Positive] = (15, 30, 60)
    read_within_days: Positive = 5
    smtp_host: str = ""
    smtp_port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password_file: str = ""
    mail_from: str = ""
    notify_key_file: str = ""
    notify_email_template: str = ""
    notify_text_template: str = ""
    notify_url: str = ""
    webhook_url: str = ""
    webhook_secret_file: str = ""
    second_factor: Literal["offered", "required"] = "offered"
    proof_minutes: Positive = 10
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_secret_file: str = ""
    oidc_name: str = "Single sign-on"
    oidc_verified_claim: str = "email_verified"
    oidc_needs: str = ""
    allowed_hosts: tuple[str, ...] = ()
    keep_words_days: Annotated[int, msgspec.Meta(ge=0)] = 0
    keep_concern_words_days: Annotated[int, msgspec.Meta(ge=0)] = 0
    scheduled_reports: tuple[Scheduled, ...] = ("team month", "partnership quarter")
    small_number: Annotated[int, msgspec.Meta(ge=1, le=10)] = 5
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    def __post_init__(self) -> None:
        if not self.public_url.startswith(("http://", "https://")) or self.public_url.endswith("/"):
            raise ValueError("public_url must begin with http:// or https:// and end without a slash")
        if self.oidc_needs and "=" not in self.oidc_needs:
            raise ValueError("oidc_needs must be a claim and its value: amr=mfa for example")
        if list(self.ladder_minutes) != sorted(self.ladder_minutes):
            raise ValueError("ladder_minutes must not go down: 15, 30, 60 for example")

    @property
    def secure(self) -> bool:
        """Whether pages travel over TLS, so that cookies may insist on it."""
        return self.public_url.startswith("https://")


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The settings file named by FEEDBACK_CONFIG (if any), then single FEEDBACK_* variables over it."""
    values = _from_file(environ.get(CONFIG_VARIABLE, ""))
    for name, value in environ.items():
        if name.startswith(PREFIX) and name != CONFIG_VARIABLE:
            values[name.removeprefix(PREFIX).lower()] = value
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        known = ", ".join(Settings.__struct_fields__)
        raise SettingsError(f"Settings: {error}. Known settings: {known}.") from error


def _from_file(path: str) -> dict[str, Any]:
    if not path:
        return {}
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"Settings file {path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"Settings file {path} is not valid TOML: {error}.") from error
