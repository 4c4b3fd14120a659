"""What every way of sending is given, and how it says that it could not."""

import msgspec

from feedback_service.notice_words import Saying


class NotSentError(Exception):
    """It was not accepted; the message is a short code, never anything that somebody else wrote."""


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery to be sent. `reference` is the same at every try; `again`: it may have arrived before.

    `to` is an e-mail address or a telephone number, and empty for the webhook. `at` is in Unix milliseconds.
    """

    reference: str
    to: str
    kind: str
    step: int
    at: int
    said: Saying
    again: bool
