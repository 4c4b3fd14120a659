"""Erasing words so that it can be proved: the key is destroyed, and a signed record says so."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from feedback_service.sealing import Keys
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.erasing import (
    Cause,
    Erasure,
    erase,
    erasure_of,
    left_of,
    name_of,
    wrapped_keys,
)
from feedback_service.storage.subjects import forget_about


class Why(NamedTuple):
    """Why words are erased, by which rule (empty: a person decided), when, and by whom."""

    cause: Cause
    rule: str
    at: int
    by: str | None


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What can be said of an erasure now: its record, whether its proof holds, and what is still there."""

    erasure: Erasure
    worker: str
    signed: bool
    left: dict[str, int]

    @property
    def holds(self) -> bool:
        """Whether nothing is left and the record is as it was written."""
        return self.signed and not any(self.left.values())


async def erase_for_good(tx: Transaction, keys: Keys, submission_ids: Sequence[str], why: Why) -> None:
    """Destroy the words of these submissions, with a record of each that had any.

    Who asked for the last words about a subject to go is not counted by area or needs any more either.
    """
    wrapped = await wrapped_keys(tx, submission_ids)
    record = [_record(keys, one, hashlib.sha256(wrapped[one]).digest(), why) for one in sorted(wrapped)]
    await erase(tx, submission_ids, record)
    if why.cause == "asked":
        await forget_about(tx, submission_ids)


def _record(keys: Keys, submission_id: str, digest: bytes, why: Why) -> Erasure:
    unsigned = Erasure(
        submission_id=submission_id,
        cause=why.cause,
        rule=why.rule,
        erased_at=why.at,
        erased_by=why.by,
        key_digest=digest,
        proof=b"",
    )
    return msgspec.structs.replace(unsigned, proof=_proof(keys, unsigned))


def _proof(keys: Keys, one: Erasure) -> bytes:
    """A keyed hash over everything the record says."""
    said = (one.submission_id, one.cause, one.rule, str(one.erased_at), one.erased_by or "")
    return keys.sign("erasure", "\n".join((*said, one.key_digest.hex())))


async def certificate(service: Service, submission_id: str) -> Certificate | None:
    """What the database shows now of this erasure; None when none was recorded."""
    async with service.database.reading() as connection:
        erasure = await erasure_of(connection, submission_id)
        if erasure is None:
            return None
        left = await left_of(connection, submission_id)
        worker = await name_of(connection, erasure.erased_by)
    signed = hmac.compare_digest(erasure.proof, _proof(service.keys, erasure))
    return Certificate(erasure=erasure, worker=worker, signed=signed, left=left)
