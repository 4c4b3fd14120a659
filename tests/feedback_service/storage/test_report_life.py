"""What a report's life leaves in rows, and what it is asked for, on both databases."""

import pytest
from sqlalchemy import insert, update

from feedback_service.service import Service
from feedback_service.storage import (
    report_codings,
    report_data,
    report_edits,
    report_outcomes,
    reports,
    schema,
)
from feedback_service.storage.report_evidence import behind_measure, behind_theme
from feedback_service.storage.schema import concern_decisions, concerns, removal_requests, submissions
from feedback_service.storage.scope import EVERYTHING, Scope
from tests.feedback_service.report_seeding import (
    DURING,
    FROM,
    TO,
    a_manager,
    answer,
    code,
    report,
    spoken,
    two_teams,
)

NORTH = Scope(all_teams=False, team_ids=("north",))
EXTENT = report_data.Extent(scope=NORTH, period_from=FROM, period_to=TO)
PAGE = {"limit": 10, "offset": 0}


@pytest.fixture(autouse=True)
async def _two_teams(service: Service) -> None:
    await two_teams(service)


async def raised(service: Service, submission_id: str, name: str, outcomes: tuple[str, ...]) -> None:
    """A concern on the submission, with what was decided on it, the newest last."""
    row = {"id": name, "submission_id": submission_id, "question_id": "matters", "level": "concern"}
    rule = {
        "category": "c",
        "rule": "r",
        "rules_version": "1",
        "span_start": 0,
        "span_end": 2,
        "raised_at": 1,
    }
    decided = [
        {"id": f"{name}-{at}", "concern_id": name, "outcome": one, "decided_by": "w", "decided_at": at}
        for at, one in enumerate(outcomes)
    ]
    await service.database.transaction(lambda tx: tx.execute(insert(concerns), row | rule))
    if decided:
        await service.database.transaction(lambda tx: tx.execute(insert(concern_decisions), decided))


async def test_of_several_decisions_the_newest_counts_and_of_several_concerns_the_gravest(
    service: Service,
) -> None:
    await a_manager(service)
    first, second, third = [await answer(service, "my-view") for _ in range(3)]
    await raised(service, first, "a", ("refer", "no_concern"))
    await raised(service, first, "b", ("early_help",))
    await raised(service, second, "c", ("refer",))
    await raised(service, second, "d", ())
    await raised(service, third, "e", ("no_concern",))
    async with service.database.reading() as db:
        found = await report_outcomes.concern_outcomes(db, EXTENT)
    assert found == [("concern", "early_help"), ("concern", "no_concern"), ("concern", "waiting")]


async def test_themes_are_counted_by_role(service: Service) -> None:
    for role in ("father", "father", "mother"):
        said = await answer(service, "family-experience", {"role": role})
        await code(service, said, "food", "worry")
        await code(service, said, "food", "worry", "best")
    async with service.database.reading() as db:
        found = await report_codings.role_themes(db, EXTENT)
    assert {(one.person_role, one.theme_id, one.n) for one in found} == {
        ("father", "food", 2),
        ("mother", "food", 1),
    }


async def test_a_report_is_published_once_and_found_by_its_place(service: Service) -> None:
    manager = await a_manager(service)
    made = (await report(service)).report
    assert not await service.database.transaction(lambda tx: reports.set_published(tx, made.id, manager, TO))
    await service.database.transaction(lambda tx: reports.set_approved(tx, made.id, manager, TO))
    for done in (True, False):
        work = service.database.transaction(lambda tx: reports.set_published(tx, made.id, manager, TO))
        assert await work is done
    async with service.database.reading() as db:
        assert [one.id for one in await reports.frozen_about(db, "north", None, TO)] == [made.id]
        assert await reports.frozen_about(db, "north", None, TO - 1) == []
        assert await reports.frozen_about(db, None, "Council", TO) == []
        known = await reports.find_report(db, made.id)
        assert known
        assert (known.report.state, known.publisher) == ("published", "The manager")
        agency = Scope(all_teams=False, agencies=("Council",), agency_teams=("south",))
        assert await reports.reports_in(db, agency, **PAGE) == []
        assert await reports.count_reports(db, agency) == 0


async def test_reports_are_listed_in_parts_and_the_standing_ones_known_by_id(service: Service) -> None:
    manager = await a_manager(service)
    first, second = (await report(service)).report, (await report(service)).report
    await service.database.transaction(lambda tx: reports.set_approved(tx, first.id, manager, TO))
    async with service.database.reading() as db:
        listed = [await reports.reports_in(db, NORTH, limit=1, offset=offset) for offset in range(3)]
        assert [[one.report.id for one in part] for part in listed] == [[second.id], [first.id], []]
        assert await reports.count_reports(db, NORTH) == 2
        assert await reports.frozen_ids(db) == {first.id}


async def test_a_report_without_a_key_is_given_one_and_none_is_changed(service: Service) -> None:
    made = (await report(service)).report
    await service.database.transaction(lambda tx: reports.give_key(tx, made.id, "other", b"other"))
    assert await key_of(service, made.id) == (made.key_master, made.key_wrapped)
    lost = update(schema.reports).values(key_master=None, key_wrapped=None)
    await service.database.transaction(lambda tx: tx.execute(lost))
    await service.database.transaction(lambda tx: reports.give_key(tx, made.id, "its", b"own"))
    assert await key_of(service, made.id) == ("its", b"own")


async def key_of(service: Service, report_id: str) -> tuple[str | None, bytes | None]:
    async with service.database.reading() as db:
        known = await reports.find_report(db, report_id)
    assert known
    return known.report.key_master, known.report.key_wrapped


async def test_edits_and_looks_stay_in_their_order(service: Service) -> None:
    manager, made = await a_manager(service), (await report(service)).report
    said = await answer(service, "my-view")
    for name, by in (("1", None), ("2", manager)):
        edit = report_edits.Edit(
            id=name, report_id=made.id, part="comment/heard", words=b"x", edited_by=by, edited_at=5
        )
        await service.database.transaction(lambda tx, edit=edit: report_edits.add_edit(tx, edit))  # type: ignore[misc]
    for at in (7, 8):
        await service.database.transaction(
            lambda tx, at=at: report_edits.add_looks(tx, made.id, [(said, "matters")], manager, at)  # type: ignore[misc]
        )
    async with service.database.reading() as db:
        assert [(one.edit.id, one.name) for one in await report_edits.edits_of(db, made.id)] == [
            ("1", None),
            ("2", "The manager"),
        ]
        assert await report_edits.standing_edits(db, made.id) == {"comment/heard": "2"}
        looks = await report_edits.looks_at(db, made.id)
    assert {place: (one.name, one.role, one.at) for place, one in looks.items()} == {
        (said, "matters"): ("The manager", "manager", 7)
    }
    for place, left in ((said, "other"), 1), ((said, "matters"), 0):
        await service.database.transaction(
            lambda tx, place=place: report_edits.drop_looks(tx, made.id, [place])  # type: ignore[misc]
        )
        async with service.database.reading() as db:
            assert len(await report_edits.looks_at(db, made.id)) == left


async def test_behind_a_sentence_stand_the_answers_that_its_reader_may_see(service: Service) -> None:
    worry, mixed, other = [
        await spoken(service, f"bread {one}", valence=one) for one in ("worry", "both", "strength")
    ]
    removed, withheld = [await spoken(service, f"bread {one}") for one in "ab"]
    asked = {"submission_id": removed, "asked_at": DURING}
    await service.database.transaction(lambda tx: tx.execute(insert(removal_requests), asked))
    hide = update(submissions).where(submissions.c.id == withheld).values(share_worker=False)
    await service.database.transaction(lambda tx: tx.execute(hide))
    reader = Scope(all_teams=False, team_ids=("north",), sees_withheld=False)
    async with service.database.reading() as db:

        async def found(side: str, scope: Scope) -> set[str]:
            claim = ("child", "food", side)
            return {one.id for one in await behind_theme(db, EXTENT, scope, claim, **PAGE)}

        assert await found("worry", reader) == {worry}
        assert await found("strength", reader) == {other}
        assert await found("", reader) == {worry, mixed, other}
        assert await found("worry", EVERYTHING) == {worry, withheld}
        assert await found("", Scope(all_teams=False, team_ids=("south",))) == set()


async def test_behind_a_measure_stand_those_who_answered_its_question(service: Service) -> None:
    said = await answer(service, "my-view", {"safe": 4})
    await answer(service, "my-view", {"safe": 4}, at=TO)
    version = service.catalogue.current("my-view").form.version
    async with service.database.reading() as db:
        (one,) = await behind_measure(db, EXTENT, NORTH, {("my-view", version, "safe")}, **PAGE)
        assert await behind_measure(db, EXTENT, NORTH, set(), **PAGE) == []
    assert (one.id, one.question_id, one.value) == (said, "safe", "4")
