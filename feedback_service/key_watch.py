"""The running service takes a changed key file up by itself; one that cannot be used changes nothing."""

import logging
from pathlib import Path

from feedback_service.in_use import note_in_use
from feedback_service.key_file import KeyFileError, load_keys
from feedback_service.sealing import OtherKeysError
from feedback_service.service import Service

SECONDS = 5
Stamp = tuple[int, int, int, int] | None

log = logging.getLogger(__name__)


class KeyWatch:
    """Looks at the file's inode, times and size, and reads it only when one of them has changed."""

    def __init__(self) -> None:
        self._seen: Stamp | str = "never looked"  # so that what changed since the start is found too

    async def look(self, service: Service) -> int:
        """1 when other keys were taken up, else 0. What stands in the way is logged once for each change."""
        path = Path(service.settings.key_file)
        stamp = _stamp(path)
        if stamp == self._seen:
            return 0
        before = service.keys.current, service.keys.masters
        try:
            service.keys.take_up(load_keys(path))
        except (KeyFileError, OtherKeysError) as error:
            self._seen = stamp
            log.error("The key file changed and is not taken up, the keys stay as they were: %s", error)  # noqa: TRY400
            return 0
        if changed := before != (service.keys.current, service.keys.masters):
            log.warning("The key file changed, and is taken up: master %s is current.", service.keys.current)
        await note_in_use(service)
        self._seen = stamp  # not before it is noted: `keys rewrap` and `keys retire` go by that
        return int(changed)


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size  # ctime: who may read it
