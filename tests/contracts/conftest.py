"""The running service of the tests beside these."""

from tests.feedback_service.conftest import *  # noqa: F403 (its fixtures)
