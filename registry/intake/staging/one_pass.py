"""Reading and checking in one pass: file → checked rows → staged rows with a decision each, block by block."""

from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

from registry.choices import IntakeState, RowAction
from registry.intake.headings.plans import Wishes
from registry.intake.rows.around import Surroundings
from registry.intake.sheets.reports import Summary
from registry.intake.staging import bulk, matching, packs, staged
from registry.intake.staging.ahead import ahead
from registry.intake.staging.counting import Counts
from registry.intake.staging.deciding import Decision, decide
from registry.intake.staging.examining import Examination
from registry.intake.staging.job import Job
from registry.intake.staging.staged import Block
from registry.intake.staging.storing import opened
from registry.intake.staging.surroundings import surroundings
from registry.intake.staging.told import sheets_of
from registry.lib import clock
from registry.models import HeaderMapping, Intake
from registry.models.unit import record, work

DECISIONS = (
    ("position", "integer"),
    ("action", "text"),
    ("member_id", "uuid"),
    ("member_version", "integer"),
    ("note", "text"),
)
# A new member will have the key of its row.
_INSERT = """
INSERT INTO registry_intakerow (id, owner_path, intake_id, sheet, "row", position, verdict, issues, action,
    state, member_id, member_version, note)
SELECT k.id, %s, %s, k.sheet, k."row", k.position, k.verdict, k.issues, coalesce(d.action, k.action),
    'staged', CASE coalesce(d.action, k.action) WHEN 'create' THEN k.id ELSE d.member_id END, d.member_version,
    coalesce(d.note, '')
FROM intake_key k LEFT JOIN intake_decision d ON d.position = k.position
"""


def stage(job: Job) -> None:
    """Read, check and stage the file. What an interrupted try had staged is replaced."""
    with ExitStack() as held:
        with work(job.scope):
            intake = Intake.objects.get(pk=job.claim.intake_id)
            file, wishes = held.enter_context(opened(intake)), wishes_of(intake)
            packs.forget(intake)
            job.claim.progress(0)
        _stage_rows(job, intake, file, wishes)


def _stage_rows(job: Job, intake: Intake, file: Path | bytes, wishes: Wishes) -> None:
    around = surroundings(intake, job.scope)
    work_on = Examination(file, wishes, around, staged.BLOCK)
    actions, taken, last = Counts(), set[UUID](), 0
    for block in ahead(staged.staged(work_on.blocks(), around)):
        with work(job.scope):
            _store(job, block, around, actions, taken)
            job.claim.progress(block.last)
        last = block.last
    with work(job.scope):
        _finish(job, work_on.summary, work_on.counts + actions, last)


def wishes_of(intake: Intake) -> Wishes:
    """What the person decided for this file, and what the node's people decided for such headings before."""
    return Wishes(
        direction=intake.direction,
        mappings={sheet: _columns(chosen) for sheet, chosen in intake.mapping.items()},
        filename=intake.file_name,
        remembered=remembered(intake),
    )


def remembered(intake: Intake) -> dict[str, dict[int, str | None]]:
    """What the node's people chose for headings, by signature."""
    rows = HeaderMapping.objects.filter(owner_path=intake.owner_path)
    return {row.signature: _columns(row.mapping) for row in rows}


def _columns(chosen: dict[str, str]) -> dict[int, str | None]:
    """JSON keeps column numbers as text, and a dropped column as an empty one."""
    return {int(column): name or None for column, name in chosen.items()}


def _store(job: Job, block: Block, around: Surroundings, actions: Counts, taken: set[UUID]) -> None:
    # Blocks that a falling server forgets are staged again; the commit of `_finish` waits for all of them.
    bulk.execute("SET LOCAL synchronous_commit TO off")
    matching.prepare()
    bulk.copy(matching.TABLE, staged.COLUMNS, "".join(block.keys))
    decisions = decide(block.candidates, around, taken, job.claim.intake_id)
    bulk.temporary("intake_decision", DECISIONS)
    if decisions:
        bulk.copy("intake_decision", [name for name, _ in DECISIONS], "".join(map(_line, decisions.items())))
    bulk.execute(_INSERT, [job.claim.path, job.claim.intake_id])
    packs.write(job.claim.intake_id, job.claim.path, block.first, block.lines)
    for decision in decisions.values():
        actions.act(decision.action)
    actions.act(RowAction.CREATE, len(block.candidates) - len(decisions))


def _line(item: tuple[int, Decision]) -> str:
    position, found = item
    return "\t".join(map(bulk.cell, (position, found.action, found.member_id, found.version, found.note))) + "\n"


def _finish(job: Job, summary: Summary, counts: Counts, last: int) -> None:
    """A first reading waits for the person to look at the columns; a second one was made because she had."""
    first = job.claim.stage == IntakeState.READING
    figures = counts.as_json() | {"checked_at": clock.now().isoformat()}
    if summary.corrections:
        figures["corrections"] = True
    job.claim.finish(
        IntakeState.MAPPING if first else IntakeState.READY,
        rows_total=last,
        rows_done=last,
        sheets=sheets_of(summary),
        counts=figures,
        problem="",
        problem_kind="",
    )
    verdicts = {name: figures.get(name, 0) for name in ("ok", "review", "error")}
    # Of how many it was told that they are open elsewhere: a form says it of a few an hour, a roster of all in it.
    told = figures.get(RowAction.TAKE_OVER.value, 0)
    record("intake.checked", on=job.intake, rows=last, verdicts=verdicts, elsewhere=told)
