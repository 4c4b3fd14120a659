"""A sender is killed at every step there is: whatever it had begun goes out, under the reference it had."""

from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import create_engine, insert, select
from sqlalchemy.engine import make_url

from feedback_service.settings import Settings
from feedback_service.storage.deliveries import LEASE
from feedback_service.storage.schema import deliveries, notices, workers
from tests.feedback_service import receivers
from tests.feedback_service.receivers import Mailbox, Notify, Webhook, mail_server, serving
from tests.feedback_service.sender_process import Runner, runner
from tests.feedback_service.storage.seeds import new_id

AT = 1_760_000_000_000
MOST_STEPS = 60


class Outside:
    """Everything that notices are sent to, and the database they are sent from."""

    def __init__(self, settings: Settings, box: Mailbox, notify: Notify, hook: Webhook) -> None:
        self.box, self.notify, self.hook = box, notify, hook
        folder = Path(settings.key_file).parent
        for name, text in (("key", receivers.API_KEY), ("secret", receivers.SECRET)):
            (folder / name).write_text(text)
        self.settings = msgspec.structs.replace(
            settings,
            smtp_host="127.0.0.1",
            smtp_port=box.port,
            smtp_security="none",
            mail_from="notices@feedback.example",
            notify_url=notify.url.removesuffix("/hook"),
            notify_key_file=f"{folder}/key",
            notify_text_template=new_id(),
            webhook_url=hook.url,
            webhook_secret_file=f"{folder}/secret",
        )
        self.engine = create_engine(make_url(settings.database_url).set(drivername="sqlite"))

    def notice(self, at: int) -> str:
        """A notice that nobody is addressed in yet."""
        row = {"id": new_id(), "kind": "urgent", "concern_id": None, "step": 0, "drill": False, "made_at": at}
        with self.engine.begin() as connection:
            connection.execute(insert(notices), row)
        return str(row["id"])

    def references(self) -> Counter[str]:
        """How often each reference came in anywhere."""
        mails = [one.original_content for one in self.box.mails]
        ids = [line[13:].split(b"@")[0].decode() for mail in mails for line in (mail or b"").split(b"\r\n")
               if line.startswith(b"Message-ID: <")]  # fmt: skip
        return Counter([*ids, *self.notify.taken, *self.hook.taken])

    def sent(self, notice_id: str) -> dict[str, bool]:
        """Its deliveries, and whether each is noted as sent."""
        query = select(deliveries.c.id, deliveries.c.sent_at).where(deliveries.c.notice_id == notice_id)
        with self.engine.connect() as connection:
            return {row.id: row.sent_at is not None for row in connection.execute(query)}


@pytest.fixture
def outside(settings: Settings) -> Iterator[Outside]:
    box, notify, hook = Mailbox(), Notify(), Webhook()
    with mail_server(box), serving(notify), serving(hook):
        found = Outside(settings, box, notify, hook)
        lead = {"id": new_id(), "username": "lead", "name": "Lead", "role": "safeguarding", "all_teams": True}
        reached = {"email": "lead@agency.example", "phone": "07700900123", "active": True, "created_at": 1}
        with found.engine.begin() as connection:
            connection.execute(insert(workers), {**lead, **reached, "password_hash": "none"})
        yield found
        found.engine.dispose()


@pytest.fixture(scope="module")
def sender() -> Iterator[Runner]:
    with runner() as found:
        yield found


def finished(outside: Outside, sender: Runner, notice: str, at: int) -> None:
    """What a new sender does later: all is sent, each under the one reference it has."""
    before = outside.references()
    assert sender.run(outside.settings, at + LEASE) == "ended"
    kept, came = outside.sent(notice), outside.references()
    assert len(kept) == 3
    assert all(kept.values())
    assert all(came[one] for one in kept)
    assert sum(came.values()) - sum(before.values()) <= 3
    assert sender.run(outside.settings, at + 9 * LEASE) == "ended"
    assert outside.references() == came, "nothing that is noted as sent goes out again"


def test_killed_at_any_statement_or_commit_it_leaves_nothing_unsent(outside: Outside, sender: Runner) -> None:
    """Each run with another notice and killed one step later, until one comes to its end unhurt."""
    ours: set[str] = set()
    for moment in count(1):
        at = AT + moment * 100 * LEASE
        notice = outside.notice(at)
        ended = sender.run(outside.settings, at, moment)
        finished(outside, sender, notice, at)
        ours |= set(outside.sent(notice))
        if ended == "ended":
            break
        assert moment < MOST_STEPS
    assert moment > 15
    came = outside.references()
    assert set(came) == ours, "no reference but those of deliveries ever went out"
    assert max(came.values()) == 2
    assert max(Counter(outside.notify.taken).values()) == 1, "Notify is asked before it is told again"


@pytest.mark.parametrize("where", ["box", "notify", "hook"])
@pytest.mark.parametrize("stage", ["asked", "taken"])
def test_killed_while_the_other_side_takes_it_it_goes_out_again_under_the_same_reference(
    outside: Outside, sender: Runner, where: str, stage: str
) -> None:
    receiver: Mailbox | Notify | Webhook = getattr(outside, where)
    told: list[str] = []

    def kill(now: str) -> None:
        if now == stage and not told:
            told.append(now)
            sender.kill()
            if stage == "asked" and where != "box":
                raise ConnectionError  # it was asked, and does not take it

    receiver.meanwhile = kill
    notice = outside.notice(AT)
    assert sender.run(outside.settings, AT) == "killed"
    receiver.meanwhile = receivers.nothing
    finished(outside, sender, notice, AT)
    twice = [one for one, times in outside.references().items() if times > 1]
    assert len(twice) == (1 if stage == "taken" and where != "notify" else 0)
