"""Catalogs that tests write."""

from pathlib import Path


def written(folder: Path, text: str, language: str = "pl") -> Path:
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / f"{language}.po").write_text(header + text, encoding="utf-8")
    return folder
