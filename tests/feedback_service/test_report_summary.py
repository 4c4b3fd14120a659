"""How the summary of a report words what it tells."""

import msgspec
import pytest

from feedback_service.report_more import ActionRef
from feedback_service.report_summary import summary
from feedback_service.service import Service
from tests.feedback_service.report_seeding import findings, two_teams


def action(state: str, *, carried: int = 0) -> ActionRef:
    return ActionRef(id="a", state=state, theme_id="", due_at=1, settled_at=None, carried=carried)


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        (
            (action("open", carried=2), action("explained")),
            (
                "1 could not be done, and the reason was explained; "
                "1 action is still to be done (1 past its day)."
            ),
        ),
        (
            (*[action("open", carried=1)] * 3, action("open"), *[action("explained")] * 2, action("done")),
            (
                "1 action was done; 2 could not be done, and the reasons were explained; "
                "4 actions are still to be done (3 past their day)."
            ),
        ),
    ],
)
async def test_one_action_and_several_are_told_as_such(
    service: Service, actions: tuple[ActionRef, ...], words: str
) -> None:
    await two_teams(service)
    told = msgspec.structs.replace(await findings(service), actions=actions)
    said = {one.key: one.words for one in summary(told)}
    assert said["actions"] == f"Because of what was said: {words}"
