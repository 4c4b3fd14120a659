"""Copies of what is held: who gets what, what nobody who asks as a parent ever gets, and what is hidden."""

import asyncio
import io
import itertools
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from feedback_service import amending, replying
from feedback_service.access_choice import AccessError, Request, choices, chosen
from feedback_service.access_composing import day
from feedback_service.access_giving import (
    CHECKED,
    UNCHECKED,
    compose,
    note_given,
    open_all,
    packed,
    proposed,
    sounds,
    texts,
)
from feedback_service.access_hiding import hidden_by
from feedback_service.intake import Place, submit
from feedback_service.service import Service
from feedback_service.storage.database import Database, Transaction
from feedback_service.storage.rights import Version, copies_given
from feedback_service.storage.schema import (
    audit,
    concern_decisions,
    concerns,
    removal_requests,
    routings,
    submissions,
    unrouted,
    unscreened,
)
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.subjects import About, keep_about, know_subjects
from feedback_service.web.staff.copy_file import copy_html
from forms.model import Answer
from tests.feedback_service.conftest import settings_in
from tests.feedback_service.storage.seeds import DAY, arriving, make_north, new_id, rows, somebody

SUBJECT = "C-1"


class Case(NamedTuple):
    """A submission about SUBJECT: who said it, what they wished, and what is known of it."""

    who: str
    wish: str
    added: bool = False
    routed: str = ""
    concern: str = ""
    confirmed: bool = False
    removal: str = ""


FORMS = {"child": "my-view", "asked": "my-view", "mother": "family-after", "father": "family-after"}


async def say(service: Service, case: Case, number: int, follows: str | None = None) -> str:
    """Keep a submission with the word MARKER<number> in it, so many days ago; gives its id."""
    catalogue = service.catalogue
    asked = case.who == "asked"  # whether parents may see it
    form = catalogue.get("my-view", 1) if case.who == "child" else catalogue.current(FORMS[case.who])
    question = "matters" if "matters" in form.questions else "good"
    answers = {question: Answer("given", f"I like MARKER{number} and Danny")}
    if case.who in {"mother", "father"}:
        answers["role"] = Answer("given", case.who)
    if asked and case.wish:
        answers["share-parent"] = Answer("given", case.wish)
    place = Place(team_id="north", channel="link", moment="start", subject_id=SUBJECT)
    arrival = arriving(
        service,
        form=form,
        place=place,
        answers=answers,
        answered_at=service.now() - (number + 1) * 40 * DAY,
        follows=follows,
    )
    await submit(service, arrival)
    await know(service, arrival.id, case)
    return arrival.id


async def know(service: Service, submission_id: str, case: Case) -> None:
    """Note what is known of a submission: for whom it is not, and whether it tells of harm."""
    worker = (await somebody(service)).id

    async def work(tx: Transaction) -> None:
        for table in (unrouted, unscreened):
            await tx.execute(delete(table).where(table.c.submission_id == submission_id))
        if case.wish == "no":
            same = submissions.c.id == submission_id
            await tx.execute(update(submissions).where(same).values(share_parent=False))
        if case.removal:
            row = {"submission_id": submission_id, "asked_at": 1}
            row |= {"outcome": "kept", "settled_at": 2} if case.removal == "kept" else {}
            await tx.execute(insert(removal_requests).values(**row))
        if case.routed:
            row = {"id": new_id(), "submission_id": submission_id, "about": "carer", "made_at": 1}
            row["released_at"] = 2 if case.routed == "released" else None
            await tx.execute(insert(routings).values(**row))
        if case.concern == "unscreened":
            await tx.execute(insert(unscreened).values(submission_id=submission_id, question_id="matters"))
        elif case.concern:
            row = {"id": new_id(), "submission_id": submission_id, "question_id": "matters"}
            row |= {"level": "concern", "category": "hunger", "rule": "x", "rules_version": "x"}
            await tx.execute(insert(concerns).values(**row, span_start=0, span_end=0, raised_at=1))
            made = {"id": new_id(), "concern_id": row["id"], "decided_by": worker, "decided_at": 2}
            if case.concern != "open":
                await tx.execute(insert(concern_decisions).values(**made, outcome=case.concern))

    await service.database.transaction(work)


async def copied(
    service: Service, version: Version, *, include: tuple[str, ...] = (), role: str = ""
) -> tuple[str, dict[str, Any], bytes]:
    """Everything that is given out: the HTML, the JSON, and the file itself."""
    request = Request(SUBJECT, version, role)
    ids = chosen(await choices(service, EVERYTHING, request), include=include)
    opened = await open_all(service, EVERYTHING, request, ids)
    hidden: dict[str, tuple[Any, ...]] = dict.fromkeys(texts(opened), ())
    copy = compose(service, opened, hidden, checked=True)
    data = packed(copy, copy_html(service, copy), sounds(service, opened))
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        html = whole.read("copy.html").decode()
        return html, json.loads(whole.read("copy.json")), data


@pytest.fixture
async def north(service: Service) -> None:
    await begin(service)


async def begin(service: Service) -> None:
    await make_north(service)
    await service.database.transaction(lambda tx: know_subjects(tx, [SUBJECT], "north", service.now()))


@pytest.fixture(scope="module")
def blank_one(blank: Service) -> Callable[[], Service]:
    """Gives the blank service: itself, it would be written out whole with every example that fails."""
    return lambda: blank


CASES = st.builds(
    Case,
    who=st.sampled_from(["child", "asked", "asked", "mother", "father"]),
    wish=st.sampled_from(["", "no", "no", "yes"]),
    added=st.booleans(),
    routed=st.sampled_from(["", "", "", "stands", "released"]),
    concern=st.sampled_from(["", "", "", "open", "unscreened", "no_concern", "refer"]),
    confirmed=st.booleans(),
    removal=st.sampled_from(["", "", "", "open", "kept"]),
)


def never(case: Case, role: str) -> bool:
    """Whether a parent must not have it, whoever confirms what."""
    if case.wish == "no" or (case.who == "asked" and case.wish != "yes"):
        return True
    if case.removal and case.who in {"child", "asked"}:
        return True
    if case.who == role:
        return False
    return bool(case.routed or case.removal) or case.concern in {"open", "unscreened", "refer"}


async def check_parents_copy(blank: Service, found: list[Case], role: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(Path(blank.settings.key_file).parent, folder, dirs_exist_ok=True)
        chosen_settings = settings_in(Path(folder))
        database = Database(chosen_settings.database_url, chain=blank.keys.chained)
        service = blank._replace(settings=chosen_settings, database=database, links={})
        await database.start()
        try:
            await begin(service)
            ids: list[str] = []
            barred: set[int] = set()
            for number, case in enumerate(found):
                root = number - 1 if case.added and ids else number
                ids.append(await say(service, case, number, ids[root] if root != number else None))
                if root != number and never(found[root], role) and found[root].added is False:
                    barred.add(number)
            standing = await choices(service, EVERYTHING, Request(SUBJECT, "parent", role))
            may = {one.held.id for one in standing if one.standing != "never"}
            confirmed = (one for one, case in zip(ids, found, strict=True) if case.confirmed)
            include = tuple(one for one in confirmed if one in may)
            html, data, _ = await copied(service, "parent", include=include, role=role)
            everything = html + json.dumps(data)
            for number, (one, case) in enumerate(zip(ids, found, strict=True)):
                if never(case, role) or number in barred or not case.confirmed:
                    assert f"MARKER{number} " not in everything, (number, case)
                    assert one not in everything
                    assert day(service.now() - (number + 1) * 40 * DAY) not in html
                elif not any(one.added for one in found):
                    assert f"MARKER{number} " in html, (number, case)
            for word in ("sign of harm", "concern", "hunger"):
                assert word not in everything.lower()
        finally:
            await database.stop()


@settings(max_examples=15)
@given(st.lists(CASES, min_size=4, max_size=10), st.sampled_from(["mother", "father", ""]))
def test_a_parents_copy_never_has_what_was_kept_from_them_nor_when_nor_that_it_is_there(
    blank_one: Callable[[], Service], found: list[Case], role: str
) -> None:
    asyncio.run(check_parents_copy(blank_one(), found, role))


@pytest.mark.parametrize("role", ["mother", ""])
def test_every_kind_of_submission_is_held_back_or_given_as_it_must(blank: Service, role: str) -> None:
    """All of them, each confirmed by somebody: what must never be given is not to be had by confirming."""
    kinds = itertools.product(
        ["child", "asked", "mother", "father"],
        ["", "no", "yes"],
        ["", "stands", "released"],
        ["", "open", "unscreened", "no_concern", "refer"],
    )
    found = [
        Case(who, wish, routed=routed, concern=concern, confirmed=True)
        for who, wish, routed, concern in kinds
    ]
    asked = itertools.product(["child", "asked", "mother", "father"], ["", "yes"], ["open", "kept"])
    found += [Case(who, wish, removal=removal, confirmed=True) for who, wish, removal in asked]
    asyncio.run(check_parents_copy(blank, found, role))


async def test_a_parent_gets_nothing_but_what_somebody_confirmed(service: Service, north: None) -> None:
    mother = await say(service, Case("mother", ""), 1)
    father = await say(service, Case("father", ""), 2)
    agreed = await say(service, Case("asked", "yes"), 3)
    kept = await say(service, Case("asked", "no"), 4)
    _, data, _ = await copied(service, "parent", role="mother")  # somebody else may have chosen "mother"
    assert data["submissions"] == []
    html, data, _ = await copied(service, "parent", role="mother", include=(mother, agreed))
    assert [one["id"] for one in data["submissions"]] == [agreed, mother]  # the earliest first
    assert "MARKER1 " in html
    for wrong in (kept, new_id()):
        with pytest.raises(AccessError):
            await copied(service, "parent", include=(wrong,))
    assert father


async def test_a_parents_copy_has_no_correction_but_what_a_parent_put_right_of_their_own(
    service: Service, north: None
) -> None:
    worker = await somebody(service)
    mother = await say(service, Case("mother", "", removal="kept"), 1)
    agreed = await say(service, Case("asked", "yes"), 2)
    for one in (mother, agreed):
        for who in ("child", "parent", "practitioner"):
            place, words = (one, "good"), f"By the {who}"
            await amending.correct(service, worker, place, new_id=new_id(), asked_by=who, words=words)
    _, data, _ = await copied(service, "parent", role="mother", include=(mother, agreed))
    found = {
        one["id"]: [right["words"] for each in one["answers"] for right in each["corrections"]]
        for one in data["submissions"]
    }
    assert found == {agreed: [], mother: ["By the parent"]}


async def test_a_childs_copy_has_their_words_what_was_done_and_what_was_decided(
    service: Service, north: None
) -> None:
    worker = await somebody(service)
    one = await say(service, Case("child", "no", routed="stands", concern="refer"), 1)
    others = await say(service, Case("mother", ""), 2)
    await replying.reply(service, worker, one, reply_id=new_id(), words="We rang the school.")
    place = (one, "matters")
    await amending.correct(service, worker, place, new_id=new_id(), asked_by="child", words="It was a cat")
    _, data, _ = await copied(service, "child")  # of a family there may be two children
    assert data["submissions"] == []
    html, data, _ = await copied(service, "child", include=(one,))
    assert [each["id"] for each in data["submissions"]] == [one]
    for words in ("MARKER1", "We rang the school.", "It was a cat", "told children", "Put right on"):
        assert words in html
    html, data, _ = await copied(service, "authority")
    assert {each["id"] for each in data["submissions"]} == {one, others}
    (said,) = [each for each in data["submissions"] if each["id"] == one]
    (answer,) = [each for each in said["answers"] if each["question"] == "matters"]
    assert answer["answer"] == "I like MARKER1 and Danny"
    assert answer["corrections"][0]["words"] == "It was a cat"
    assert answer["asked"] != "matters"
    html, _, _ = await copied(service, "parent", role="mother")
    assert "MARKER1" not in html


async def test_nobody_copies_what_lies_outside_their_teams(service: Service, north: None) -> None:
    await say(service, Case("child", ""), 1)
    south = Scope(all_teams=False, team_ids=("south",))
    assert await choices(service, south, Request(SUBJECT, "authority")) == ()


async def test_what_points_at_others_is_hidden_as_the_machine_or_a_person_says(
    service: Service, north: None
) -> None:
    one = await say(service, Case("child", ""), 1)
    request = Request(SUBJECT, "child")
    opened = await open_all(service, EVERYTHING, request, [one])
    words = texts(opened)
    copy = compose(service, opened, await proposed(words), checked=False)
    assert UNCHECKED in copy.about
    assert "Danny" not in copy_html(service, copy)
    file = [{"place": place, "words": said, "hide": ["like"]} for place, said in words.items()]
    hidden = hidden_by(json.dumps(file).encode(), words)
    copy = compose(service, opened, hidden, checked=True)
    assert CHECKED in copy.about
    assert "I [hidden] MARKER1 and Danny" in copy_html(service, copy)
    with pytest.raises(AccessError):
        compose(service, opened, {}, checked=True)
    for wrong in (b"[]", b"{", json.dumps([{**file[0], "hide": ["zebra"]}]).encode()):
        with pytest.raises(AccessError):
            hidden_by(wrong, words)


async def test_that_a_copy_was_given_is_noted_without_the_subject(service: Service, north: None) -> None:
    one, worker = await say(service, Case("child", ""), 1), await somebody(service)
    opened = await open_all(service, EVERYTHING, Request(SUBJECT, "child"), [one])
    await note_given(service, opened, worker.id)
    async with service.database.reading() as connection:
        (copy,) = await copies_given(connection, SUBJECT)
    assert (copy.asked_by, copy.made_by) == ("child", worker.id)
    noted = {row.action: row.object for row in await rows(service, select(audit.c.action, audit.c.object))}
    assert noted["access-exported"] == f"child {copy.id}"
    assert noted["submission-opened"] == one
    assert SUBJECT not in " ".join(noted.values())


async def test_the_file_is_whole_by_itself(service: Service, north: None) -> None:
    one = await say(service, Case("child", ""), 1)
    html, data, _ = await copied(service, "child", include=(one,))
    for outside in ("<script", "<link", "src=", "http://", "https://"):
        assert outside not in html
    assert data["format"] == "child-family-feedback-copy/1"


async def test_a_copy_says_what_is_known_of_the_child_but_never_to_a_parent_where_they_live(
    service: Service, north: None
) -> None:
    known = About(area="Fens", needs="yes")
    await service.database.transaction(lambda tx: keep_about(tx, EVERYTHING, SUBJECT, known))
    for version, shown in (("child", True), ("authority", True), ("parent", False)):
        html, data, _ = await copied(service, version)  # type: ignore[arg-type]
        assert (data["area"], data["additional_needs"]) == (("Fens", "yes") if shown else ("", ""))
        assert ("the area, Fens; additional needs, yes." in html) == shown
        assert ("Fens" in html) == shown
