"""The worked examples of docs/api.md, run by a shell as they stand there, against the real server."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry.choices import StudyForm
from registry.domain import studies
from registry.intake import running
from registry.intake.staging.claims import claim_this
from registry.lib import clock
from registry.models import ContactLog, Intake, Member
from reports.domain import boarding, drafting
from reports.models import MonthlyReport
from reports.tasks import tick_exports
from tests.api.caller import token_of
from tests.domain.test_liaisons import colleague
from tests.outreach.test_materials import added
from tests.planting import plant
from tests.world import World, id_number, phone

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
BLOCKS = re.compile(r"```bash\n(.*?)```", re.DOTALL)


@pytest.fixture
def run(live_server: Any, world: World, tmp_path: Path) -> Iterator[Any]:
    """Runs the next block with the given variables beside BASE and TOKEN; gives back its answer."""
    if not shutil.which("curl"):
        pytest.skip("the examples are for curl")
    blocks = iter(BLOCKS.findall(PAGE.read_text("utf-8")))
    base = os.environ | {"BASE": live_server.url, "TOKEN": token_of(world, "community-a11")}

    def step(**variables: str) -> Any:
        done = subprocess.run(
            ["bash", "-euc", next(blocks)], env=base | variables, capture_output=True, check=True, cwd=tmp_path
        )
        return json.loads(done.stdout)

    yield step
    assert next(blocks, None) is None, "an example that nobody runs"


def work_off(world: World) -> Intake:
    """What the worker does with the only intake that waits."""
    with world.at("community-a11"):
        held = claim_this(Intake.objects.get())
    assert held is not None
    running.run(held)
    with world.at("community-a11"):
        return Intake.objects.get()


def test_the_examples_as_they_stand(run: Any, world: World, tmp_path: Path) -> None:
    member, clerk = world.member("a11", 1), world.users["community-a11"]
    with world.at("community-a11"):
        for number in range(5):
            facts = {"topic": f"第{number}讲", "form": StudyForm.SELF_STUDY, "studied_on": clock.today()}
            studies.file_study(by=clerk, member=member, fields=facts)

    found = run()["results"]
    assert [row["name"] for row in found] == ["何小山"]
    contact = run(MEMBER=found[0]["id"])
    assert (contact["outcome"], contact["member"]) == ("reached", str(member.pk))
    with world.at("community-a11"):
        assert ContactLog.objects.get().summary == "近况平稳，还在原单位上班。"

    roster = tmp_path / "名册.csv"
    roster.write_text(f"姓名,身份证号,联系电话\n李大海,{id_number(2)},{phone(2)}\n", "utf-8")
    sent = run(ROSTER=roster.name, ORGANISATION=str(world.nodes["a11"].pk))
    assert (sent["state"], sent["working"]) == ("uploaded", True)
    work_off(world)
    read = run(INTAKE=sent["id"])
    assert (read["state"], [column["field"] for column in read["tables"][0]["columns"]]) == (
        "mapping", ["name", "id_number", "phone"],
    )  # fmt: skip
    assert run(INTAKE=sent["id"])["state"] == "ready"
    assert run(INTAKE=sent["id"])["working"]
    assert work_off(world).state == "applied"
    with world.at("community-a11"):
        assert Member.objects.filter(name="李大海").count() == 1

    page = run()
    topics = [row["topic"] for row in page["results"]]
    page = run(NEXT=page["next"])
    assert len(topics + page["results"]) == 4 and page["next"]

    successor = colleague(world, "乙")
    liaison = next(row for row in run()["results"] if row["user"] != str(successor.pk))
    assert (liaison["name"], liaison["load"], liaison["capacity"]) == (world.users["liaison-a11"].name, 0, 3)
    given = run(MEMBER=found[0]["id"], LIAISON=liaison["user"])
    assert (given["member"], given["backup"], given["ended_on"]) == (str(member.pk), False, None)
    told = run(LIAISON=liaison["user"], SUCCESSOR=str(successor.pk))
    assert (told["results"][0]["text"], told["left"]) == ("从今天起由 乙 联系", 0)

    served = run(MEMBER=found[0]["id"])
    assert (served["project"], served["hours"]) == ("暖企服务", "2.5")

    plant(world, "a11", start=900)
    waiting = run()["results"]
    assert waiting and all(task["overdue"] for task in waiting)
    assert {alert["level"] for alert in run()["results"]} == {"community"}

    assert run()["results"]
    material = added(world, "a11", title="党章")
    handed = run(MEMBER=str(member.pk), MATERIAL=str(material.pk))
    assert (handed["title"], handed["copies"]) == ("党章", 1)
    assert next(line["copies"] for line in run()["lines"] if line["member"] == str(member.pk)) == 1
    assert {row["state"] for row in run()["results"]} <= {"open"}
    drafting.refresh(world.nodes["a"].path)
    with world.system("a"):
        month = MonthlyReport.objects.filter(year__gte=2000).order_by("-year", "-month")[0]
    figures = run(MONTH=f"{month.year}-{month.month:02d}")
    assert figures["lines"][-1]["kind"] == "total" and figures["figures"]["total"]
    boarding.refresh(world.nodes["a"].path)
    board = run()
    assert len(board["months"]) == 24 and not board["stale"] and board["figures"]["came"].startswith("新增：")
    assert [part["label"] for part in board["parts"]] == ["a11社区"]
    report = run()["results"][0]
    told = run(REPORT=report["id"], REVISION=str(report["revision"]))
    assert told["practice"] == "逐户走访" and told["revision"] == report["revision"] + 1
    asked = run(ORGANISATION=str(world.nodes["a11"].pk))
    assert (asked["kind"], asked["state"]) == ("list", "queued")
    tick_exports()
    made = run(EXPORT=asked["id"])
    assert made["state"] == "done" and len(made["sha256"]) == 64
