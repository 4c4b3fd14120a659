"""What is done in the analysis process: texts are read, and readers are made from corrections.

The process that serves pages loads this to hand work over, so what is heavy is loaded inside the functions.
"""

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from analysis.asking import asked
from analysis.codebook import SHIPPED, read_codebook
from analysis.lessons import Change
from analysis.themes import Asked, Coding

if TYPE_CHECKING:
    from analysis.embedding import Matrix
    from analysis.reader import Reader, Reading
    from analysis.tone import Tones

_WHOLE: Final = 2 * 384  # bytes

# By version, those asked for last at the end: what reads now and what a change of the codebook would read by,
# each with and without corrections.
_readings: dict[str, "Reading"] = {}
_MOST: Final = 4


class Said(NamedTuple):
    """Somebody's words, the question and what it asks for; `vectors` as an earlier reading gave them."""

    words: str
    prompt: str = ""
    asked: Asked = Asked()  # noqa: RUF100, RUF009 (it is frozen)
    vectors: bytes | None = None

    @property
    def whole(self) -> bytes:
        """The kept vector of the whole text (float16), which stands before those of its parts; or empty."""
        return (self.vectors or b"")[:_WHOLE]


class Correction(NamedTuple):
    """A text and every theme that a worker left standing on it."""

    said: Said
    themes: tuple[str, ...]


class Heard(NamedTuple):
    """What was made of one text.

    `vectors`: float16, (parts, 384), the whole text first; empty for what is not read (no words, no English),
    where `tone` is None too.
    """

    codings: tuple[Coding, ...]
    tone: str | None
    vectors: bytes


class Found(NamedTuple):
    """What was made of each text, in the order they were given, by which version of the themes' reader."""

    themes_version: str
    version: str
    heard: tuple[Heard, ...]


class Taught(NamedTuple):
    """The version that corrections made (the codebook's own where they change nothing), and why, by theme."""

    version: str
    changes: tuple[Change, ...]


def codebook_version() -> str:
    """The version that reads by the codebook of the software alone."""
    return _kept(_reader(SHIPPED.read_bytes().decode()))


def knows(version: str) -> bool:
    """Whether this process can read by that version."""
    return _reader_of(version) is not None


def read(said: Sequence[Said], version: str) -> Found | None:
    """Read texts by `version`; None when this process knows no such version."""
    reader = _reader_of(version)
    if reader is None:
        return None
    by_text = [_vectors(one) for one in said]
    codings = reader.read(
        [one.words for one in said], [one.asked for one in said], lambda _: _stacked(by_text)
    )
    tones = _tones_of(said, by_text)
    heard = [
        Heard(found, tone, _packed(vectors))
        for found, tone, vectors in zip(codings, tones, by_text, strict=True)
    ]
    return Found(reader.version, _full(reader), tuple(heard))


def learn(corrections: Sequence[Correction], codebook: str) -> Taught:
    """Make a reader from a codebook (its content) and corrections, and keep it in this process.

    Texts that are not read teach nothing.
    """
    from analysis.learning import learn as learnt_from  # noqa: PLC0415 (only in the analysis process)
    from analysis.reader import Sample  # noqa: PLC0415

    pairs = [(one, _vectors(one.said)) for one in corrections]
    kept = [(one, vectors[:1]) for one, vectors in pairs if len(vectors)]
    samples = [Sample(one.said.words, one.themes, one.said.asked) for one, _ in kept]
    prior = _reader(codebook)
    learned = learnt_from(prior, samples, _stacked([vectors for _, vectors in kept]))
    used = any(change.used for change in learned.changes)
    return Taught(_kept(learned if used else prior), learned.changes)


def _kept(reading: "Reading") -> str:
    """Its version, by which it is found from now on."""
    version = _full(reading)
    _readings.pop(version, None)
    _readings[version] = reading
    while len(_readings) > _MOST:
        del _readings[next(iter(_readings))]
    return version


def _reader_of(version: str) -> "Reading | None":
    found = _readings.pop(version, None)
    if found is not None:
        _readings[version] = found
    return found


def _full(reader: "Reading") -> str:
    return f"{reader.version} {_tones().version}"


def _vectors(said: Said) -> "Matrix":
    """One row for each part of the text that is read; the same whether they were kept or made anew."""
    import numpy as np  # noqa: PLC0415

    from analysis.embedding import WIDTH  # noqa: PLC0415
    from analysis.known import vectors  # noqa: PLC0415
    from analysis.reader import parts_of  # noqa: PLC0415

    parts = parts_of(said.words)
    if said.vectors is not None and len(said.vectors) == len(parts) * WIDTH * np.dtype(np.float16).itemsize:
        made = np.frombuffer(said.vectors, dtype=np.float16).reshape(len(parts), WIDTH)
    else:
        made = vectors([said.words[start:end] for start, end in parts]).astype(np.float16)
    return made.astype(np.float32)


def _packed(vectors: "Matrix") -> bytes:
    return vectors.astype("float16").tobytes()


def _stacked(by_text: "Sequence[Matrix]") -> "Matrix":
    import numpy as np  # noqa: PLC0415

    from analysis.embedding import WIDTH  # noqa: PLC0415

    return np.vstack([np.zeros((0, WIDTH), dtype=np.float32), *by_text])


def _tones_of(said: Sequence[Said], by_text: "Sequence[Matrix]") -> list[str | None]:
    read = [(one, vectors[:1]) for one, vectors in zip(said, by_text, strict=True) if len(vectors)]
    texts = [one.words for one, _ in read]
    questions = [asked(one.prompt, one.asked) for one, _ in read]
    found = iter(_tones().tone(texts, _stacked([vectors for _, vectors in read]), questions))
    return [next(found).label if len(vectors) else None for vectors in by_text]


@lru_cache(maxsize=2)
def _reader(content: str) -> "Reader":
    from analysis.embedding import session  # noqa: PLC0415
    from analysis.known import vectors  # noqa: PLC0415
    from analysis.reader import Reader, samples_of  # noqa: PLC0415

    session()  # first, as it needs 100 MB more while it loads than it keeps
    codebook = read_codebook(content.encode(), "codebook")
    samples = samples_of(codebook)
    return Reader(codebook, samples, vectors([one.text for one in samples]))


@cache
def _tones() -> "Tones":
    from analysis.bank import load_bank  # noqa: PLC0415
    from analysis.known import vectors  # noqa: PLC0415
    from analysis.tone import Tones, load_examples  # noqa: PLC0415

    return Tones(vectors([one.text for one in load_bank()]), vectors([one.text for one in load_examples()]))
