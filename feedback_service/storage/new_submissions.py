"""One submission with all that comes with it, ready to be stored or set aside."""

import uuid

import msgspec
import uuid_utils

from feedback_service.storage.raising import ConcernRow
from feedback_service.storage.recordings import RecordingRow
from feedback_service.storage.submission_rows import AnswerRow, KeyRow, RoutingRow, SubmissionRow

ASIDE = uuid.UUID("6f1d7a52-0f0e-5c58-9a0e-1c0a4b6f2d31")


class NewSubmission(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one submission adds, as rows ready to insert.

    `spends` is the one-time link it uses up, `invited_by` a link that must not have been revoked;
    `draft_saved_at` says which state of the draft with its id it was made from. `routings`: from whom it is
    kept because of its concerns; None leaves that to be worked out once it is stored. `spoken`: it holds a
    recording, which may be about whoever would listen first.
    """

    submission: SubmissionRow
    key: KeyRow
    answers: list[AnswerRow]
    concerns: list[ConcernRow]
    recordings: list[RecordingRow]
    spends: str | None = None
    invited_by: str | None = None
    draft_saved_at: int | None = None
    routings: list[RoutingRow] | None = None
    spoken: bool = False

    @property
    def id(self) -> str:
        """The id the client gave."""
        return self.submission.id

    @property
    def belongs_to_another(self) -> bool:
        """Whether it adds to a submission or differs from one."""
        return bool(self.submission.follows or self.submission.differs_from)

    def for_leads(self) -> list[RoutingRow]:
        """What keeps a recording, and all that belongs with it, for leads until one shows it to the team."""
        row = self.submission
        root = row.follows or row.differs_from or row.id
        rows = [RoutingRow(str(uuid_utils.uuid7()), root, "handed", None, row.received_at)]
        return rows if self.spoken else []

    def set_aside(self, follows: str | None) -> "NewSubmission":
        """The same words under an id made of their content, pointing at the submission they differ from.

        `follows`: what that one adds to. These words belong to it as well, or they would be out of reach of
        what is wished, kept and erased with it.
        """
        aside = str(uuid.uuid5(ASIDE, f"{self.id}{self.submission.fingerprint.hex()}"))
        return NewSubmission(
            submission=self.submission._replace(id=aside, differs_from=self.id, follows=follows),
            key=self.key._replace(submission_id=aside),
            answers=[row._replace(submission_id=aside) for row in self.answers],
            concerns=[row._replace(submission_id=aside) for row in self.concerns],
            recordings=[row._replace(owner_id=aside) for row in self.recordings],
            spoken=self.spoken,
        )
