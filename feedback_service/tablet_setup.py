"""Setting a tablet up: made by a worker, turned into a device by a code that works once; its PIN; its end."""

import secrets

import msgspec
import uuid_utils

from feedback_service.inviting import MOMENTS, subject_problem
from feedback_service.passwords import hashed, matches
from feedback_service.service import Service
from feedback_service.storage import turns
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.subjects import know_subjects
from feedback_service.storage.tablets import (
    Tablet,
    add_tablet,
    change_tablet,
    change_token,
    set_code,
    tablet_by_id,
    take_code,
)
from feedback_service.storage.tries import count_try, forget_tries
from feedback_service.storage.turns import Turn
from feedback_service.tokens import new_token, token_hash

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that can be taken for something else
CODE_LENGTH = 10
CODE_LASTS = 60 * 60_000  # milliseconds
PIN_TRIES, PIN_WAIT = 5, 5 * 60_000
# Only wrong codes are counted and refused: strangers who post many keep no school from a right one. So
# guessing is held off by the code alone, of 50 random bits: with 20 codes open and 1,000 guesses a second,
# more than the service answers, the odds of finding any are 1 in 15 million an hour. Codes are looked up by a
# keyed hash, so how long that takes tells nothing of them.
CODE_TRIES, CODE_WAIT = 600, 60 * 60_000


class Refused(msgspec.Struct, frozen=True):
    """A code or PIN that was not taken: wrong, or too many tries of late."""

    too_many: bool


def new_pin() -> str:
    """Four random digits."""
    return f"{secrets.randbelow(10_000):04}"


def pin_problem(pin: str) -> str:
    """What is wrong with a PIN; empty when nothing is."""
    if pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8:  # noqa: PLR2004 (digits)
        return ""
    return "Type 4 to 8 digits."


def shown(code: str) -> str:
    """A code as it is read aloud: two groups."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def _plain(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter.isalnum())[: 2 * CODE_LENGTH]


def _code_hash(service: Service, typed: str) -> bytes:
    return service.keys.sign("enrol", _plain(typed))


async def make_tablet(
    service: Service,
    *,
    tablet_id: str,
    name: str,
    team_id: str,
    forms: tuple[str, ...],
    pin: str,
    by: str | None,
) -> str | None:
    """Keep a new tablet and return its first code; None when it was made by an earlier press."""
    pin_hash, now, code = await hashed(pin), service.now(), _new_code()
    tablet = Tablet(id=tablet_id, name=name, team_id=team_id, forms=forms, pin_hash=pin_hash)

    async def work(tx: Transaction) -> bool:
        if await tablet_by_id(tx, tablet_id):
            return False
        await add_tablet(tx, tablet, _nobodys_hash(), now)
        await set_code(tx, tablet_id, _code_hash(service, code), now + CODE_LASTS)
        await note(tx, "tablet-made", tablet_id, by, now)
        return True

    return shown(code) if await service.database.transaction(work) else None


async def new_code(service: Service, tablet: Tablet, by: str | None) -> str:
    """Another code for the tablet; one that was not used ends. Its device stays until the code is used."""
    code, now = _new_code(), service.now()

    async def work(tx: Transaction) -> None:
        await set_code(tx, tablet.id, _code_hash(service, code), now + CODE_LASTS)
        await note(tx, "tablet-code", tablet.id, by, now)

    await service.database.transaction(work)
    return shown(code)


def _new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def _nobodys_hash() -> bytes:
    """The hash of a token that is thrown away."""
    return token_hash(new_token())


async def enrol(service: Service, typed: str) -> str | Refused:
    """Use a code up and return the token by which this browser is the tablet from now on.

    A right one is taken however many wrong ones came before it.
    """
    now, token = service.now(), new_token()

    async def work(tx: Transaction) -> str | Refused:
        tablet = await take_code(tx, _code_hash(service, typed), token_hash(token), now)
        if tablet is None:
            counted = await count_try(tx, "enrol", "all", now, since=now - CODE_WAIT, limit=CODE_TRIES)
            return Refused(too_many=not counted)
        await change_tablet(
            tx, msgspec.structs.replace(tablet, seen_at=now, waiting=None, waiting_since=None)
        )
        await note(tx, "tablet-enrolled", tablet.id, None, now)
        return token

    return await service.database.transaction(work)


async def pin_refused(service: Service, tablet: Tablet, pin: str) -> Refused | None:
    """None when the PIN is right. After five wrong ones in five minutes none is tried."""
    now = service.now()
    may_try = await service.database.transaction(
        lambda tx: count_try(tx, "pin", tablet.id, now, since=now - PIN_WAIT, limit=PIN_TRIES)
    )
    if not may_try:
        return Refused(too_many=True)
    if not await matches(tablet.pin_hash or "", pin):
        return Refused(too_many=False)
    await service.database.transaction(lambda tx: forget_tries(tx, "pin", tablet.id))
    return None


async def change(service: Service, tablet: Tablet, by: str, *, forms: tuple[str, ...], pin: str) -> None:
    """Change what is on the menu, and the PIN unless it is left empty."""
    pin_hash, now = await hashed(pin) if pin else tablet.pin_hash, service.now()

    async def work(tx: Transaction) -> None:
        now_there = await tablet_by_id(tx, tablet.id) or tablet
        await change_tablet(tx, msgspec.structs.replace(now_there, forms=forms, pin_hash=pin_hash))
        await note(tx, "tablet-changed", tablet.id, by, now)

    await service.database.transaction(work)


async def revoke(service: Service, tablet: Tablet, by: str) -> None:
    """End the tablet: no form opens on it any more. What waits on it is still taken. Repeating is nothing."""
    now = service.now()

    async def work(tx: Transaction) -> None:
        there = await tablet_by_id(tx, tablet.id)
        if there is not None and there.revoked_at is None:
            await change_tablet(tx, msgspec.structs.replace(there, revoked_at=now))
            await note(tx, "tablet-revoked", tablet.id, by, now)

    await service.database.transaction(work)


async def leave(service: Service, tablet: Tablet) -> None:
    """This device is no tablet any more; a new code makes it, or another one, the tablet again."""
    now = service.now()

    async def work(tx: Transaction) -> None:
        await change_token(tx, tablet.id, _nobodys_hash(), now)
        await turns.drop_turns(tx, tablet.id)
        await change_tablet(
            tx, msgspec.structs.replace(tablet, seen_at=None, waiting=None, waiting_since=None)
        )
        await note(tx, "tablet-left", tablet.id, None, now)

    await service.database.transaction(work)


async def drop_turn(service: Service, tablet: Tablet) -> None:
    """The next answers are for nobody in particular."""
    await service.database.transaction(lambda tx: turns.drop_turns(tx, tablet.id))


def turn_problems(subject_id: str, moment: str) -> dict[str, str]:
    """What is wrong with a subject and moment for the next person, by field."""
    found = {
        "subject": subject_problem(subject_id) if subject_id else "Type the case number.",
        "moment": "" if moment in MOMENTS else "Choose when in the help this is.",
    }
    return {field: message for field, message in found.items() if message}


async def set_turn(service: Service, tablet: Tablet, subject_id: str, moment: str) -> None:
    """Set (checked before) for whom and when the next answers are: for one person, in half an hour."""
    now = service.now()
    turn = Turn(
        id=str(uuid_utils.uuid7()), tablet_id=tablet.id, subject_id=subject_id, moment=moment, set_at=now
    )

    async def work(tx: Transaction) -> None:
        await know_subjects(tx, [subject_id], tablet.team_id, now)
        await turns.add_turn(tx, turn)

    await service.database.transaction(work)
