"""The command that looks at a deployment: each fault that it knows, planted, is found and told."""

import asyncio
import json
import os
import sqlite3
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks.served import free_port
from feedback_service.cli import main
from feedback_service.doctor import examine
from feedback_service.doctor_certificate import certificate
from feedback_service.doctor_findings import Finding
from feedback_service.doctor_machine import on_this_machine
from feedback_service.doctor_people import about_people
from feedback_service.doctor_reach import places, reached
from feedback_service.doctor_store import in_the_database
from feedback_service.key_file import create_key_file
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.audit import note
from feedback_service.storage.job_runs import note_run
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.workers import Worker, change_worker, link_subject
from feedback_service.web.staff.wording import RUNG_NAMES
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import new_id
from tests.feedback_service.web.staff.conftest import *  # noqa: F403 (its fixtures)
from tests.feedback_service.web.staff.conftest import Hire, Send
from tests.feedback_service.web.tablets import code_of_new

GOOD = {
    "public_url": "https://feedback.example",
    "smtp_host": "mail.example",
    "mail_from": "feedback@example.org",
    "second_factor": "required",
    "keep_words_days": 365,
    "keep_concern_words_days": 365,
}


def levels(found: Iterable[Finding]) -> dict[str, str]:
    """The worst level that was found about each thing."""
    worst: dict[str, str] = {}
    for one in sorted(found, key=lambda each: ("good", "warning", "bad").index(each.level)):
        worst[one.about] = one.level
    return worst


def machine(settings: Settings, **changed: object) -> dict[str, str]:
    return levels(on_this_machine(msgspec.structs.replace(settings, **{**GOOD, **changed})))


def test_settings_of_a_good_deployment_have_nothing_bad(settings: Settings) -> None:
    found = machine(settings)
    assert "bad" not in found.values()
    assert not {"mail in clear", "database in clear"} & set(found)
    assert found["address"] == found["key file"] == found["channels"] == found["retention"] == "good"


@pytest.mark.parametrize(
    ("changed", "about", "level"),
    [
        ({"public_url": "http://127.0.0.1:8000"}, "address", "bad"),
        ({"public_url": "https://localhost"}, "address", "bad"),
        ({"public_url": "http://feedback.example"}, "address", "bad"),
        ({"allowed_hosts": ("https://other.example",)}, "hosts", "bad"),
        ({"allowed_hosts": ("*.example",)}, "hosts", "bad"),
        ({"smtp_host": "", "mail_from": ""}, "channels", "bad"),
        ({"mail_from": "nobody"}, "channels", "bad"),
        ({"smtp_security": "none"}, "mail in clear", "warning"),
        ({"database_url": "postgresql+psycopg://u@db.example/x"}, "database in clear", "warning"),
        ({"second_factor": "offered"}, "second step", "warning"),
        ({"keep_words_days": 0}, "retention", "warning"),
        ({"keep_concern_words_days": 0}, "retention", "warning"),
        ({"show_unreviewed": True}, "languages", "warning"),
        ({"pseudo_languages": True}, "languages", "bad"),
        ({"key_file": "/nowhere/keys.toml"}, "key file", "bad"),
    ],
)
def test_each_setting_that_is_wrong_is_found(
    settings: Settings, changed: dict[str, object], about: str, level: str
) -> None:
    assert machine(settings, **changed)[about] == level


def test_a_key_file_that_others_may_read_is_found_and_one_beside_the_database(settings: Settings) -> None:
    assert machine(settings)["key file apart"] == "warning"
    Path(settings.key_file).chmod(0o640)
    assert machine(settings)["key file"] == "bad"


def test_a_key_file_elsewhere_is_as_it_should_be(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "apart").mkdir()
    create_key_file(tmp_path / "apart" / "keys.toml")
    assert "key file apart" not in machine(settings, key_file=str(tmp_path / "apart" / "keys.toml"))


async def test_a_whole_database_is_told_as_whole(service: Service) -> None:
    found = levels(await in_the_database(service, True))
    assert found["database file"] == found["clock"] == found["reading"] == found["trail"] == "good"


async def test_a_row_that_refers_to_nothing_is_found(service: Service) -> None:
    with closing(sqlite3.connect(service.database.url.database or "")) as database:
        database.execute("INSERT INTO worker_teams VALUES ('nobody', 'nowhere')")
        database.commit()
    assert levels(await in_the_database(service, False))["database file"] == "bad"


def test_a_damaged_file_is_found_by_reading_all_of_it(settings: Settings) -> None:
    path = settings.database_url.partition("///")[2]
    with closing(sqlite3.connect(path)) as database:
        (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sounds'").fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    with Path(path).open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    assert levels(asyncio.run(examine(settings, thoroughly=True)))["database file"] == "bad"


async def test_a_clock_that_is_behind_is_found(service: Service, clock: SettableClock) -> None:
    later = service.now() + 3_600_000
    await service.database.transaction(lambda tx: note(tx, "sign-in", "x", None, later))
    assert levels(await in_the_database(service, False))["clock"] == "bad"
    clock.move(minutes=61)
    assert levels(await in_the_database(service, False))["clock"] == "good"


async def ran(service: Service, job: str, outcome: str) -> None:
    at = service.now()
    row = {"id": new_id(), "job": job, "started_at": at, "finished_at": at, "outcome": outcome}
    await service.database.transaction(lambda tx: note_run(tx, row))


async def test_jobs_that_failed_or_do_not_run_are_found(service: Service, clock: SettableClock) -> None:
    assert levels(await in_the_database(service, False))["jobs"] == "warning"
    await ran(service, "unfinished", "0 done")
    assert levels(await in_the_database(service, False))["jobs"] == "good"
    await ran(service, "learning", "failed: ValueError")
    assert levels(await in_the_database(service, False))["jobs"] == "bad"
    clock.move(minutes=11)
    await ran(service, "learning", "1 done")
    assert levels(await in_the_database(service, False))["jobs"] == "warning"


async def test_words_that_nobody_read_in_the_days_promised_are_found(
    service: Service, clock: SettableClock, send: Send
) -> None:
    await send("hello")
    assert levels(await in_the_database(service, False))["reading"] == "good"
    clock.move(minutes=6 * 24 * 60)
    found = levels(await in_the_database(service, False))
    assert (found["reading"], found["stuck"]) == ("bad", "bad")


async def test_answers_on_a_tablet_that_was_not_seen_for_a_month_are_found(
    service: Service, clock: SettableClock, teams: None
) -> None:
    await code_of_new(service)
    with closing(sqlite3.connect(service.database.url.database or "")) as database:
        database.execute("UPDATE tablets SET waiting = 3, seen_at = ?", (service.now(),))
        database.commit()
    assert "tablets" not in levels(await in_the_database(service, False))
    clock.move(minutes=31 * 24 * 60)
    assert levels(await in_the_database(service, False))["tablets"] == "bad"


async def test_a_trail_that_was_changed_is_found(service: Service, teams: None) -> None:
    with closing(sqlite3.connect(service.database.url.database or "")) as database:
        database.execute("DROP TRIGGER audit_no_update")  # as somebody might who can write to the file
        database.execute("UPDATE audit SET object = 'other'")
        database.commit()
    assert levels(await in_the_database(service, False))["trail"] == "bad"


async def reachable(service: Service, worker_id: str, name: str, role: str, *, independent: bool) -> None:
    worker = Worker(
        id=worker_id, username=name, name=name, role=role, active=True, scope=EVERYTHING,
        email=f"{name}@example.org", independent=independent,
    )  # fmt: skip
    await service.database.transaction(lambda tx: change_worker(tx, worker))


async def test_people_who_are_missing_or_cannot_be_called_are_found(service: Service, hire: Hire) -> None:
    wanted = ("safeguarding lead", "manager", "independent lead")
    assert {levels(await about_people(service, False))[name] for name in wanted} == {"bad"}
    lead, manager = await hire("lead", "safeguarding"), await hire("boss", "manager")
    found = levels(await about_people(service, False))
    assert (found["safeguarding lead"], found["rota"]) == ("bad", "warning")
    assert found["e-mail of leads"] == "warning"
    steps = [one.says for one in await about_people(service, False) if one.about == "steps"]
    assert [one.partition(":")[0] for one in steps] == list(RUNG_NAMES.values())
    assert "North team and South team" in steps[0]
    await reachable(service, lead, "lead", "safeguarding", independent=False)
    await reachable(
        service, manager, "boss", "manager", independent=True
    )  # a manager may be the independent one
    found = levels(await about_people(service, False))
    assert "steps" not in found
    assert {found[name] for name in wanted} == {"good"}
    assert "e-mail of leads" not in found


async def test_leads_whom_strangers_could_keep_from_a_new_device_are_named(
    service: Service, hire: Hire
) -> None:
    names = ["ann", "bob", "cy", "dee", "eve", "fay", "gus"]
    ids = [await hire(name, "safeguarding") for name in names]
    await hire("reader", "practitioner")
    offered = msgspec.structs.replace(service.settings, oidc_issuer="https://id.example", oidc_client_id="x")
    await service.database.transaction(lambda tx: link_subject(tx, ids[0], "ann"))

    async def said(settings: Settings) -> list[str]:
        found = await about_people(service._replace(settings=settings), False)
        return [one.says.partition(": ")[2] for one in found if one.about == "sign-in of leads"]

    assert await said(service.settings) == ["ann, bob, cy, dee, eve and 2 more."]
    assert await said(offered) == ["bob, cy, dee, eve, fay and 1 more."]


async def test_accounts_of_the_demonstration_are_found(service: Service, hire: Hire) -> None:
    assert "demonstration accounts" not in levels(await about_people(service, False))
    lead = await hire("manager", "manager")
    assert "demonstration accounts" not in levels(await about_people(service, False)), "only a likely name"
    with closing(sqlite3.connect(service.database.url.database or "")) as database:
        database.execute("UPDATE workers SET name = 'Demo Manager' WHERE id = ?", (lead,))
        database.commit()
    assert levels(await about_people(service, False))["demonstration accounts"] == "bad"


async def test_another_service_that_does_not_answer_is_found(settings: Settings) -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    there = msgspec.structs.replace(settings, smtp_host="127.0.0.1", smtp_port=port)
    gone = msgspec.structs.replace(settings, webhook_url=f"http://127.0.0.1:{free_port()}/hook")
    assert [(await reached(place)).level for place in places(there)] == ["good"]
    assert [(await reached(place)).level for place in places(gone)] == ["bad"]
    server.close()
    await server.wait_closed()


@pytest.fixture
def own_certificate(tmp_path: Path) -> ssl.SSLContext:
    """A certificate that nobody vouches for."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")]),
    )
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(today - timedelta(1)).not_valid_after(today + timedelta(3))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path / "both.pem"
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@asynccontextmanager
async def over_tls(context: ssl.SSLContext) -> AsyncIterator[str]:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "localhost", 0, ssl=context)
    yield f"https://localhost:{server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()


async def test_a_certificate_that_browsers_do_not_trust_or_that_ends_soon_is_found(
    own_certificate: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with over_tls(own_certificate) as address:
        untrusted = await asyncio.to_thread(certificate, address)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "both.pem"))
        ending = await asyncio.to_thread(certificate, address)
    assert (untrusted.level, ending.level) == ("bad", "warning")
    assert "2 days" in ending.says
    assert (await asyncio.to_thread(certificate, f"https://127.0.0.1:{free_port()}")).level == "bad"


def test_a_service_that_cannot_start_is_told_and_nothing_else_is_tried(settings: Settings) -> None:
    Path(settings.key_file).write_text("nonsense", encoding="utf-8")
    found = levels(asyncio.run(examine(settings)))
    assert found["start"] == "bad"
    assert "trail" not in found


async def test_the_whole_of_it_looks_at_everything(settings: Settings) -> None:
    found = levels(await examine(settings))
    assert found["reading by machine"] == "good"
    assert found.keys() >= {
        "address",
        "key file",
        "disk",
        "database file",
        "clock",
        "jobs",
        "trail",
        "manager",
    }


def test_the_command_fails_when_anything_is_bad_and_speaks_json(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEEDBACK_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("FEEDBACK_KEY_FILE", settings.key_file)
    said = CliRunner().invoke(main, ["doctor"])
    assert said.exit_code == 1
    assert "BAD   channels: No channel is set up" in said.output
    assert "> Set smtp_host" in said.output
    monkeypatch.setenv("FEEDBACK_PORT", "many")
    told = CliRunner().invoke(main, ["doctor", "--json"])
    assert told.exit_code == 1
    assert [one["about"] for one in json.loads(told.output)] == ["settings"]
    assert os.environ["FEEDBACK_PORT"] == "many"
