"""后台作业: what stands, what failed and puts back; numbers for whoever sees no members; nothing of members on it."""

from datetime import timedelta

import pytest

from outreach.models import Message
from registry.choices.jobs import Process
from registry.domain import alarms, jobs, signs
from registry.lib import clock
from registry.models import Intake, Job, Sign
from registry.models.custody import definer
from tests.counting import queries
from tests.planting import plant
from tests.web.staff import client_of, text_of
from tests.world import World

ALLOWED = ("district-a", "system_admin-a")
SHUT_OUT = ("street-a1", "community-a11", "liaison-a11", "security_admin-a", "auditor-a")


def dies_three_times(world: World, district: str = "a", name: str = "find_duplicates") -> Job:
    """A job that was set aside."""
    path = world.nodes[district].path
    for _ in range(jobs.MOST_ATTEMPTS + 1):
        jobs.begin(name, path)
        with world.system(district):
            Job.objects.update(again_at=clock.now() - timedelta(seconds=1))
    with world.system(district):
        return Job.objects.get()


@pytest.mark.django_db
def test_a_job_set_aside_is_on_the_first_page_and_put_back_with_one_click(world: World) -> None:
    job = dies_three_times(world)
    for name in ALLOWED:
        client = client_of(world, name)
        assert "“查找疑似重复”几次都没办成" in text_of(client.get("/"))
        page = text_of(client.get("/jobs/"))
        assert "工作进程中途没了" in page and str(job.pk) in page
    for name in SHUT_OUT:
        client = client_of(world, name)
        assert "后台有事" not in text_of(client.get("/"))
        assert client.get("/jobs/").status_code == 403
        assert client.post(f"/jobs/{job.pk}/again/").status_code == 403
    stranger = client_of(world, "system_admin-b")
    assert stranger.post(f"/jobs/{job.pk}/again/").status_code == 404
    assert "查找疑似重复" not in text_of(stranger.get("/jobs/"))
    client = client_of(world, "system_admin-a")
    assert "一分钟内再试" in text_of(client.post(f"/jobs/{job.pk}/again/", follow=True))
    assert "后台有事" not in text_of(client.get("/"))
    assert jobs.attempt(job.name, job.owner_path, lambda: 5) == 5
    assert "已经在办或者办完了" in text_of(client.post(f"/jobs/{job.pk}/again/", follow=True))
    done = client.get("/jobs/").context["done"]["rows"]
    assert [row["name"] for row in done] == ["查找疑似重复"]


@pytest.mark.django_db
def test_processes_and_queues_are_said_plainly(world: World, settings) -> None:
    client = client_of(world, "district-a")
    assert text_of(client.get("/jobs/")).count("还没有过") == len(Process)
    signs.sign(Process.BEAT)
    page = client.get("/jobs/")
    assert text_of(page).count("没有动静") == 0
    assert page.context["queues"]["away"] is False
    with world.system():
        Sign.objects.filter(process="messages").update(at=clock.now() - timedelta(hours=3))
    signs.sign(Process.BEAT)
    page = text_of(client.get("/jobs/"))
    assert "“发送消息”进程很久没有动静" in page and "消息停着没发" in page and "3 小时前" in page
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    page = text_of(client.get("/jobs/"))
    assert "Redis 不可用" in page and "不会丢" in page
    with world.system():
        alarms.raise_alarm(world.nodes["a"].path, "redis")
    assert "Redis 不可用" in text_of(client.get("/"))


@pytest.mark.django_db
def test_the_system_administrator_sees_numbers_and_no_member(world: World) -> None:
    planted = plant(world, "a11", times=2)
    district, admin = client_of(world, "district-a"), client_of(world, "system_admin-a")
    with world.system():
        failed = list(Message.objects.filter(state="failed"))
        names = {str(member.name) for member in planted.members}
    assert failed
    page, seen = district.get("/jobs/"), admin.get("/jobs/")
    for figure, same in zip(page.context["figures"], seen.context["figures"], strict=True):
        assert figure["number"] == same["number"]
        assert figure["url"] and not same["url"]
    numbers = {figure["label"]: figure["number"] for figure in seen.context["figures"]}
    with world.system():
        assert numbers["名册没办成"] == str(Intake.objects.filter(state="failed").count()) != "0"
        assert numbers["没发出去的消息"] == str(Message.objects.all().dead().count()) != "0"
    assert f"/messages/{failed[0].pk}/retry/" in text_of(page)
    assert f"/messages/{failed[0].pk}/" not in text_of(seen)
    assert not any(name in text_of(page) + text_of(seen) for name in names)
    url = f"/messages/{failed[0].pk}/retry/"
    assert district.post(url, {"next": "/jobs/"})["Location"] == "/jobs/"
    with world.system():
        assert Message.objects.get(pk=failed[0].pk).state == "queued"
    for name in ("community-a11", "auditor-a"):
        with world.at(name):
            assert definer("registry_intakes_waiting") == definer("outreach_messages_waiting") == []


@pytest.mark.django_db
def test_the_page_costs_the_same_with_hundreds_of_rows(world: World) -> None:
    client = client_of(world, "district-a")
    plant(world, "a11", times=2)
    client.get("/jobs/")  # the district's name is remembered
    few = len(queries(client, "/jobs/"))
    plant(world, "a11", times=60, start=3000)
    assert len(queries(client, "/jobs/")) == few < 25


@pytest.mark.django_db(transaction=True)
def test_without_its_policy_a_person_could_write_a_jobs_success(world: World, owner_cursor) -> None:
    """The negative control of people_put_back: what a job did is not for people to write."""
    path = world.nodes["a"].path
    jobs.attempt("find_duplicates", path, lambda: 1)

    def forge() -> int:
        with world.at("district-a"):
            return int(Job.objects.update(number=99, state="waiting"))

    assert forge() == 0
    owner_cursor.execute("ALTER POLICY people_put_back ON registry_job USING (true) WITH CHECK (true)")
    try:
        assert forge() == 1
    finally:
        owner_cursor.execute(
            "ALTER POLICY people_put_back ON registry_job"
            " USING (registry_role() = 'system' OR state IN ('waiting', 'set_aside'))"
            " WITH CHECK (registry_role() = 'system' OR state = 'waiting')"
        )
    assert forge() == 1  # it waits now, as if it had failed
