"""Laws of hiding that hold whoever was heard and however they answered."""

from hypothesis import given
from hypothesis import strategies as st

from feedback_service.report_about import with_about
from feedback_service.report_beside import table_beside
from feedback_service.report_counts import groups
from feedback_service.report_feelings import feelings, group_name, measured
from feedback_service.report_findings import Feeling, Group, Table, safe_table
from feedback_service.storage.report_data import AnswerCount, Heard
from feedback_service.storage.report_reach import AboutCount, KeptAbout
from forms.catalogue import load_catalogue
from tests.feedback_service.report_seeding import tables

CATALOGUE = load_catalogue()
THRESHOLD = 5

heard_rows = st.lists(
    st.builds(
        Heard,
        form_id=st.just("my-view"),
        form_version=st.just(1),
        audience=st.just("child"),
        band=st.sampled_from(["4-7", "8-11", "12-17"]),
        moment=st.sampled_from(["start", "review", None]),
        channel=st.sampled_from(["link", "tablet"]),
        finished=st.booleans(),
        person_role=st.none(),
        helper=st.sampled_from(["family", "on-my-own", None]),
        scribe=st.sampled_from(["myself", "helper", None]),
        read=st.booleans(),
        n=st.integers(1, 30),
    ),
    max_size=8,
)


@given(heard_rows, st.integers(2, 10))
def test_whoever_was_heard_no_breakdown_tells_a_small_number(rows: list[Heard], threshold: int) -> None:
    for table in tables(groups(CATALOGUE, rows, {}, threshold)):
        shown = [count for count in (table.n, *table.cells.values()) if count]
        assert all(count > threshold for count in shown)
        if table.n is None:
            continue
        hidden = [label for label, count in table.cells.items() if count is None]
        assert len(hidden) != 1


@given(st.lists(st.integers(0, 12), min_size=5, max_size=5), st.integers(0, 12))
def test_however_a_group_answered_every_answer_is_told_or_safely_hidden(
    given_: list[int], silent: int
) -> None:
    size = sum(given_) + silent
    row = Heard(
        form_id="my-view", form_version=1, audience="child", band="12-17", moment=None, channel="link",
        finished=True, person_role=None, helper=None, scribe=None, no_view=None, read=False, n=size,
    )  # fmt: skip
    counts = [
        AnswerCount(form_id="my-view", form_version=1, question_id="safe", value=str(place), n=n)
        for place, n in enumerate(given_, 1)
        if n
    ]
    shown = {group_name("child", "12-17"): size} if size > THRESHOLD else {}
    found, _ = feelings(measured(CATALOGUE), [row], counts, shown, THRESHOLD)
    safe: list[Feeling] = [one for one in found if one.measure == "safe"]
    assert bool(safe) == (size > THRESHOLD)
    for one in safe:
        told = list(one.table.cells.values())
        assert all(count in (None, real) for count, real in zip(told, [*given_, silent], strict=True))
        assert all(
            count is None
            for count, real in zip(told, [*given_, silent], strict=True)
            if 1 <= real <= THRESHOLD
        )


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12)), min_size=2, max_size=5))
def test_two_reports_of_which_one_lies_within_the_other_leave_no_few_between_them(
    cells: list[tuple[int, int]],
) -> None:
    then = safe_table({str(place): first for place, (first, _) in enumerate(cells)}, THRESHOLD)
    now = safe_table({str(place): first + more for place, (first, more) in enumerate(cells)}, THRESHOLD)
    after = table_beside(now, then, THRESHOLD)
    known = {
        name: count - before
        for name, count in after.cells.items()
        if count is not None and (before := then.cells[name]) is not None
    }
    assert all(not 1 <= move <= THRESHOLD for move in known.values())
    assert all(count in (None, now.cells[name]) for name, count in after.cells.items())
    if then.n is not None and after.n is not None and len(known) not in {0, len(cells)}:
        assert not 1 <= after.n - then.n - sum(known.values()) <= THRESHOLD
        assert len(cells) - len(known) > 1


def test_an_area_of_the_list_from_which_nobody_was_heard_is_told_as_nobody() -> None:
    kept = KeptAbout(areas=frozenset({"Fens"}), needs=False)
    counted = [AboutCount(audience="child", area="Fens", needs=None, n=9)]
    (group,) = with_about([Group(audience="child", n=9, breakdowns={})], counted, kept, ("Hills",), 5)
    assert group.breakdowns == {"Area": Table(9, {"Fens": 9, "Hills": 0, "Not said": 0})}
