"""One claimed stage from beginning to end, whatever happens on the way."""

import logging
from collections.abc import Callable

from registry.choices import IntakeState
from registry.domain.errors import Refused
from registry.intake.files.refusals import Refusal
from registry.intake.staging import packs
from registry.intake.staging.ahead import bulk_work
from registry.intake.staging.claims import MOST_ATTEMPTS, Cancelled, Claim, LeaseLost, beating, claim, claim_this
from registry.intake.staging.job import Job
from registry.intake.staging.one_pass import stage
from registry.intake.staging.surroundings import uploader_scope
from registry.intake.writing.applying import apply
from registry.intake.writing.undoing import undo
from registry.models import Intake
from registry.models.identity import system_scope
from registry.models.unit import record, work

S = IntakeState
STAGES: dict[str, Callable[[Job], None]] = {S.READING: stage, S.CHECKING: stage, S.APPLYING: apply, S.UNDOING: undo}
BROKEN = "处理时系统出了错，已经停下，没有写入一半的行。请稍后点“再试一次”；仍不行的话，请联系系统管理员。"

log = logging.getLogger("bdx.intake")


def work_off(district: str, most: int = 20) -> int:
    """Claim and work on what waits in a district; returns how many stages were worked on."""
    done = 0
    while done < most and (held := claim(district)) is not None:
        run(held)
        done += 1
    return done


def run_waiting(intake: Intake) -> None:
    """Do this intake's waiting stage here and now, if it has one and no worker was quicker."""
    held = claim_this(intake)
    if held is not None:
        run(held)


def run(held: Claim) -> str:
    """Do the claimed stage under the uploader's scope; returns what came of it, for the log."""
    try:
        with beating(held), bulk_work():
            STAGES[held.stage](job_of(held))
    except LeaseLost:
        return "lost"
    except Cancelled:
        _stop(held)
        return "cancelled"
    except (Refusal, Refused) as refusal:
        _fail(held, str(getattr(refusal, "message", refusal)), getattr(refusal, "kind", "refused"))
        return "refused"
    except Exception:
        log.exception("intake failed", extra={"intake": str(held.intake_id), "stage": held.stage})
        _try_again_later(held)
        return "failed"
    return "done"


def job_of(held: Claim) -> Job:
    """The intake as claimed, its uploader and the scope to work in. Raises Refused when he may no longer."""
    with work(system_scope(held.path)):
        intake = Intake.objects.get(pk=held.intake_id)
        user, scope = uploader_scope(intake)
    return Job(intake, held, user, scope)


def _try_again_later(held: Claim) -> None:
    if held.attempt >= MOST_ATTEMPTS:
        _fail(held, BROKEN, f"broken_{held.stage}")
    else:
        held.release()


def _fail(held: Claim, problem: str, kind: str) -> None:
    """Set the intake aside. What was applied before stays, and can be undone."""
    with work(system_scope(held.path)):
        intake = Intake.objects.get(pk=held.intake_id)
        held.finish(S.FAILED, problem=problem[:500], problem_kind=kind[:30], cancel_requested=False)
        record("intake.failed", on=intake, stage=held.stage, kind=kind)


def _stop(held: Claim) -> None:
    """The person asked to stop: staged rows go; what was applied so far is undone."""
    with work(system_scope(held.path)):
        intake = Intake.objects.get(pk=held.intake_id)
        if held.stage == S.APPLYING:
            held.finish(S.UNDO_QUEUED, cancel_requested=False, counts=intake.counts | {"stopped": True})
        else:
            packs.forget(intake)
            held.finish(S.CANCELLED, cancel_requested=False)
        record("intake.cancelled", on=intake, stage=held.stage)
