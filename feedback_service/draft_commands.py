"""The administrator's commands about unfinished answers that cannot be sent."""

import click

from feedback_service.running import with_service
from feedback_service.uk_time import moment_of
from feedback_service.unsent import REASONS, Unsent, UnsentError, remove, unsent

_REASON = "What keeps them, or, of what does not open, asked or trial. It stands in the audit trail."


@click.group("drafts")
def drafts_group() -> None:
    """Unfinished answers that should have been sent as they are, and cannot be."""


@drafts_group.command("list")
def list_command() -> None:
    """Name unfinished answers that should have been sent and were not, and what keeps each."""
    found = with_service(unsent)
    for line in [_line(one) for one in found] or ["There are none."]:
        click.echo(line)


def _line(one: Unsent) -> str:
    draft = one.draft
    begun = "on a tablet" if draft.tablet_id else "by link"
    why = one.fault or "Its words open: the journal says what keeps it."
    saved = f"{moment_of(draft.saved_at):%Y-%m-%d %H:%M}"
    return f"{draft.id}  {draft.team_id}  {draft.form_id}  {begun}, last saved {saved}  {why}"


@drafts_group.command("remove")
@click.argument("draft_id")
@click.option("--reason", required=True, type=click.Choice(REASONS), help=_REASON)
@click.confirmation_option(prompt="Nobody can read these answers afterwards. Remove them?")
def remove_command(draft_id: str, reason: str) -> None:
    """Take away unfinished answers that do not open, or whose form is gone for good."""
    try:
        with_service(lambda service: remove(service, draft_id, reason))
    except UnsentError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Removed {draft_id}.")
