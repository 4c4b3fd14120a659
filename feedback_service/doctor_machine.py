"""What the settings and this machine tell: addresses, the key file, room on the disk, the service's user."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from feedback_service.doctor_findings import Finding, bad, good, warning
from feedback_service.sending.channels import check_channels, set_up
from feedback_service.settings import Settings, SettingsError
from feedback_service.web.doorway import LOOPBACK, host_of

LITTLE, TOO_LITTLE = 2_000_000_000, 200_000_000  # bytes
_SWAPS = Path("/proc/swaps")


def on_this_machine(settings: Settings) -> list[Finding]:
    """Every finding that needs neither the database nor the network."""
    looked = (
        _address,
        _hosts,
        _key_file,
        _apart,
        _room,
        _user,
        _swap,
        _channels,
        _encrypted,
        _sign_in,
        _retention,
        _languages,
    )
    return [finding for look in looked for finding in look(settings)]


def _address(settings: Settings) -> Iterator[Finding]:
    host = urlsplit(settings.public_url).hostname or ""
    if host in {one.strip("[]") for one in LOOPBACK}:
        yield bad(
            "address",
            f"public_url is {settings.public_url}: links that are given away lead nowhere.",
            "Set public_url to the https address that children and families open.",
        )
    elif not settings.secure:
        yield bad(
            "address",
            "public_url is not https: words and sign-ins travel openly, cookies are not bound to this host.",
            "Put a TLS proxy in front (docs/deployment.md) and set public_url to its https address.",
        )
    else:
        yield good("address", f"Pages are reached at {settings.public_url}.")


def _hosts(settings: Settings) -> Iterator[Finding]:
    odd = [one for one in settings.allowed_hosts if not host_of(one) or host_of(one) != one.lower()]
    if odd:
        yield bad(
            "hosts",
            f"allowed_hosts has what is no host name: {', '.join(odd)}.",
            "Write bare names, without scheme, port or path; there are no wildcards.",
        )


def _key_file(settings: Settings) -> Iterator[Finding]:
    path = Path(settings.key_file)
    try:
        about = path.stat()
    except OSError as error:
        yield bad(
            "key file",
            f"{path} cannot be read: {error.strerror}.",
            "Set key_file, or run: feedback-service init",
        )
        return
    if stat.S_IMODE(about.st_mode) & 0o077:
        mode = f"{stat.S_IMODE(about.st_mode):o}"
        yield bad(
            "key file", f"Others on this machine may read {path} (mode {mode}).", f"Run: chmod 600 {path}"
        )
    elif about.st_uid != os.geteuid():
        yield warning(
            "key file",
            f"{path} belongs to another user than the one who asks.",
            "Run this as the user that the service runs as; then the file should be that user's.",
        )
    else:
        yield good("key file", "Only the service's user may read the key file.")


def _apart(settings: Settings) -> Iterator[Finding]:
    folder = _database_folder(settings)
    if folder and folder == Path(settings.key_file).resolve().parent:
        yield warning(
            "key file apart",
            "Key file and database stand in one folder: a copy of it can be read by whoever gets it.",
            "Keep backups of the two in different places, or set key_file to another folder.",
        )


def _database_folder(settings: Settings) -> Path | None:
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        return None
    is_file = url.get_backend_name() == "sqlite" and url.database
    return Path(url.database or "").resolve().parent if is_file else None


def _room(settings: Settings) -> Iterator[Finding]:
    folder = _database_folder(settings)
    if folder is None or not folder.is_dir():
        return
    free = shutil.disk_usage(folder).free
    says = f"{free / 1e9:.1f} GB are free where the database is."
    if free < TOO_LITTLE:
        yield bad("disk", says, "Make room now: answers cannot be kept on a full disk.")
    elif free < LITTLE:
        yield warning("disk", says, "Make room soon.")
    else:
        yield good("disk", says)


def _user(_settings: Settings) -> Iterator[Finding]:
    if os.geteuid() == 0:
        yield warning(
            "user",
            "This runs as root.",
            "Let the service run as a user of its own (docs/deployment.md), and ask as that user.",
        )


def _swap(_settings: Settings) -> Iterator[Finding]:
    """The service forbids core dumps of itself; what is swapped out it cannot forbid."""
    if _SWAPS.is_file() and len(_SWAPS.read_text(encoding="utf-8").splitlines()) > 1:
        yield warning(
            "swap",
            "This machine swaps: keys and words in memory may be written to the disk.",
            "Switch swap off, or encrypt it.",
        )


def _channels(settings: Settings) -> Iterator[Finding]:
    try:
        check_channels(settings)
    except SettingsError as error:
        yield bad("channels", str(error), "Correct that setting: the service does not start with it.")
        return
    ways = set_up(settings)
    if not ways:
        yield bad(
            "channels",
            "No channel is set up: nobody is called when a child tells of harm.",
            "Set smtp_host, notify_key_file or webhook_url (docs/deployment.md); then feedback-service drill",
        )
    else:
        yield good("channels", f"Workers are told by {', '.join(ways)}.")


def _encrypted(settings: Settings) -> Iterator[Finding]:
    """What goes over a network to the database or the mail server, without our asking for TLS."""
    if settings.smtp_host not in {"", *LOOPBACK} and settings.smtp_security == "none":
        yield warning("mail in clear", "Mail goes unencrypted.", "Set smtp_security to starttls or tls.")
    with suppress(ArgumentError):
        url = make_url(settings.database_url)
        if url.host not in {None, "", *LOOPBACK} and url.query.get("sslmode") != "verify-full":
            yield warning(
                "database in clear",
                "The database is on another machine, and nothing makes sure that the way there is encrypted.",
                "Add ?sslmode=verify-full to database_url, with sslrootcert as PostgreSQL tells.",
            )


def _sign_in(settings: Settings) -> Iterator[Finding]:
    if settings.second_factor != "required":
        yield warning(
            "second step",
            "A password alone lets workers in who set up no second step.",
            "Once everybody has one, set second_factor to required.",
        )
    else:
        yield good("second step", "Everybody needs a second step to sign in.")


def _retention(settings: Settings) -> Iterator[Finding]:
    rules = {
        "keep_words_days": "words are kept once they were read",
        "keep_concern_words_days": "words with a concern are kept once it is decided",
    }
    for name, what in rules.items():
        if days := getattr(settings, name):
            yield good("retention", f"For {days} days {what}.")
        else:
            yield warning(
                "retention",
                f"Nothing says how long {what}: it is for ever.",
                f"Decide with your data protection officer, then set {name}.",
            )


def _languages(settings: Settings) -> Iterator[Finding]:
    if settings.show_unreviewed:
        yield warning(
            "languages",
            "Translations that nobody has reviewed are shown.",
            "Have them reviewed (docs/languages.md) and set show_unreviewed to false.",
        )
    if settings.pseudo_languages:
        yield bad("languages", "Made-up languages for testing are offered.", "Set pseudo_languages to false.")
