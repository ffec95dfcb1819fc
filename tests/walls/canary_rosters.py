"""Canaries that come in by the real intake: a roster at every node."""

from typing import Any

from django.apps import apps

from registry.intake import pipeline, running
from registry.lib.ids import uuid7
from registry.models import Intake
from registry.models.identity import system_scope
from registry.models.unit import work
from tests.world import clerk, id_number, phone


def roster_of(planted: Any, name: str) -> None:
    """A roster of two persons and a wrong row, put in by the real intake."""
    world, node, label = planted.world, planted.world.nodes[name], f"{name}u"
    scope, user = world.scope(clerk(name)), world.users[clerk(name)]
    numbers = [len(planted.numbers) + 1, len(planted.numbers) + 2]
    lines = ["姓名,身份证号,联系电话,工作单位,备注,现居住地"]
    for number in numbers:
        planted.numbers |= {id_number(number): label, phone(number): label}
        lines.append(
            f"何小山,{id_number(number)},{phone(number)},CANARY-{label}-employer,CANARY-{label}-remark,CANARY-{label}-home"
        )
    lines.append(f"CANARY-{label}-broken,12345,,CANARY-{label}-employer,CANARY-{label}-remark,")
    with work(scope):
        intake = pipeline.receive(
            by=user,
            organisation=node,
            file_name=f"CANARY-{label}-file.csv",
            data="\n".join(lines).encode(),
            direction="in",
        )
    for step in (pipeline.start_check, pipeline.apply):
        running.run_waiting(intake)
        with work(scope):
            intake = step(by=user, intake=Intake.objects.get(pk=intake.pk))
    running.run_waiting(intake)
    with work(system_scope(node.path[:4])):
        _note(planted, Intake.objects.get(pk=intake.pk), label)


def _note(planted: Any, intake: Intake, label: str) -> None:
    assert intake.state == "applied", (intake.state, intake.problem)
    planted.rows["Intake"][label].append(intake.pk)
    for name in ("IntakeFile", "IntakePack", "IntakeRow"):
        rows = apps.get_model("registry", name).objects.filter(intake=intake).values_list("pk", flat=True)
        planted.rows[name][label].extend(rows)
    difference = apps.get_model("registry", "RosterDifference")(
        id=uuid7(), owner_path=intake.owner_path, intake=intake, kind="absent", fields=["employer"],
        member_id=planted.rows["Member"][label][0],
    )  # fmt: skip
    difference.save(force_insert=True)
    planted.rows["RosterDifference"][label].append(difference.pk)
    planted.count.update({"Intake": 1, "IntakeFile": 1, "IntakePack": 1, "IntakeRow": 12})
