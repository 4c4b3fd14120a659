"""Recorded sounds as rows."""

from feedback_service.service import Service
from feedback_service.storage import sounds
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.sounds import Made, Sound
from feedback_service.storage.workers import Worker, add_worker
from tests.feedback_service.storage.seeds import new_id


async def worker(service: Service) -> str:
    made = Worker(id=new_id(), username="ann", name="Ann", role="manager", active=True, scope=EVERYTHING)
    await service.database.transaction(lambda tx: add_worker(tx, made, "hash", 1))
    return made.id


async def keep(
    service: Service, key: str, data: bytes, by: str, *, at: int = 1, language: str = "en"
) -> None:
    sound = Sound(language=language, text_hash=key, mime="audio/ogg", data=data, made_by=by, at=at)
    await service.database.transaction(lambda tx: sounds.keep_sound(tx, sound))


async def test_a_sound_is_found_by_language_and_key_and_a_later_one_replaces_it(service: Service) -> None:
    by = await worker(service)
    await keep(service, "a", b"\x00\xff first", by)
    await keep(service, "a", b"\x00\xff second", by, at=2)
    await keep(service, "a", b"polish", by, language="pl")
    await keep(service, "b", b"other", by)
    async with service.database.reading() as connection:
        assert await sounds.find_sounds(connection, "en", ["a", "none"]) == {
            "a": ("audio/ogg", b"\x00\xff second")
        }
        assert await sounds.find_sounds(connection, "en", []) == {}
        assert await sounds.recorded_keys(connection) == {("en", "a"), ("en", "b"), ("pl", "a")}
        made = await sounds.recordings_made(connection, "en")
    assert made == {
        "a": Made(text_hash="a", made_by="Ann", at=2),
        "b": Made(text_hash="b", made_by="Ann", at=1),
    }


async def test_a_removed_sound_is_gone_and_removing_it_again_says_so(service: Service) -> None:
    await keep(service, "a", b"x", await worker(service))
    assert await service.database.transaction(lambda tx: sounds.remove_sound(tx, "en", "a"))
    assert not await service.database.transaction(lambda tx: sounds.remove_sound(tx, "en", "a"))
    async with service.database.reading() as connection:
        assert await sounds.recorded_keys(connection) == frozenset()
