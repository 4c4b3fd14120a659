"""Measuring the shipped analysis on a labelled file, with the figures printed as they are."""

import csv
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from analysis.codebook import SHIPPED, load_codebook
from analysis.evaluation import evaluate_screening
from analysis.evaluation_themes import evaluate_themes
from analysis.screening import load_rules
from analysis.themes import Coder

Rows = Sequence[Mapping[str, str]]
COLUMNS = {
    "screening": ("text", "category", "urgent"),
    "themes": ("text", "question", "themes"),
}


def _screening(rows: Rows, _codebook: Path) -> dict[str, Any]:
    return evaluate_screening(rows, load_rules(), time.process_time)


def _themes(rows: Rows, codebook: Path) -> dict[str, Any]:
    return evaluate_themes(rows, Coder(load_codebook(codebook)), time.process_time)


KINDS: dict[str, Callable[[Rows, Path], dict[str, Any]]] = {"screening": _screening, "themes": _themes}


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--codebook",
    type=click.Path(path_type=Path, dir_okay=False),
    default=SHIPPED,
    show_default="the shipped one",
)
@click.option("--json", "as_json", is_flag=True, help="End with one line of JSON.")
def evaluate(kind: str, file: Path, codebook: Path, as_json: bool) -> None:
    """Measure the shipped screening or theming on a labelled CSV file (KIND is screening or themes)."""
    figures = KINDS[kind](_labelled(file, COLUMNS[kind]), codebook)
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


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, Mapping):
        return "".join(f"\n  {name}: {_shown(inner)}" for name, inner in value.items())
    return str(value)
