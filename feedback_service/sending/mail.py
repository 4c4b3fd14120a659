"""Notices as e-mail through a mail server."""

import asyncio
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate

import aiosmtplib

from feedback_service.sending.outgoing import NotSentError, Outgoing
from feedback_service.sending.secret_files import smtp_password
from feedback_service.settings import Settings

STEP_SECONDS, ALL_SECONDS = 10, 20
_UNUSABLE = (ValueError, IndexError, MessageError)  # an address that is none, or has a line break in it


async def send_mail(settings: Settings, out: Outgoing) -> None:
    """Hand one mail to the server. Raises NotSentError; then it may have been taken all the same."""
    password = smtp_password(settings) if settings.smtp_user else None
    try:
        async with asyncio.timeout(ALL_SECONDS):
            await aiosmtplib.send(
                message(settings, out),
                hostname=settings.smtp_host,
                port=settings.smtp_port,
                username=settings.smtp_user or None,
                password=password,
                use_tls=settings.smtp_security == "tls",
                start_tls=settings.smtp_security == "starttls",  # and never on without it
                timeout=STEP_SECONDS,
            )
    except (aiosmtplib.SMTPException, OSError, *_UNUSABLE) as error:
        raise NotSentError(_code(error)) from error


def message(settings: Settings, out: Outgoing) -> EmailMessage:
    """The mail. Its Message-ID is the reference, so that a second copy can be told for what it is."""
    sender = Address(addr_spec=settings.mail_from)
    mail = EmailMessage()
    mail["From"] = Address(settings.service_name, addr_spec=settings.mail_from)
    mail["To"] = Address(addr_spec=out.to)
    mail["Subject"] = out.said.line
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = f"<{out.reference}@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{out.said.line}\n\n{out.said.link}\n")
    return mail


def _code(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        return f"SMTP {error.recipients[0].code}"
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"SMTP {error.code}"
    return type(error).__name__
