"""Drafts that cannot be sent: named with what keeps each and no word of it, and removed for a reason."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import update

from feedback_service import drafting
from feedback_service.intake import Place
from feedback_service.returning import give_receipt
from feedback_service.running import with_service
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.database import Transaction
from feedback_service.storage.schema import drafts
from tests.feedback_service.storage.seeds import DAY, given, make_north, new_id
from tests.feedback_service.test_cli import done, ran, refused

REMOVE = ("drafts", "remove", "--yes", "--reason", "damaged")
BREAKS: dict[str, dict[str, object]] = {
    "damaged": {"words": b"broken"},
    "key": {"key_master": "gone"},
    "form": {"form_version": 99},
    "sendable": {},
}


@pytest.fixture
def lying(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The ids of drafts of two days ago, by what is wrong with each, and of one of today ("new")."""
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FEEDBACK_KEY_FILE", settings.key_file)
    return with_service(_lay)


async def _lay(service: Service) -> dict[str, str]:
    await make_north(service)
    ids = {name: await _begun(service) for name in (*BREAKS, "new")}
    then = service.now() - 2 * DAY

    async def age(tx: Transaction) -> None:
        for name, values in BREAKS.items():
            mine = update(drafts).where(drafts.c.id == ids[name])
            await tx.execute(mine.values(saved_at=then, **values))

    await service.database.transaction(age)
    return ids


async def _begun(service: Service) -> str:
    form, place = service.catalogue.current("my-view"), Place(team_id="north", channel="link")
    draft = await drafting.begin(service, new_id(), form, place)
    await drafting.save(service, draft, given(matters="marmalade elephants"))
    await give_receipt(service, draft)
    return draft


def stored(settings: Settings, query: str) -> list[str]:
    with sqlite3.connect(Path(settings.key_file).parent / "feedback.db") as connection:
        return [str(row[0]) for row in connection.execute(query)]


def test_the_list_names_what_lies_too_long_and_what_keeps_it_and_no_word(lying: dict[str, str]) -> None:
    listed = done("drafts", "list")
    lines = {line.split()[0]: line for line in listed.splitlines()}
    said = {name: lines.get(draft, "") for name, draft in lying.items()}
    assert "do not open with their key" in said["damaged"]
    assert "Master key gone is not in the key file" in said["key"]
    assert "The form my-view, version 99, is not here" in said["form"]
    assert "Its words open" in said["sendable"]
    assert said["new"] == ""
    assert "marmalade" not in listed


def test_what_can_never_be_sent_is_removed_with_its_reason_in_the_trail(
    lying: dict[str, str], settings: Settings
) -> None:
    draft = lying["damaged"]
    assert ran("drafts", "remove", "--yes", draft).exit_code == 2, "a reason is needed"
    assert ran("drafts", "remove", "--reason", "damaged", draft).exit_code == 1, "nobody has confirmed it"
    assert f"Removed {draft}." in done(*REMOVE, draft)
    assert draft not in stored(settings, "SELECT id FROM drafts")
    assert draft not in stored(settings, "SELECT owner_id FROM receipts")
    assert stored(settings, "SELECT object FROM audit WHERE action = 'draft-removed'") == [f"{draft} damaged"]
    assert "No draft with this id" in refused(*REMOVE, draft)


def test_what_may_still_be_sent_or_opened_is_not_removed(lying: dict[str, str], settings: Settings) -> None:
    assert "No draft with this id" in refused(*REMOVE, lying["new"])
    assert "Its words open" in refused(*REMOVE, lying["sendable"])
    assert set(stored(settings, "SELECT id FROM drafts")) == set(lying.values())
    for name in ("damaged", "key", "form"):
        done(*REMOVE, lying[name])
    assert "There are none" not in done("drafts", "list")
