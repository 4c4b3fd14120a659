"""The computer's voice, made beforehand: espeak-ng reads a text, lame packs it as MP3."""

import shutil
import subprocess
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

from feedback_service.listening import key_of, sound_file

PROGRAMS = ("espeak-ng", "lame")
WORDS_A_MINUTE, PITCH = 140, 55
KILOBITS = 32
WORKERS = 2
_VOICES = {"en": "en-gb"}


class SpeechError(Exception):
    """Speech cannot be made here; the message says what to do."""


class Text(NamedTuple):
    """A text to be spoken, and its language."""

    language: str
    words: str


class Built(NamedTuple):
    """How many sounds were made now, how many were there, and which languages have no voice."""

    made: int
    there: int
    voiceless: tuple[str, ...]


def programs_missing() -> list[str]:
    """Those of the two programs that are not installed."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


def build(folder: Path, texts: Iterable[Text]) -> Built:
    """Make the sounds that `folder` does not have yet, two at a time; SpeechError without the programs."""
    if missing := programs_missing():
        raise SpeechError(
            f"Not installed: {' and '.join(missing)}. On Debian: apt-get install espeak-ng lame."
        )
    wanted = {path: text for text in texts if (path := _path(folder, text))}
    voiceless = {text.language for text in wanted.values() if not _has_voice(text.language)}
    spoken = {path: text for path, text in wanted.items() if text.language not in voiceless}
    absent = {path: text for path, text in spoken.items() if not path.exists()}
    _make(absent)
    return Built(len(absent), len(spoken) - len(absent), tuple(sorted(voiceless)))


def _path(folder: Path, text: Text) -> Path | None:
    return sound_file(folder, text.language, key_of(text.words))


def _make(absent: Mapping[Path, Text]) -> None:
    for path in absent:
        path.parent.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(WORKERS) as pool:
        for path, sound in zip(absent, pool.map(speak, absent.values()), strict=True):
            part = path.with_suffix(".part")
            part.write_bytes(sound)
            part.replace(path)


def speak(text: Text) -> bytes:
    """The text as MP3, mono; SpeechError when a program fails."""
    voice = _VOICES.get(text.language, text.language)
    read = ("espeak-ng", "-v", voice, "-s", str(WORDS_A_MINUTE), "-p", str(PITCH), "--stdin", "--stdout")
    pack = ("lame", "--quiet", "-q", "7", "-m", "m", "-b", str(KILOBITS), "-", "-")
    return _run(pack, _run(read, f"{text.words}\n".encode()))


@cache
def _has_voice(language: str) -> bool:
    listed = _run(("espeak-ng", f"--voices={language}"), b"").decode()
    return len(listed.splitlines()) > 1


def _run(command: tuple[str, ...], given: bytes) -> bytes:
    done = subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603 (fixed words)
    if done.returncode:
        raise SpeechError(f"{command[0]} failed: {done.stderr.decode(errors='replace').strip()[:200]}")
    return done.stdout
