"""Measuring the shipped analysis on a labelled file, with the figures printed as they are."""

import csv
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import msgspec

from analysis.codebook import SHIPPED, load_codebook

if TYPE_CHECKING:
    from analysis.reader import Reader

# What reads by meaning takes 200 MB and is loaded only where it is measured: hence imports inside functions.
Rows = Sequence[Mapping[str, Any]]


def _screening(rows: Rows, _codebook: Path) -> dict[str, Any]:
    from analysis.evaluation import by_service, evaluate_screening  # noqa: PLC0415
    from analysis.harm_lessons import load_lessons  # noqa: PLC0415
    from analysis.known import vectors  # noqa: PLC0415
    from analysis.likeness import Likeness  # noqa: PLC0415
    from analysis.screening import load_rules  # noqa: PLC0415

    rules = load_rules()
    likeness = Likeness(rules, load_lessons(), vectors)
    return evaluate_screening(rows, lambda texts: by_service(rules, likeness, texts), time.process_time)


def _themes(rows: Rows, codebook: Path) -> dict[str, Any]:
    from analysis.evaluation_themes import evaluate_themes  # noqa: PLC0415
    from analysis.known import vectors  # noqa: PLC0415

    reader = _reader(rows, codebook)
    return evaluate_themes(rows, lambda texts, asked: reader.read(texts, asked, vectors), time.process_time)


def _learning(rows: Rows, codebook: Path) -> dict[str, Any]:
    from analysis.evaluation_learning import evaluate_learning  # noqa: PLC0415
    from analysis.known import vectors  # noqa: PLC0415

    return evaluate_learning(_reader(rows, codebook), rows, vectors([row["text"] for row in rows]))


def _quotes(rows: Rows, codebook: Path) -> dict[str, Any]:
    from analysis.evaluation_quotes import evaluate_quotes  # noqa: PLC0415
    from analysis.known import vectors  # noqa: PLC0415

    reader = _reader(rows, codebook)
    return evaluate_quotes(rows, lambda texts, asked: reader.read(texts, asked, vectors), vectors)


def _reader(rows: Rows, codebook: Path) -> "Reader":
    """What reads by the codebook; the texts, without their labels, are the archive it may be fitted to."""
    from analysis.known import vectors  # noqa: PLC0415
    from analysis.reader import Reader, samples_of  # noqa: PLC0415

    known = load_codebook(codebook)
    samples = samples_of(known)
    reader = Reader(known, samples, vectors([one.text for one in samples]))
    return reader.settled([row["text"] for row in rows], vectors)


def _tone(rows: Rows, _codebook: Path) -> dict[str, Any]:
    from analysis.bank import load_bank  # noqa: PLC0415
    from analysis.evaluation_tone import evaluate_tone  # noqa: PLC0415
    from analysis.known import vectors  # noqa: PLC0415
    from analysis.tone import Tones, load_examples  # noqa: PLC0415

    examples = vectors([one.text for one in load_examples()])
    tones = Tones(vectors([one.text for one in load_bank()]), examples)
    return evaluate_tone(rows, tones, vectors, time.process_time)


def _redaction(rows: Rows, _codebook: Path) -> dict[str, Any]:
    from analysis.evaluation_redaction import evaluate_redaction  # noqa: PLC0415

    return evaluate_redaction(rows, time.process_time)


def _emergent(rows: Rows, _codebook: Path) -> dict[str, Any]:
    from analysis.evaluation_emergent import evaluate_emergent  # noqa: PLC0415

    return evaluate_emergent(rows, time.process_time)


class Kind(NamedTuple):
    """What is measured, and the columns (or keys) that its file must have."""

    measure: Callable[[Rows, Path], dict[str, Any]]
    columns: tuple[str, ...]


KINDS = {
    "screening": Kind(_screening, ("text", "category", "urgent")),
    "themes": Kind(_themes, ("text", "question", "themes")),
    "learning": Kind(_learning, ("text", "question", "themes")),
    "quotes": Kind(_quotes, ("text", "question", "themes")),
    "tone": Kind(_tone, ("text", "question", "tone")),
    "redaction": Kind(_redaction, ("text", "spans", "known_names")),
    "emergent": Kind(_emergent, ("text", "label")),
}
_JSON_LINES = {"redaction"}


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--codebook",
    type=click.Path(path_type=Path, dir_okay=False),
    default=SHIPPED,
    show_default="the shipped one",
    help="For themes, learning and quotes: another codebook.",
)
@click.option("--json", "as_json", is_flag=True, help="End with one line of JSON.")
def evaluate(kind: str, file: Path, codebook: Path, as_json: bool) -> None:
    """Measure the shipped analysis on a labelled file: CSV, or JSON Lines for redaction."""
    wanted = KINDS[kind]
    read = _lines if kind in _JSON_LINES else _labelled
    try:
        figures = wanted.measure(read(file, wanted.columns), codebook)
    except ValueError as error:
        raise click.ClickException(f"{file}: {error}.") from error
    for name, value in figures.items():
        click.echo(f"{name}: {_shown(value)}")
    if as_json:
        click.echo(json.dumps(figures))


def _labelled(file: Path, columns: Sequence[str]) -> Rows:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restval="", strict=True)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                raise click.ClickException(f"{file} has no column {', '.join(missing)}.")
            return list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise click.ClickException(f"{file} cannot be read: {error}.") from error


class _Span(msgspec.Struct):
    start: int
    end: int
    type: str


class _Line(msgspec.Struct):
    text: str
    spans: list[_Span]
    known_names: list[str] = []


def _lines(file: Path, _columns: Sequence[str]) -> Rows:
    try:
        content = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} cannot be read: {error}.") from error
    rows = []
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            try:
                rows.append(msgspec.to_builtins(msgspec.json.decode(line, type=_Line)))
            except msgspec.DecodeError as error:
                raise click.ClickException(f"{file}, line {number}: {error}.") from error
    return rows


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, Mapping):
        return "".join(f"\n  {name}: {_shown(inner)}" for name, inner in value.items())
    return str(value)
