"""The administrator's commands about people's rights: how long words are kept, holds, proof, copies."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import click
import msgspec

from feedback_service.access_choice import VERSIONS, AccessError, Choice, Request, choices, chosen
from feedback_service.access_giving import (
    Opened,
    compose,
    note_given,
    open_all,
    packed,
    proposed,
    sounds,
    texts,
)
from feedback_service.access_hiding import Wished, hidden_by
from feedback_service.deleting import delete_submission
from feedback_service.erasing import certificate
from feedback_service.holding import HoldError, lift_hold, list_holds, set_hold
from feedback_service.opening import note_opened
from feedback_service.retention import MEANINGS, erase_due, outlook
from feedback_service.running import Plainly, with_service
from feedback_service.service import Service
from feedback_service.storage.holds import CAUSES
from feedback_service.storage.rights import Version
from feedback_service.storage.scope import EVERYTHING
from feedback_service.web.staff.copy_file import copy_html

FILE = click.Path(path_type=Path, dir_okay=False)


class Rights(Plainly):
    """What cannot be held or given ends as one plain message."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (click's own signature)
        try:
            return super().invoke(ctx)
        except (AccessError, HoldError) as error:
            raise click.ClickException(str(error)) from error


@click.group("rights", cls=Rights)
def rights_group() -> None:
    """How long words are kept, legal holds, proof that something was erased, copies for people."""


@rights_group.command("retention")
@click.option("--dry-run", is_flag=True, help="Only say what would go, and why the rest stays.")
def retention_command(dry_run: bool) -> None:
    """Erase what the two rules let go. A submission counts together with what was added to it."""
    found = with_service(outlook)
    for fate, words in MEANINGS.items():
        if count := found.counts.get(fate, 0):
            click.echo(f"{count:>6}  {words}")
    if dry_run:
        click.echo(f"{found.going} would be erased now. Nothing was done.")
    else:
        click.echo(f"Erased {with_service(erase_due)}.")


@rights_group.command("delete")
@click.argument("submission_id")
@click.confirmation_option(prompt="It goes for good, choices too, and no proof of it is left. Delete it?")
def delete_command(submission_id: str) -> None:
    """Delete a whole submission. Its words alone are erased under Removals, with proof."""
    deleted = with_service(lambda service: delete_submission(service, submission_id))
    click.echo(f"Deleted {submission_id}: {deleted} rows.")


@rights_group.group("hold")
def hold_group() -> None:
    """Legal holds: while one stands, nothing it covers is erased."""


@hold_group.command("set")
@click.argument("what", type=click.Choice(["subject", "submission"]))
@click.argument("reference_or_id")
@click.option("--cause", required=True, type=click.Choice(CAUSES))
@click.option("--reference", required=True, help="The court's or complaint's own number. Never a name.")
def hold_set(what: str, reference_or_id: str, cause: str, reference: str) -> None:
    """Keep everything about a subject, or one submission with what belongs to it."""

    async def work(service: Service) -> str:
        return await set_hold(
            service, EVERYTHING, what=what, on=reference_or_id, cause=cause, reference=reference, by=None
        )

    click.echo(f"Hold {with_service(work)} stands.")


@hold_group.command("end")
@click.argument("hold_id")
def hold_end(hold_id: str) -> None:
    """End a hold."""
    if not with_service(lambda service: lift_hold(service, EVERYTHING, hold_id, None)):
        raise click.ClickException("No hold stands under this id.")
    click.echo("The hold has ended.")


@hold_group.command("list")
def hold_list() -> None:
    """List the holds, those that stand first."""
    for one in with_service(lambda service: list_holds(service, EVERYTHING)):
        on = f"subject {one.subject_id}" if one.subject_id else f"submission {one.submission_id}"
        ended = f"ended {_day(one.ended_at)}" if one.ended_at else "stands"
        click.echo(f"{one.id}  {on}  {one.cause} {one.reference}  since {_day(one.set_at)}  {ended}")


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d}"


@rights_group.command("proof")
@click.argument("submission_id")
def proof(submission_id: str) -> None:
    """Say whether a submission's words are gone, looked up now. Ends with 1 when anything is left."""
    found = with_service(lambda service: certificate(service, submission_id))
    if found is None:
        raise click.ClickException("No erasure is on record for this submission.")
    one = found.erasure
    why = one.rule if one.cause == "rule" else "the person asked for it"
    click.echo(f"Erased {_day(one.erased_at)} because of {why}.")
    click.echo(f"SHA-256 of the wrapped key that was destroyed: {one.key_digest.hex()}")
    click.echo(f"The record is {'as it was written' if found.signed else 'NOT as it was written'}.")
    for name, count in found.left.items():
        click.echo(f"{name}: {'nothing left' if not count else f'{count} LEFT'}")
    if not found.holds:
        raise click.ClickException("This erasure cannot be certified.")


def _who(command: Any) -> Any:  # noqa: ANN401 (a decorator)
    """The options that say whose copy it is, and what goes into it."""
    for option in (
        click.argument("subject"),
        click.option("--for", "version", required=True, type=click.Choice(list(VERSIONS))),
        click.option("--role", default="", help="Of the parent or carer who asks, as in the form: mother, …"),
        click.option("--include", multiple=True, help="A submission that somebody confirmed. Repeatable."),
        click.option("--leave-out", multiple=True, help="A submission that does not go in. Repeatable."),
    )[::-1]:
        command = option(command)
    return command


async def _opened(service: Service, wished: dict[str, Any]) -> tuple[tuple[Choice, ...], Opened]:
    version = cast("Version", wished["version"])
    request = Request(wished["subject"], version, wished["role"] if version == "parent" else "")
    found = await choices(service, EVERYTHING, request)
    ids = chosen(found, include=wished["include"], leave_out=wished["leave_out"])
    return found, await open_all(service, EVERYTHING, request, ids)


@rights_group.command("third-parties")
@_who
@click.option("--output", required=True, type=FILE, help="It holds people's words: delete it afterwards.")
def third_parties(output: Path, **wished: Any) -> None:  # noqa: ANN401 (see _who)
    """Write the words of a copy with what the machine would hide, for a person to check and change."""

    async def work(service: Service) -> list[Wished]:
        _, opened = await _opened(service, wished)
        words = texts(opened)
        spans = await proposed(words)
        await note_opened(service, [case.record.id for case in opened.cases], None)
        return [
            Wished(place=place, words=said, hide=tuple(said[start:end] for start, end, _ in spans[place]))
            for place, said in words.items()
        ]

    found = with_service(work)
    output.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2))
    output.chmod(0o600)
    click.echo(f"{len(found)} texts are in {output}. Change what stands under hide, then export with it.")


@rights_group.command("export")
@_who
@click.option("--third-parties-checked", "checked", type=click.Path(path_type=Path, exists=True))
@click.option("--output", required=True, type=FILE, help="A ZIP file.")
def export(checked: Path | None, output: Path, **wished: Any) -> None:  # noqa: ANN401 (see _who)
    """Write a copy of what is held about a subject, for the child, a parent or carer, or an authority."""

    file = checked.read_bytes() if checked else b""

    async def work(service: Service) -> tuple[Sequence[Choice], bytes, int]:
        found, opened = await _opened(service, wished)
        words = texts(opened)
        hidden = hidden_by(file, words) if checked else await proposed(words)
        copy = compose(service, opened, hidden, checked=bool(checked))
        data = packed(copy, copy_html(service, copy), sounds(service, opened))
        await note_given(service, opened, None)
        return found, data, len(opened.cases)

    found, data, count = with_service(work)
    output.touch(mode=0o600)
    output.write_bytes(data)
    click.echo(f"{count} submissions are in {output}.")
    for one in found:
        if one.standing != "in" and one.held.id not in wished["include"]:
            click.echo(f"Left out: {one.held.id}. {one.why}")
