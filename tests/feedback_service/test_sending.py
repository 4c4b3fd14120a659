"""Each way of sending against a real server on loopback: what is taken, what is refused, what gets out."""

import base64
import logging
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import msgspec
import pytest

from feedback_service.notice_words import saying
from feedback_service.sending import gov_notify, mail, webhook
from feedback_service.sending.channels import check_channels, set_up
from feedback_service.sending.outgoing import NotSentError, Outgoing
from feedback_service.sending.secret_files import webhook_secret
from feedback_service.settings import Settings, SettingsError
from tests.feedback_service import receivers
from tests.feedback_service.certificates import throwaway
from tests.feedback_service.receivers import Mailbox, Notify, Webhook, mail_server, serving

TEMPLATE = "9b5b8a6c-5f1c-4c0b-9a49-8d3f0f6f6d11"
REFERENCE = "0199c8a0-0000-7000-8000-000000000001"


@pytest.fixture
def plain(tmp_path: Path) -> Settings:
    """Settings whose secrets lie in files, with nowhere to send to yet."""
    for name, text in (
        ("password", receivers.PASSWORD),
        ("key", receivers.API_KEY),
        ("secret", receivers.SECRET),
    ):
        (tmp_path / name).write_text(f"{text}\n")
    return Settings(public_url="https://feedback.example")


def changed(settings: Settings, **changes: Any) -> Settings:  # noqa: ANN401
    return msgspec.structs.replace(settings, **changes)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    found = Mailbox()
    with mail_server(found):
        yield found


def by_mail(plain: Settings, port: int) -> Settings:
    return changed(
        plain,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        mail_from="notices@feedback.example",
    )


@pytest.fixture
def notify(plain: Settings, tmp_path: Path) -> Iterator[tuple[Notify, Settings]]:
    found = Notify()
    with serving(found):
        yield (
            found,
            changed(
                plain,
                notify_url=found.url.removesuffix("/hook"),
                notify_key_file=f"{tmp_path}/key",
                notify_text_template=TEMPLATE,
                notify_email_template=TEMPLATE,
            ),
        )


@pytest.fixture
def hook(plain: Settings, tmp_path: Path) -> Iterator[tuple[Webhook, Settings]]:
    found = Webhook()
    with serving(found):
        yield found, changed(plain, webhook_url=found.url, webhook_secret_file=f"{tmp_path}/secret")


def out(settings: Settings, to: str = "lead@agency.example", *, again: bool = False) -> Outgoing:
    said = saying(settings, "ladder", 1)
    return Outgoing(reference=REFERENCE, to=to, kind="ladder", step=1, at=7, said=said, again=again)


def read(raw: bytes | str | None) -> EmailMessage:
    assert isinstance(raw, bytes)
    return message_from_bytes(raw, policy=policy.default)


async def test_a_mail_says_that_something_waits_and_carries_its_reference(
    plain: Settings, box: Mailbox
) -> None:
    settings = by_mail(plain, box.port)
    await mail.send_mail(settings, out(settings))
    (taken,) = box.mails
    sent = read(taken.content)
    assert (taken.mail_from, taken.rcpt_tos) == ("notices@feedback.example", ["lead@agency.example"])
    assert sent["Message-ID"] == f"<{REFERENCE}@feedback.example>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert abs(sent["Date"].datetime.timestamp() - time.time()) < 60
    line, link = "An urgent item has waited 15 minutes.", "https://feedback.example/staff/concerns"
    assert (sent["Subject"], sent.get_content().split()) == (line, [*line.split(), link])
    assert sent["From"].addresses[0].display_name == settings.service_name


async def test_a_mail_goes_over_starttls_with_a_password_and_only_to_a_server_that_is_trusted(
    plain: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = Mailbox()
    context, trusted = throwaway(tmp_path)
    with mail_server(found, context):
        settings = changed(
            by_mail(plain, found.port),
            smtp_security="starttls",
            smtp_user=receivers.USER,
            smtp_password_file=f"{tmp_path}/password",
        )
        with pytest.raises(NotSentError):
            await mail.send_mail(settings, out(settings))
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        with pytest.raises(NotSentError, match="SMTP 5"):
            await mail.send_mail(by_mail(plain, found.port), out(settings))
        assert found.mails == []
        await mail.send_mail(settings, out(settings))
        (tmp_path / "password").write_text("another")
        with pytest.raises(NotSentError, match="SMTP 535"):
            await mail.send_mail(settings, out(settings))
    assert found.over_tls == [True]


async def test_starttls_is_never_left_out_because_a_server_has_none(plain: Settings, box: Mailbox) -> None:
    settings = changed(by_mail(plain, box.port), smtp_security="starttls")
    with pytest.raises(NotSentError):
        await mail.send_mail(settings, out(settings))
    assert box.mails == []


async def test_what_a_mail_server_says_stays_out_but_for_its_code(plain: Settings, box: Mailbox) -> None:
    settings = by_mail(plain, box.port)
    box.next = ["451 lead@agency.example is away", "550 no such lead"]
    for code in ("SMTP 451", "SMTP 550"):
        with pytest.raises(NotSentError) as refused:
            await mail.send_mail(settings, out(settings))
        assert str(refused.value) == code
    for address in ("lead@agency.example\nBcc: all@agency.example", "no address", "@", "a@b@c.example"):
        with pytest.raises(NotSentError):
            await mail.send_mail(settings, out(settings, address))
    assert box.mails == []


async def test_no_mail_server_at_all_is_a_failure_like_any_other(plain: Settings) -> None:
    settings = by_mail(plain, 1)
    with pytest.raises(NotSentError, match=r"^SMTPConnectError$"):
        await mail.send_mail(settings, out(settings))


async def test_text_and_mail_go_through_notify_with_reference_message_and_link(
    notify: tuple[Notify, Settings],
) -> None:
    found, settings = notify
    await gov_notify.send_text(settings, out(settings, "07700900123"))
    await gov_notify.send_email(settings, out(settings))
    text, email = found.kept
    said = {
        "message": "An urgent item has waited 15 minutes.",
        "link": "https://feedback.example/staff/concerns",
    }
    assert (text["way"], text["phone_number"], text["template_id"]) == ("sms", "07700900123", TEMPLATE)
    assert (email["way"], email["email_address"]) == ("email", "lead@agency.example")
    assert text["personalisation"] == email["personalisation"] == said
    assert found.taken == [REFERENCE, REFERENCE]
    assert found.refused == []


async def test_before_notify_is_asked_again_it_is_asked_whether_it_has_it(
    notify: tuple[Notify, Settings],
) -> None:
    found, settings = notify
    found.next = ["taken then 500"]
    with pytest.raises(NotSentError, match=r"^HTTP 500$"):
        await gov_notify.send_text(settings, out(settings))
    await gov_notify.send_text(settings, out(settings, again=True))
    assert found.taken == [REFERENCE]
    found.kept[0]["status"] = "permanent-failure"
    await gov_notify.send_text(settings, out(settings, again=True))
    assert found.taken == [REFERENCE, REFERENCE]


@pytest.mark.parametrize(
    ("way", "code"),
    [
        ("500", "HTTP 500"),
        ("429", "HTTP 429"),
        ("403", "HTTP 403"),
        ("garbage", "HTTP 201"),
        ("close", "ConnectionError"),
        ("hang", "ReadTimeout"),
    ],
)
async def test_whatever_notify_answers_a_failure_is_a_code(
    notify: tuple[Notify, Settings], monkeypatch: pytest.MonkeyPatch, way: str, code: str
) -> None:
    found, settings = notify
    monkeypatch.setattr(gov_notify, "SECONDS", 0.2 if way == "hang" else gov_notify.SECONDS)
    found.next = [way]
    with pytest.raises(NotSentError) as failed:
        await gov_notify.send_text(settings, out(settings))
    assert str(failed.value) == code


async def test_notify_refuses_what_another_key_signed(
    notify: tuple[Notify, Settings], tmp_path: Path
) -> None:
    found, settings = notify
    (tmp_path / "key").write_text(f"k-{receivers.SERVICE_ID}-{REFERENCE}")
    with pytest.raises(NotSentError):
        await gov_notify.send_text(settings, out(settings))
    assert found.taken == []


async def test_a_webhook_is_signed_and_says_what_kind_of_thing_waits(hook: tuple[Webhook, Settings]) -> None:
    found, settings = hook
    await webhook.post_webhook(settings, out(settings, ""))
    assert found.refused == []
    assert found.taken == [REFERENCE]
    (got,) = found.got
    link = "https://feedback.example/staff/concerns"
    said = {"id": REFERENCE, "kind": "ladder", "step": 1, "at": 7, "link": link}
    assert msgspec.json.decode(got.body) == said
    assert abs(int(got.headers["webhook-timestamp"]) - time.time()) < 60


async def test_a_webhook_signed_with_another_secret_is_refused(
    hook: tuple[Webhook, Settings], tmp_path: Path
) -> None:
    found, settings = hook
    (tmp_path / "secret").write_text("another secret of thirty-two bytes!")
    with pytest.raises(NotSentError, match=r"^HTTP 401$"):
        await webhook.post_webhook(settings, out(settings, ""))
    assert found.refused == [REFERENCE]


@pytest.mark.parametrize(
    ("way", "code"),
    [("302", "HTTP 302"), ("500", "HTTP 500"), ("close", "RemoteProtocolError"), ("hang", "ReadTimeout")],
)
async def test_a_webhook_follows_no_redirect_and_fails_with_a_code(
    hook: tuple[Webhook, Settings], monkeypatch: pytest.MonkeyPatch, way: str, code: str
) -> None:
    found, settings = hook
    monkeypatch.setattr(webhook, "SECONDS", 0.2 if way == "hang" else webhook.SECONDS)
    found.next = [way]
    with pytest.raises(NotSentError) as failed:
        await webhook.post_webhook(settings, out(settings, ""))
    assert str(failed.value) in {code, "TimeoutError"} if way == "hang" else str(failed.value) == code
    assert len(found.got) == 1


def test_the_signature_is_that_of_the_published_example() -> None:
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = webhook.signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_channels_are_those_that_are_set_up(
    plain: Settings, notify: tuple[Notify, Settings], hook: tuple[Webhook, Settings]
) -> None:
    assert set_up(plain) == ()
    assert set_up(by_mail(plain, 25)) == ("email",)
    assert set_up(notify[1]) == ("email", "text")
    assert set_up(changed(notify[1], notify_email_template="")) == ("text",)
    assert set_up(hook[1]) == ("webhook",)
    for settings in (plain, by_mail(plain, 25), notify[1], hook[1]):
        check_channels(settings)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"smtp_host": "mail.example"}, "mail_from"),
        ({"smtp_host": "mail.example", "mail_from": "not an address"}, "mail_from"),
        ({"smtp_host": "m.example", "mail_from": "a@b.example", "smtp_user": "u"}, "smtp_password_file"),
        (
            {
                "smtp_host": "m.example",
                "mail_from": "a@b.example",
                "smtp_user": "u",
                "smtp_security": "none",
                "smtp_password_file": "{folder}/password",
            },
            "smtp_security",
        ),
        ({"notify_text_template": TEMPLATE}, "notify_key_file"),
        ({"notify_key_file": "{folder}/key"}, "notify_text_template"),
        ({"notify_key_file": "{folder}/password", "notify_text_template": TEMPLATE}, "notify_key_file"),
        (
            {
                "notify_key_file": "{folder}/key",
                "notify_text_template": TEMPLATE,
                "notify_url": "http://api.example",
            },
            "notify_url",
        ),
        ({"webhook_url": "http://hook.example", "webhook_secret_file": "{folder}/secret"}, "webhook_url"),
        ({"webhook_url": "https://hook.example"}, "webhook_secret_file"),
        (
            {"webhook_url": "https://hook.example", "webhook_secret_file": "{folder}/gone"},
            "webhook_secret_file",
        ),
        ({"webhook_url": "https://hook.example", "webhook_secret_file": "{folder}/password"}, "24 bytes"),
    ],
)
def test_what_would_keep_notices_from_going_out_is_said_at_the_start(
    plain: Settings, tmp_path: Path, changes: dict[str, str], name: str
) -> None:
    settings = changed(plain, **{key: value.format(folder=tmp_path) for key, value in changes.items()})
    with pytest.raises(SettingsError, match=name) as refused:
        check_channels(settings)
    for secret in (receivers.PASSWORD, receivers.API_KEY, receivers.SECRET):
        assert secret not in str(refused.value)


def test_a_webhook_secret_may_be_written_in_base64(plain: Settings, tmp_path: Path) -> None:
    settings = changed(plain, webhook_secret_file=f"{tmp_path}/secret")
    assert webhook_secret(settings) == receivers.SECRET.encode()
    (tmp_path / "secret").write_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert len(webhook_secret(settings)) == 24
    (tmp_path / "secret").write_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaL***")
    with pytest.raises(SettingsError):
        webhook_secret(settings)


async def test_no_secret_address_or_foreign_word_reaches_the_log(
    notify: tuple[Notify, Settings],
    hook: tuple[Webhook, Settings],
    box: Mailbox,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    ways: list[tuple[Callable[[Settings, Outgoing], Any], Settings]] = [
        (gov_notify.send_text, notify[1]),
        (webhook.post_webhook, hook[1]),
        (mail.send_mail, by_mail(notify[1], box.port)),
    ]
    box.next = ["550 lead@agency.example unknown"]
    notify[0].next, hook[0].next = ["500"], ["500"]
    for send, settings in ways:
        with pytest.raises(NotSentError):
            await send(settings, out(settings))
        await send(settings, out(settings))
    written = "\n".join(
        f"{one.getMessage()} {one.exc_text}" for one in caplog.records if one.name != "mail.log"
    )
    secrets = (
        receivers.PASSWORD,
        receivers.API_SECRET,
        receivers.SECRET,
        "lead@agency.example",
        "Bearer",
        "/hook",
    )
    assert [one for one in secrets if one in written] == []
    assert "webhook-signature" not in written
