"""What one submission adds, as rows of tables."""

from typing import NamedTuple


class SubmissionRow(NamedTuple):
    """A row of `submissions`; see the table for what its columns mean."""

    id: str
    fingerprint: bytes
    differs_from: str | None
    form_id: str
    form_version: int
    audience: str
    band: str | None
    team_id: str
    subject_id: str | None
    moment: str | None
    link_id: str | None
    tablet_id: str | None
    channel: str
    finished: bool
    person_role: str | None
    helper: str | None
    scribe: str | None
    share_words: bool
    answered_at: int
    received_at: int
    language: str | None = None
    share_worker: bool | None = None
    share_parent: bool | None = None
    no_view: str | None = None
    follows: str | None = None


class KeyRow(NamedTuple):
    """A row of `submission_keys`."""

    submission_id: str
    master: str
    wrapped: bytes


class AnswerRow(NamedTuple):
    """A row of `answers`: `value` is JSON in the clear, `words` sealed.

    Words that are to be themed have no value; a drawing is sealed as well and has its kind as the value.
    `shown` is the order in which a pair of pictures stood on the screen (codes, by commas).
    """

    submission_id: str
    question_id: str
    state: str
    value: str | None
    words: bytes | None
    word_count: int
    shown: str | None = None


class RoutingRow(NamedTuple):
    """A new row of `routings`; with a worker it keeps the submission from them, without from all but some."""

    id: str
    submission_id: str
    about: str
    worker_id: str | None
    made_at: int
    made_by: str | None = None
