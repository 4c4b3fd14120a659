"""The published form versions, kept beside the answers so that old answers stay readable."""

from collections.abc import Iterable

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import form_versions
from forms.catalogue import PublishedForm


class ChangedFormError(Exception):
    """A form version differs from the one that answers were given to."""


async def keep_versions(tx: AsyncConnection, forms: Iterable[PublishedForm]) -> None:
    """Keep the text of each version not kept yet; ChangedFormError when a kept one differs."""
    known = {(row.form_id, row.version): row.digest for row in await tx.execute(select(form_versions))}
    for form in forms:
        key = (form.form.id, form.form.version)
        if key not in known:
            row = {"form_id": key[0], "version": key[1], "digest": form.digest, "source": form.source}
            await tx.execute(insert(form_versions), row)
        elif known[key] != form.digest:
            raise ChangedFormError(
                f"Form {key[0]} version {key[1]} changed after it was in use: put it back."
            )
