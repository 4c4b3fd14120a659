"""Tests run on the event loop that the service is served on."""

import asyncio

import uvicorn


async def test_the_loop_of_the_tests_is_the_one_that_serves() -> None:
    made = uvicorn.Config("feedback_service.app:create_app").get_loop_factory()
    assert made is not None
    serves = made()
    serves.close()
    assert type(asyncio.get_running_loop()) is type(serves)
