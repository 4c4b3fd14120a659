"""Past feedback from CSV: all or nothing, every reason told, nothing twice, no words lost."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from feedback_service.import_plans import ImportPlanError, Mapped, Plan, parse_mapping
from feedback_service.importing import Checked, check_file, keep_rows
from feedback_service.service import Service
from feedback_service.storage.schema import submissions
from forms.catalogue import load_catalogue
from forms.model import Answer
from tests.feedback_service.answering import north

NOW = int(datetime(2025, 10, 9, tzinfo=UTC).timestamp() * 1000)
FORM = load_catalogue().current("my-view")
PLAN = Plan(
    form=FORM,
    team_id="north",
    mapped=(Mapped("said", "matters"), Mapped("food", "food"), Mapped("talk", "talk")),
)


def looked_through(tmp_path: Path, text: str | bytes, **changes: object) -> Checked:
    file = tmp_path / "rows.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return check_file(file, msgspec.structs.replace(PLAN, **changes), NOW)


def said(checked: Checked) -> list[object]:
    return [row.arrival.answers["matters"].value for row in checked.good]


def reasons(checked: Checked) -> dict[int, str]:
    return {row.line: "; ".join(row.reasons) for row in checked.bad}


async def kept(service: Service) -> int:
    async with service.database.reading() as connection:
        return int(await connection.scalar(select(func.count()).select_from(submissions)) or 0)


def test_cells_become_answers_by_label_code_number_or_state(tmp_path: Path) -> None:
    label = next(iter(FORM.values["food"].values()))
    checked = looked_through(
        tmp_path, f"said,food,talk\none,{label},Yes\ntwo,1,no\nthree,not sure,SKIP\n,,\nfour,,\n"
    )
    assert [row.arrival.answers.get("food") for row in checked.good] == [
        Answer("given", 1),
        Answer("given", 1),
        Answer("not_sure"),
        None,
    ]
    assert checked.good[0].arrival.answers["talk"] == Answer("given", "yes")
    assert checked.empty == (5,)
    assert checked.bad == ()


def test_every_reason_of_every_bad_row_is_told_with_its_line(tmp_path: Path) -> None:
    checked = looked_through(
        tmp_path,
        f"said,food,talk,when\nfine,1,yes,2024-01-31\n{'x' * 5001},99,perhaps,31 June\nlate,,,2099-01-01\n",
        date_column="when",
    )
    found = reasons(checked)
    assert list(found) == [3, 4]
    assert all(part in found[3] for part in ("food", "talk", "matters", "when"))
    assert "future" in found[4]
    assert len(checked.good) == 1


def test_lines_are_those_on_which_rows_start_also_after_texts_of_several_lines(tmp_path: Path) -> None:
    text = 'said,food,talk\n"one\ntwo\nthree",1,\n"bad\nrow",99,\nlast,99,\n'
    assert list(reasons(looked_through(tmp_path, text))) == [5, 7]


def test_words_with_quotes_commas_and_line_ends_come_through_whole(tmp_path: Path) -> None:
    checked = looked_through(
        tmp_path, 'said,food,talk\n"he said ""stop"",\r\nthen left",1,\n=1+1,1,\n@x,1,\n'
    )
    assert said(checked) == ['he said "stop",\nthen left', "=1+1", "@x"]


def test_a_row_with_more_cells_than_columns_is_refused_rather_than_cut(tmp_path: Path) -> None:
    checked = looked_through(tmp_path, "food,talk,said\n1,yes,i like her, she listens\n")
    assert "more cells" in reasons(checked)[2]
    assert checked.good == ()


@pytest.mark.parametrize(
    ("cell", "day"), [("2024-03-31", "2024-03-31"), ("31/03/2024", "2024-03-31"), ("1/2/24", "2024-02-01")]
)
def test_dates_are_read_the_british_way(tmp_path: Path, cell: str, day: str) -> None:
    checked = looked_through(tmp_path, f"said,food,talk,when\na,,,{cell}\n", date_column="when")
    (row,) = checked.good
    assert datetime.fromtimestamp(row.arrival.answered_at / 1000, tz=UTC).date().isoformat() == day


def test_a_time_with_a_zone_is_that_moment(tmp_path: Path) -> None:
    text = "said,food,talk,when\na,,,2024-07-01T12:00:00+01:00\nb,,,\n"
    first, undated = looked_through(tmp_path, text, date_column="when").good
    at = datetime.fromtimestamp(first.arrival.answered_at / 1000, tz=UTC)
    assert (at.hour, undated.arrival.answered_at) == (11, NOW)


def test_ids_that_are_missing_or_come_twice_are_refused(tmp_path: Path) -> None:
    text = "said,food,talk,id\na,,,1\nb,,,1\nc,,, \n"
    found = reasons(looked_through(tmp_path, text, id_column="id"))
    assert "line 2" in found[3]
    assert "missing" in found[4]


def test_a_column_can_answer_another_question_where_a_condition_holds(tmp_path: Path) -> None:
    mapped = tuple(parse_mapping(f"said={name} if about = {name}") for name in ("good", "change"))
    checked = looked_through(tmp_path, "said,about\nx,good\ny, change \nz,other\n", mapped=mapped)
    assert [list(row.arrival.answers) for row in checked.good] == [["good"], ["change"]]
    assert checked.empty == (4,)


@pytest.mark.parametrize("text", ["said", "=good", "said=", "said=good if about", ""])
def test_a_mapping_that_cannot_be_read_is_quoted_back(text: str) -> None:
    with pytest.raises(ImportPlanError, match="COLUMN=question"):
        parse_mapping(text)


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"mapped": (Mapped("sayd", "matters"),)}, ("sayd", "said")),
        ({"mapped": (Mapped("said", "mattress"),)}, ("mattress", "matters")),
        ({"id_column": "number", "date_column": "day"}, ("number", "day")),
        ({"mapped": (Mapped("said", "matters", "kind", "x"),)}, ("kind",)),
    ],
)
def test_columns_and_questions_that_are_not_there_are_named_with_those_that_are(
    tmp_path: Path, changes: dict[str, object], names: Sequence[str]
) -> None:
    with pytest.raises(ImportPlanError) as caught:
        looked_through(tmp_path, "said,food,talk\na,,\n", **changes)
    assert all(name in str(caught.value) for name in names)


@pytest.mark.parametrize(
    ("text", "changes", "word"),
    [
        ("said,food,talk\ncaf\xe9,,\n".encode("latin-1"), {}, "cp1252"),
        (b"said,food,talk\n", {"encoding": "no-such"}, "no-such"),
        (b"said,food,talk\n", {"encoding": "utf-16"}, "utf-16"),
        (b'said,food,talk\n"never ends,,\n', {}, "CSV"),
        (b"said,said,food,talk\na,b,,\n", {}, "several"),
        (b"", {}, "said"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    tmp_path: Path, text: bytes, changes: dict[str, object], word: str
) -> None:
    with pytest.raises(ImportPlanError, match=word):
        looked_through(tmp_path, text, **changes)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ImportPlanError, match="No such file"):
        check_file(tmp_path / "none.csv", PLAN, NOW)


def test_another_encoding_is_read_when_it_is_named(tmp_path: Path) -> None:
    text = "said,food,talk\ncaf\xe9 \u2019,,\n".encode("cp1252")
    assert said(looked_through(tmp_path, text, encoding="cp1252")) == ["caf\xe9 \u2019"]


@pytest.mark.parametrize("reference", ["x" * 81, "Robert'); --", "\x00", "-1"])
def test_a_reference_that_no_case_system_gives_is_refused(tmp_path: Path, reference: str) -> None:
    checked = looked_through(tmp_path, f"said,food,talk,case\na,,,{reference}\n", subject_column="case")
    assert "case" in reasons(checked)[2]


async def test_a_second_import_adds_nothing_and_a_grown_file_only_what_is_new(
    tmp_path: Path, service: Service
) -> None:
    await north(service)
    text = "said,food,talk,case\nsame,1,,A-1\nsame,1,,A-1\nother,2,,A-2\n"
    for read, verdicts in [
        (text, {"stored": 3}),
        (text, {"again": 3}),
        (text + "new,,,\n", {"again": 3, "stored": 1}),
    ]:
        checked = looked_through(tmp_path, read, subject_column="case")
        assert await keep_rows(service, PLAN, checked.good) == verdicts
    assert await kept(service) == 4


async def test_a_changed_row_of_one_id_is_kept_beside_the_first(tmp_path: Path, service: Service) -> None:
    await north(service)
    for words, verdict in (("first", "stored"), ("second", "differs")):
        checked = looked_through(tmp_path, f"said,food,talk,id\n{words},,,7\n", id_column="id")
        assert await keep_rows(service, PLAN, checked.good) == {verdict: 1}
    assert await kept(service) == 2


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=30)))
def test_whatever_is_written_in_a_well_formed_file_comes_out_the_same(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str]
) -> None:
    quoted = "".join('"' + cell.replace('"', '""') + '",,\n' for cell in cells)
    checked = looked_through(tmp_path_factory.mktemp("csv"), f"said,food,talk\n{quoted}")
    assert checked.bad == ()
    assert said(checked) == [cell for cell in cells if cell.strip()]
