"""This roster against the node's previous one. Absent never means delete: a person decides on every difference."""

from collections import defaultdict
from itertools import islice
from uuid import UUID

from registry.choices import IntakeState, RowAction, RowState
from registry.intake import bulk, storing
from registry.intake.candidates import unseal
from registry.models import Intake, IntakeRow, RosterDifference
from registry.models.sealed import cipher

NAMED = 1_000  # differences whose columns are named at a time
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
WHERE NOT EXISTS (SELECT FROM present p WHERE p.member_id = q.member_id)
ON CONFLICT (intake_id, member_id) DO NOTHING
"""


def compare(intake: Intake) -> UUID | None:
    """Write the differences to the node's previous roster of that direction; its key, None without one."""
    previous = previous_of(intake)
    if previous is None:
        return None
    facts = {
        "intake": intake.pk,
        "path": intake.owner_path,
        "past": roster_of(previous),
        "direction": intake.counts.get("direction", "in"),
    }
    bulk.execute(_WRITE, facts)
    _name_fields(intake)
    return previous.pk


def previous_of(intake: Intake) -> Intake | None:
    """The roster that was applied last for the same node and direction."""
    return (
        Intake.objects.filter(
            organisation_id=intake.organisation_id,
            state=IntakeState.APPLIED,
            counts__direction=intake.counts.get("direction", "in"),
        )
        .exclude(pk=intake.pk)
        .order_by("-applied_at")
        .first()
    )


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
