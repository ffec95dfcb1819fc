"""The pages of a form: taken in, looked at, corrected, confirmed, filled, downloaded; whose they are."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from registry.models.scoped import InScope
from reports.models import OfficialForm
from reports.workbook import making
from tests.api.caller import browser
from tests.conftest import become_app, become_owner
from tests.outreach.post import Moment
from tests.reports import books, form_rows, forms_made
from tests.web.staff import client_of as signed_in
from tests.web.staff import text_of
from tests.world import World, clerk

MAIN = "月报 表1"


def test_from_the_upload_to_the_file(world: World, moment: Moment) -> None:
    month = books.drafted(world, moment)
    owner = signed_in(world, "district-a")
    assert reverse("official-forms") in text_of(owner.get(reverse("exports")))
    bad = owner.post(reverse("official-forms"), {"name": "表", "file": SimpleUploadedFile("x.xlsx", b"%PDF-1.7 x")})
    assert bad.status_code == 422 and "这不是表格文件" in text_of(bad) and 'value="表"' in text_of(bad)
    assert "还没有选文件" in text_of(owner.post(reverse("official-forms"), {"name": "表"}))
    upload = SimpleUploadedFile("表样.xlsx", forms_made.made(("a1街道", "a2街道")))
    here = owner.post(reverse("official-forms"), {"name": form_rows.NAME, "file": upload}).headers["Location"]
    page = text_of(owner.get(here))
    assert "33 格还没有人核对" in page and 'colspan="11"' in page and "表样自己的公式" in page and "都核对过了" in page
    assert "还没有人核对" in text_of(owner.post(f"{here}fill/", {"month": str(month)}, follow=True))
    _corrected(owner, here)
    with world.system("a"):
        row = OfficialForm.objects.get(name=form_rows.NAME)
    assert "都核对过了，可以填报" in text_of(owner.post(f"{here}confirm/", {"revision": row.revision}, follow=True))
    asked = owner.post(f"{here}fill/", {"month": str(month)}).headers["Location"]
    assert making.work_off(world.nodes["a"].path) == 1
    made = text_of(owner.get(asked))
    assert (
        f"{month.label} {form_rows.NAME}" in made
        and "格没有填" in made
        and "没有上月的月报" in made
        and "（未归档）" in made
    )
    data = b"".join(owner.get(f"{asked}file/").streaming_content)  # type: ignore[attr-defined]
    assert books.read(data)[MAIN]["B2"].value == "a区"
    original = owner.get(f"{here}file/")
    assert original.content.startswith(b"PK") and "no-store" in original.headers["Cache-Control"]
    assert "已停用" in text_of(owner.post(f"{here}retire/", follow=True))
    assert "停用" in text_of(owner.post(f"{here}fill/", {"month": str(month)}, follow=True))


def _corrected(owner: Client, here: str) -> None:
    """One cell is given something else, one nothing, one may not be filled, one was changed meanwhile."""
    page = text_of(owner.get(f"{here}?sheet=0&cell=K6"))
    assert "K6 填什么" in page and "备注" in page
    found = re.search(r'name="revision" value="(\d+)" id', page)
    assert found
    given = {"revision": found[1], "sheet": MAIN, "cell": "K6", "what": "figure:lost", "node": "", "month": "last"}
    back = owner.post(f"{here}bind/", given)
    assert back.headers["Location"].endswith("?sheet=0#at-K6")
    assert "合计，失联，上月" in text_of(owner.get(f"{here}?sheet=0&cell=K6"))
    assert "刚被别人改过" in text_of(owner.post(f"{here}bind/", given, follow=True))
    drop = given | {"revision": str(int(found[1]) + 1), "drop": "1", "what": ""}
    assert "K6 已保存：不填" in text_of(owner.post(f"{here}bind/", drop, follow=True))
    assert "请选一个指标" in text_of(owner.post(f"{here}bind/", given | {"what": ""}, follow=True))
    assert "有表样自己的公式" in text_of(owner.get(f"{here}?sheet=0&cell=G8"))
    for odd in ("?sheet=9&cell=zz", "?sheet=x", "?sheet=1", "?cell=%00"):
        assert owner.get(here + odd).status_code in (200, 400)


def test_whose_pages_they_are(world: World, moment: Moment) -> None:
    """Every address: the owner, a colleague of another district, staff below, outsiders."""
    month = books.drafted(world, moment)
    form = form_rows.taken(world)
    here = reverse("official-form", args=[form.pk])
    posts = [f"{here}{verb}/" for verb in ("bind", "confirm", "retire", "fill")]
    given = {"revision": 2, "sheet": MAIN, "cell": "K6", "what": "figure:lost", "month": str(month)}
    for account, seen in (("district-b", 404), (clerk("a1"), 403), (clerk("a11"), 403), ("liaison-a11", 403),
                          ("auditor-a", 403), ("system_admin-a", 403)):  # fmt: skip
        other = signed_in(world, account)
        assert [other.get(address).status_code for address in (here, f"{here}file/")] == [seen, seen], account
        assert {other.post(address, given).status_code for address in posts} == {seen}, account
        assert other.get(reverse("official-forms")).status_code == (200 if account == "district-b" else 403)
    assert form_rows.NAME not in text_of(signed_in(world, "district-b").get(reverse("official-forms")))
    assert Client().get(here).status_code == 302 and Client().post(posts[0]).status_code == 302
    wanted = {"kind": "form", "month": str(month), "form": str(form.pk)}
    for account, seen in (("district-a", 201), ("street-a1", 409), ("district-b", 409)):
        organisation = str(world.nodes[account.rpartition("-")[2]].pk)
        asked = wanted | {"organisation": organisation}
        assert browser(world, account).ask("POST", "/api/v1/exports/", asked).status_code == seen, account
    bare = {key: value for key, value in wanted.items() if key != "form"} | {"organisation": str(world.nodes["a"].pk)}
    assert browser(world, "district-a").ask("POST", "/api/v1/exports/", bare).status_code == 409
    with world.system("a"):
        form.refresh_from_db()
        assert form.revision == 2 and form.retired_at is None


@pytest.mark.django_db(transaction=True)
def test_with_the_wall_down_it_is_read_and_changed(world: World) -> None:
    """With the manager's wall and the database's both down the neighbour opens it; its digest changes."""
    form = form_rows.taken(world)
    attack = OfficialForm.objects.filter(pk=form.pk)
    with world.at("district-b"):
        assert not attack.exists() and not attack.update(revision=9)
    become_owner()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(InScope, "as_sql", lambda self, compiler, connection: ("TRUE", ()))
            assert form_rows.NAME in text_of(
                signed_in(world, "district-b").get(reverse("official-form", args=[form.pk]))
            )
        with connection.cursor() as cursor:
            cursor.execute("UPDATE reports_officialform SET sha256 = %s WHERE id = %s", ["f" * 64, form.pk])
            assert cursor.rowcount == 1
    finally:
        become_app()
