"""The command for a fire drill: proves that a notice gets through to each rung, or says where it does not."""

from collections.abc import Iterator, Sequence

import click

from feedback_service import drill_plans, drilling
from feedback_service.drill_plans import Plan
from feedback_service.running import with_service
from feedback_service.sending.channels import check_channels, set_up
from feedback_service.service import Service
from feedback_service.storage.notice_lists import NoticeLine, Told
from feedback_service.storage.rota import RUNGS, Rung
from feedback_service.web.staff.notice_view import CHANNEL_NAMES
from feedback_service.web.staff.wording import RUNG_NAMES


@click.command()
@click.option(
    "--rung", "rungs", multiple=True, type=click.Choice(RUNGS), help="Only this rung; can be repeated."
)
@click.option("--dry-run", is_flag=True, help="Say who would be told how, and send nothing.")
@click.option("--wait", default=60.0, show_default=True, help="Seconds to wait until all is accepted.")
def drill(rungs: tuple[Rung, ...], dry_run: bool, wait: float) -> None:
    """Send a made-up notice to each rung of the ladder and say who was reached; fails if anybody was not."""

    async def work(service: Service) -> bool:
        check_channels(service.settings)
        chosen = rungs or RUNGS
        planned = await drill_plans.plan(service, chosen)
        if not set_up(service.settings):
            click.echo(
                "No channel is set up: nobody can be told. See smtp_host, notify_key_file, webhook_url."
            )
        if dry_run:
            told(planned_rows(planned))
            return _reaches(planned, service)
        lines = await drilling.finish(service, await drilling.begin(service, chosen, None), wait)
        told(sent_rows(planned, lines))
        return _reaches(planned, service) and all(one.sent_at for line in lines for one in line.told)

    if not with_service(work):
        raise click.ClickException("Not everybody can be reached: see the list.")
    click.echo("Everybody can be reached." if dry_run else "Everybody was reached.")


def _reaches(planned: Sequence[Plan], service: Service) -> bool:
    return bool(set_up(service.settings)) and all(one.reaches_all for one in planned)


def planned_rows(planned: Sequence[Plan]) -> Iterator[tuple[str, str, str, str]]:
    """Rung, name, channels, and what is missing."""
    for one in planned:
        yield from _missing(one)
        for person in one.people:
            ways = ", ".join(CHANNEL_NAMES[way] for way in person.ways) or "-"
            yield RUNG_NAMES[one.rung], person.name, ways, ", ".join(person.lacks)


def sent_rows(planned: Sequence[Plan], lines: Sequence[NoticeLine]) -> Iterator[tuple[str, str, str, str]]:
    """Rung, name, channel, and what became of it."""
    by_rung = {RUNGS[line.step]: line for line in lines}
    for one in planned:
        yield from _missing(one)
        for sent in by_rung[one.rung].told:
            yield (
                RUNG_NAMES[one.rung],
                sent.name or "-",
                CHANNEL_NAMES[sent.channel],
                _became(by_rung, one, sent),
            )
        for person in one.people:
            if person.lacks or not person.ways:
                yield (
                    RUNG_NAMES[one.rung],
                    person.name,
                    "-",
                    ", ".join(person.lacks) or "no channel is set up",
                )


def _missing(one: Plan) -> Iterator[tuple[str, str, str, str]]:
    if not one.on_rota:
        how = "told by role" if one.people else "and nobody has the role"
        yield RUNG_NAMES[one.rung], "-", "-", f"nobody on the rota now for some team: {how}"


def _became(by_rung: dict[Rung, NoticeLine], one: Plan, sent: Told) -> str:
    if sent.sent_at is not None:
        return f"accepted after {(sent.sent_at - by_rung[one.rung].made_at) / 1000:.1f} s"
    return f"NOT SENT: {sent.problem}" if sent.problem else "NOT SENT: no answer yet"


def told(rows: Iterator[tuple[str, str, str, str]]) -> None:
    """A table as wide as what stands in it."""
    table = [("Rung", "Who", "How", "What became of it"), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(3)]
    for row in table:
        click.echo(
            "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[3]])
        )
