"""Ids that forms carry, so that a second press makes nothing twice."""

import uuid

import uuid_utils


def posted_id(text: str) -> str:
    """The id as the form was given it; a new one where the text is none."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return str(uuid_utils.uuid7())
