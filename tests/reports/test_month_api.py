"""The month through the API: by owner, colleague, street and another district; the same words as on the pages."""

from uuid import UUID

import pytest

from registry.lib import clock
from reports.api import months
from reports.figures.definitions import TABLES
from reports.figures.month import Month
from reports.models import MonthlyReport
from tests.api.caller import browser
from tests.reports.test_cycle import WRITTEN, drafted, report_of
from tests.world import World

__all__ = ["drafted"]


def test_the_whole_way(world: World, drafted: Month, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk, street, district = (browser(world, name) for name in ("community-a11", "street-a1", "district-a"))
    with world.system("a"):
        key = str(report_of(world).pk)
    one, month = f"reports/{key}/", f"months/{drafted}/"
    row = clerk.ask("GET", one).json()
    assert row["month"] == str(drafted) and row["state"] == "draft"
    assert {each["key"] for each in row["in_the_way"]} >= {"filler", "practice"}
    assert {each["key"] for each in row["figures"]} == {figure.key for each in TABLES for figure in each.columns}
    listed = clerk.ask("GET", f"reports/?year={drafted.year}&month={drafted.number}").json()["results"]
    assert [each["id"] for each in listed] == [key]
    # Owner, colleague, outsider: every verb.
    for who, status in (("community-a12", 404), ("district-b", 404), ("street-a2", 404), ("liaison-a11", 403)):
        other = browser(world, who)
        assert other.ask("GET", one).status_code == status
        assert other.ask("PATCH", one, {"practice": "x", "revision": 1}).status_code == status
        assert other.ask("POST", f"{one}submit/", {"revision": 1}).status_code == status
    for verb, body in (("accept", {}), ("return", {"remark": "x"}), ("remind", {})):
        assert clerk.ask("POST", f"{one}{verb}/", body).status_code == 403
        assert browser(world, "street-a2").ask("POST", f"{one}{verb}/", body).status_code == 404
    assert street.ask("POST", f"{one}remind/", {"note": "请今天报"}).status_code == 200
    assert street.ask("POST", f"{one}remind/", {}).status_code == 409
    assert clerk.ask("PATCH", one, {**WRITTEN, "revision": row["revision"]}).status_code == 409, "reminded meanwhile"
    row = clerk.ask("GET", one).json()
    assert clerk.ask("PATCH", one, {"explained": {"nothing": "x"}, "revision": 1}).status_code == 400
    row = clerk.ask("PATCH", one, {**WRITTEN, "revision": row["revision"]}).json()
    assert row["in_the_way"] == [] and row["practice"] == "走访企业"
    sent = clerk.ask("POST", f"{one}submit/", {"revision": row["revision"]}).json()
    assert sent["state"] == "submitted" and [each["number"] for each in sent["handed_up"]] == [1]
    assert street.ask("POST", f"{one}return/", {}).status_code == 400
    assert street.ask("POST", f"{one}return/", {"remark": "核对"}).json()["remark"] == "核对"
    row = clerk.ask("GET", one).json()
    clerk.ask("POST", f"{one}submit/", {"revision": row["revision"]})
    # Nobody decides on her own: without that question the street's attack succeeds.
    path = f"reports/{streets_own(world, drafted)}/remind/"
    assert street.ask("POST", path, {}).status_code == 404
    with monkeypatch.context() as patch:
        patch.setattr(months, "may_remind", lambda row: True)
        assert street.ask("POST", path, {}).status_code == 200
    assert street.ask("POST", f"{one}accept/", {}).json()["state"] == "accepted"
    assert street.ask("POST", f"{month}close/", {"why": "x"}).status_code == 403
    assert district.ask("POST", f"{month}close/", {}).status_code == 409
    closed = district.ask("POST", f"{month}close/", {"why": "先归档"}).json()
    assert (closed["month"], closed["number"], len(closed["digest"])) == (str(drafted), 1, 64)
    assert district.ask("POST", f"{month}revise/", {"why": "看看"}).status_code == 409
    figures = district.ask("GET", f"{month}figures/").json()
    assert figures["lines"][-1]["kind"] == "total" and set(figures["figures"]) == set(figures["lines"][0]["numbers"])
    below = street.ask("GET", f"{month}figures/").json()
    assert not any("a2" in line["label"] for line in below["lines"])
    for wrong in ("2026-13", "x", "2026-1"):
        assert district.ask("GET", f"months/{wrong}/figures/").status_code == 404


def streets_own(world: World, month: Month) -> UUID:
    """What lies at the street itself, which the district decides on."""
    place = world.nodes["a1"]
    with world.system("a"):
        fields = {"year": month.year, "month": month.number}
        row = MonthlyReport.objects.filter(owner_path=place.path, **fields).first()
        if row is None:
            row = MonthlyReport(owner_path=place.path, organisation=place, known_at=clock.now(), **fields)
            row.save(force_insert=True)
        return row.pk
