"""This roster against the node's previous one. Absent never means delete: a person decides on every difference."""

from collections import defaultdict
from itertools import islice
from uuid import UUID

from django.db.models import QuerySet

from registry.choices import DifferenceDecision, DifferenceKind, IntakeState, RowAction, RowState
from registry.intake.staging import bulk, storing
from registry.intake.staging.candidates import unseal
from registry.lib import clock
from registry.models import Intake, IntakeRow, RosterDifference
from registry.models.sealed import cipher

NAMED = 1_000  # differences whose columns are named at a time
CORRECTIONS = "corrections"  # in Intake.counts
ROSTER = "roster"  # who stood on a roster, kept as bare keys after its rows were purged
_WRITE = """
WITH present AS (
    SELECT DISTINCT ON (member_id) member_id, id, action FROM registry_intakerow
    WHERE intake_id = %(intake)s AND member_id IS NOT NULL AND state = 'applied' ORDER BY member_id, position
), past AS (SELECT DISTINCT unnest(%(past)s::uuid[]) AS member_id)
INSERT INTO registry_rosterdifference (id, owner_path, intake_id, member_id, row_id, kind, fields, decision)
SELECT gen_random_uuid(), %(path)s, %(intake)s, p.member_id, p.id,
    CASE WHEN q.member_id IS NULL THEN 'added' WHEN p.action = 'update' THEN 'changed' ELSE 'same' END, '[]'::jsonb,
    CASE WHEN q.member_id IS NOT NULL AND p.action <> 'update' THEN 'keep' ELSE 'open' END
FROM present p LEFT JOIN past q ON q.member_id = p.member_id
UNION ALL
SELECT gen_random_uuid(), %(path)s, %(intake)s, q.member_id, NULL, 'absent', '[]'::jsonb, 'open'
FROM past q JOIN registry_member m ON m.id = q.member_id AND m.is_open AND m.direction = %(direction)s
WHERE NOT %(corrections)s AND NOT EXISTS (SELECT FROM present p WHERE p.member_id = q.member_id)
ON CONFLICT (intake_id, member_id) DO NOTHING
"""


def compare(intake: Intake) -> UUID | None:
    """Write the differences to the node's previous roster of that direction; its key, None without one.

    By rows that were mended nobody is missing: they belong to the roster before, on which who is on them was missing.
    """
    previous = previous_of(intake)
    if previous is None:
        return None
    facts = {
        "intake": intake.pk,
        "path": intake.owner_path,
        "past": [key for roster in (previous, *mended_after(previous)) for key in roster_of(roster)],
        "direction": intake.counts.get("direction", "in"),
        "corrections": is_of_corrections(intake),
    }
    bulk.execute(_WRITE, facts)
    if is_of_corrections(intake):
        _found_again(intake, previous)
    _name_fields(intake)
    return previous.pk


def previous_of(intake: Intake) -> Intake | None:
    """The roster that was applied last for the same node and direction; rows that were mended are no roster."""
    found: Intake | None = _alike(intake).exclude(counts__has_key=CORRECTIONS).order_by("-applied_at").first()
    return found


def mended_after(roster: Intake) -> QuerySet[Intake]:
    """Applied rows that were mended since a roster: they are part of it."""
    return _alike(roster).filter(counts__has_key=CORRECTIONS, applied_at__gte=roster.applied_at)


def is_of_corrections(intake: Intake) -> bool:
    """Whether it is a workbook of rows to be mended that came back."""
    return bool(intake.counts.get(CORRECTIONS))


def _alike(intake: Intake) -> QuerySet[Intake]:
    """Other applied intakes of the same node and direction."""
    same = {"organisation_id": intake.organisation_id, "counts__direction": intake.counts.get("direction", "in")}
    found: QuerySet[Intake] = Intake.objects.filter(state=IntakeState.APPLIED, **same).exclude(pk=intake.pk)
    return found


def _found_again(intake: Intake, previous: Intake) -> None:
    """Who was missing on a roster because his row there had to be mended is on it."""
    missing = RosterDifference.objects.filter(intake=previous, kind=DifferenceKind.ABSENT)
    here = missing.filter(decision=DifferenceDecision.OPEN, member_id__in=roster_of(intake))
    here.update(decision=DifferenceDecision.KEEP, decided_at=clock.now())


def roster_of(intake: Intake) -> list[UUID]:
    """Keys of the members on an applied roster."""
    kept = storing.read(intake, ROSTER)
    if kept is not None:
        return [UUID(bytes=kept[at : at + 16]) for at in range(0, len(kept), 16)]
    rows = IntakeRow.objects.filter(intake=intake, state=RowState.APPLIED, member_id__isnull=False)
    return [pk for pk in rows.values_list("member_id", flat=True) if pk]


def keep_roster(intake: Intake) -> None:
    """Keep the bare keys before the rows are purged, for next month's comparison."""
    keys = b"".join(key.bytes for key in roster_of(intake))
    if keys:
        storing.write(intake, ROSTER, keys)


def _name_fields(intake: Intake) -> None:
    """Which columns an update changed, for the page to name."""
    rows = IntakeRow.objects.filter(
        intake=intake, action=RowAction.UPDATE, state=RowState.APPLIED, before__isnull=False
    )
    found = rows.values_list("id", "before").iterator(chunk_size=NAMED)
    while part := list(islice(found, NAMED)):
        alike: dict[tuple[str, ...], list[UUID]] = defaultdict(list)
        for pk, before in part:
            alike[tuple(sorted(unseal(cipher(), pk, before).get("columns", {})))].append(pk)
        for fields, keys in alike.items():
            RosterDifference.objects.filter(intake=intake, row_id__in=keys).update(fields=list(fields))
