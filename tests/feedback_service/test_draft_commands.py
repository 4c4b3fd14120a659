"""Drafts that cannot be sent: named with what keeps each and no word of it, and removed for a reason."""

import shutil
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
from feedback_service.unsent import REASONS
from forms.catalogue import DEFINITIONS
from tests.feedback_service.storage.seeds import DAY, given, make_north, new_id
from tests.feedback_service.test_cli import done, ran, refused

REASON = ("drafts", "remove", "--yes", "--reason")
REMOVE = (*REASON, "damaged")
BREAKS: dict[str, dict[str, object]] = {
    "damaged": {"words": b"broken"},
    "key": {"key_master": "gone"},
    "wrapping": {"key_wrapped": b"broken"},
    "form": {"form_version": 99},
    "no answers": {},
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

    sealed = await _sealed(service, ids["no answers"], '["marmalade"]')
    breaks: dict[str, dict[str, object]] = {**BREAKS, "no answers": {"words": sealed}}

    async def age(tx: Transaction) -> None:
        for name, values in breaks.items():
            mine = update(drafts).where(drafts.c.id == ids[name])
            await tx.execute(mine.values(saved_at=then, **values))

    await service.database.transaction(age)
    return ids


async def _sealed(service: Service, draft_id: str, words: str) -> bytes:
    opened = await drafting.find(service, draft_id)
    assert opened
    return opened.key.seal(words, f"{draft_id}/draft")


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
    assert "Master key k1 does not open" in said["wrapping"]
    assert "the form my-view, version 99, is not here. Put its file back" in said["form"]
    assert "Its words open and are not as they should be (ValidationError)" in said["no answers"]
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


FITTING = {
    "damaged": {"damaged", "asked", "trial"},
    "key": {"key-lost", "asked", "trial"},
    "wrapping": {"key-lost", "damaged", "asked", "trial"},
    "form": {"form-gone"},
    "no answers": set[str](),
    "sendable": set[str](),
}


@pytest.mark.parametrize("name", FITTING)
def test_a_draft_is_removed_for_a_reason_that_is_so_and_words_that_open_only_where_their_form_is_gone(
    lying: dict[str, str], settings: Settings, name: str
) -> None:
    for reason in set(REASONS) - FITTING[name]:
        said = refused(*REASON, reason, lying[name])
        assert "marmalade" not in said
        assert "Its words open" in said or "It is removed for no other reason than" in said
    assert lying[name] in stored(settings, "SELECT id FROM drafts")
    for reason in sorted(FITTING[name])[:1]:
        done(*REASON, reason, lying[name])
        assert lying[name] not in stored(settings, "SELECT id FROM drafts")


def test_a_form_that_is_put_back_lets_its_drafts_be_sent(
    lying: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "forms"
    shutil.copytree(DEFINITIONS, elsewhere, ignore=shutil.ignore_patterns("my-view*"))
    published = (elsewhere / "published.toml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(line for line in published if "my-view" not in line)
    (elsewhere / "published.toml").write_text(kept, encoding="utf-8")
    monkeypatch.setenv("FEEDBACK_FORMS_FOLDER", str(elsewhere))
    assert "put its file back" in refused(*REMOVE, lying["sendable"]).casefold()
    monkeypatch.delenv("FEEDBACK_FORMS_FOLDER")
    assert with_service(drafting.send_idle) == 1
