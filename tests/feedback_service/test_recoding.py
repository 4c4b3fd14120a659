"""What a new reading may change about an answer, and what it never touches."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.recoding import recoded
from feedback_service.storage.codings import StoredCoding

THEMES = st.sampled_from(["food", "warm", "safe", "school"])
WORKER = "worker"
NOW = 10


@st.composite
def codings(draw: st.DrawFn, *, by_machine: bool = False) -> StoredCoding:
    by = None if by_machine else draw(st.sampled_from([None, None, WORKER]))
    ended = None if by_machine else draw(st.sampled_from([None, None, 5]))
    return StoredCoding(
        id=str(draw(st.uuids())), submission_id="s", question_id="q", theme_id=draw(THEMES),
        valence=draw(st.sampled_from([None, "worry"])), span_start=0, span_end=draw(st.sampled_from([4, 9])),
        score=0.5, method="meaning", version="2" if by_machine else "1", assigned_by=by, assigned_at=1,
        withdrawn_at=ended, withdrawn_by=draw(st.sampled_from([None, WORKER])) if ended else None,
        suggested=None if by else draw(st.booleans()),
    )  # fmt: skip


def of_each_theme(found: list[StoredCoding]) -> list[StoredCoding]:
    return list({one.theme_id: one for one in found}.values())


BEFORE = st.lists(codings(), max_size=5)
FOUND = st.lists(codings(by_machine=True), max_size=4).map(of_each_theme)


def after(before: list[StoredCoding], found: list[StoredCoding]) -> list[StoredCoding]:
    """All codings once the change is made."""
    change = recoded(before, found)
    gone = dict.fromkeys(change.withdrawn, NOW)
    ended = [
        msgspec.structs.replace(one, withdrawn_at=gone[one.id]) if one.id in gone else one for one in before
    ]
    return [*ended, *change.added]


def looks(found: list[StoredCoding]) -> set[tuple[object, ...]]:
    return {(one.theme_id, one.valence, one.span_end, bool(one.suggested)) for one in found}


def standing(found: list[StoredCoding]) -> list[StoredCoding]:
    return [one for one in found if one.withdrawn_at is None]


@given(BEFORE, FOUND)
def test_nothing_a_worker_put_on_is_withdrawn_and_nothing_they_decided_comes_back(
    before: list[StoredCoding], found: list[StoredCoding]
) -> None:
    change = recoded(before, found)
    decided = {one.theme_id for one in before if one.assigned_by or one.withdrawn_by}
    assert not {one.theme_id for one in change.added} & decided
    by_worker = {one.id for one in before if one.assigned_by}
    assert not by_worker & set(change.withdrawn)


@given(BEFORE, FOUND)
def test_on_a_corrected_answer_what_counts_stays_as_the_worker_left_it(
    before: list[StoredCoding], found: list[StoredCoding]
) -> None:
    if any(one.assigned_by or one.withdrawn_by for one in before):
        counted = [one for one in standing(before) if not one.suggested]
        assert [one for one in standing(after(before, found)) if not one.suggested] == counted


@given(BEFORE, FOUND)
def test_an_answer_nobody_corrected_gets_just_what_was_found(
    before: list[StoredCoding], found: list[StoredCoding]
) -> None:
    machines = [one for one in before if not one.assigned_by and not one.withdrawn_by]
    assert looks(standing(after(machines, found))) == looks(found)


@given(BEFORE, FOUND)
def test_reading_the_same_again_changes_nothing(
    before: list[StoredCoding], found: list[StoredCoding]
) -> None:
    again = recoded(after(before, found), found)
    assert (again.withdrawn, again.added) == ((), ())


def test_what_is_found_again_keeps_its_row_and_its_version() -> None:
    one = StoredCoding(
        id="1", submission_id="s", question_id="q", theme_id="food", valence="worry", span_start=0,
        span_end=4, score=0.5, method="meaning", version="1", assigned_by=None, assigned_at=1, suggested=None,
    )  # fmt: skip
    again = msgspec.structs.replace(one, id="2", version="2", score=0.7, suggested=False)
    assert recoded([one], [again]) == ((), ())
