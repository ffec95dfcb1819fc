"""Who goes back after saving and writes something else is told that it is not saved yet; pressed again, it is.

With the protection off the second one is answered like the first, and is nowhere.
"""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from outreach.models import Lead, Suggestion
from registry.models import ContactLog, Member, StudyReport
from registry.web import keyed, sent_once
from tests.outreach.herself import inside, linked, visitor
from tests.outreach.suggesting import kept, left, says, ticket
from tests.outreach.test_leads import opened
from tests.outreach.test_leads import says as writes_down
from tests.web.filled import filled
from tests.web.staff import client_of
from tests.web.test_contacts import said
from tests.world import World, clerk, id_number, phone

NOT_YET, API = "还没有记", "/api/v1/suggest/"


def form_of(client: Client, url: str, holding: str, **more: str) -> dict[str, str]:
    """What the page's form would send, by a field that it holds."""
    found = [form for form in filled(client.get(url).content.decode()) if holding in form.fields]
    return found[-1].fields | more


def sent_back(client: Client, url: str, first: dict[str, str], **second: str) -> None:
    """Save, go back, write something else, save; look, and press once more."""
    assert client.post(url, first).status_code == 302
    assert client.post(url, first).status_code == 302  # the same again is the same
    answer = client.post(url, first | second)
    page = answer.content.decode()
    assert answer.status_code in (200, 422) and NOT_YET in page, page[-3000:]
    again = next(form.fields for form in filled(page) if set(second) <= set(form.fields))
    assert {name: again[name] for name in second} == second  # nothing of what was typed is lost
    name = next(name for name in keyed.KEYS if name in first)
    assert UUID(again[name]) != UUID(first[name])
    assert client.post(url, first | second | {name: again[name]}).status_code == 302


def test_contacts(world: World) -> None:
    member, client = world.member("a11", 1), client_of(world, clerk("a11"))
    url = f"/members/{member.pk}/contacts/new/"
    sent_back(client, url, said(client_key=str(uuid4()), summary="第一次写的"), summary="第二次写的")
    quick = f"/members/{member.pk}/contacts/quick/"
    first = {"client_key": str(uuid4()), "outcome": "no_answer", "channel": "phone", "next": "none", "age": "3"}
    assert client.post(quick, first).status_code == client.post(quick, first | {"age": "90"}).status_code == 302
    with world.at(clerk("a11")):
        found = [row.summary for row in ContactLog.objects.filter(member=member).order_by("recorded_at")]
    assert found[:2] == ["第一次写的", "第二次写的"] and len(found) == 3


def test_the_same_on_a_page_made_anew_is_asked_about(world: World) -> None:
    """A browser that goes back asks for the page anew and fills in what was typed: the key is another one."""
    member, client = world.member("a11", 1), client_of(world, clerk("a11"))
    url = f"/members/{member.pk}/contacts/new/"
    assert client.post(url, said(client_key=str(uuid4()), summary="写的")).status_code == 302
    answer = client.post(url, said(client_key=str(uuid4()), summary="写的"))
    assert "一模一样" in answer.content.decode()
    again = answer.context["form"]["client_key"].value()
    colleague = client_of(world, "street-a1")
    assert colleague.post(url, said(client_key=str(uuid4()), summary="写的")).status_code == 302
    for _ in "twice":
        assert client.post(url, said(client_key=again, summary="写的")).status_code == 302
    with world.at(clerk("a11")):
        assert ContactLog.objects.filter(member=member).count() == 3


def test_study_reports(world: World) -> None:
    member, client = world.member("a11", 1), client_of(world, clerk("a11"))
    url = f"/members/{member.pk}/studies/new/"
    day = {"studied_on": "2026-03-02", "topic": "第一题", "text": "第一篇，写了不少。"}
    sent_back(client, url, form_of(client, url, "topic") | day, topic="第二题", text="第二篇，写了更多。")
    with world.at(clerk("a11")):
        assert sorted(StudyReport.objects.values_list("topic", flat=True)) == ["第一题", "第二题"]


def test_members(world: World) -> None:
    client, url = client_of(world, clerk("a11")), "/members/new/"
    known = {"name": "何小山", "id_number": id_number(1), "phone": phone(1), "direction": "in"}
    first = dict.fromkeys(form_of(client, url, "id_number"), "") | known
    given = form_of(client, url, "id_number")
    first |= {name: given[name] for name in ("client_key", "organisation", "csrfmiddlewaretoken")}
    sent_back(client, url, first, name="钟立", id_number=id_number(2), phone=phone(2))
    with world.at(clerk("a11")):
        assert sorted(str(row.name) for row in Member.objects.all()) == ["何小山", "钟立"]


def test_suggestions_entered_by_staff(world: World) -> None:
    client, url = client_of(world, clerk("a11")), "/suggestions/new/"
    given = {"content": "东门的路灯坏了两个星期", "title": "路灯", "collected_on": "2026-03-02", "phone": phone(3)}
    first = form_of(client, url, "content") | given | {"category": "traffic", "name": "何先生"}
    sent_back(client, url, first, content="小区里要多一个垃圾桶", title="垃圾桶")
    with world.at(clerk("a11")):
        assert Suggestion.objects.count() == 2


def test_at_a_registration_point(world: World) -> None:
    """Two who register one after the other on one telephone are two."""
    url, somebody = f"/register/{opened(world).code}/", visitor()
    sent_back(somebody, url, writes_down(), name="钟后来", phone=phone(8))
    with world.at(clerk("a11")):
        assert sorted(str(lead) for lead in Lead.objects.all()) == ["何新来", "钟后来"]


def test_on_her_own_page(world: World) -> None:
    client = inside(linked(world)[2])
    first = form_of(client, "/me/suggest/", "content") | {"content": "东门的路灯坏了两个星期", "category": "traffic"}
    sent_back(client, "/me/suggest/", first, content="小区里要多一个垃圾桶")
    with world.at(clerk("a11")):
        assert Suggestion.objects.count() == 2


def test_on_the_street(world: World) -> None:
    """The public form and its twin for programs; photographs alone make no difference."""
    somebody, first = visitor(), says(world)
    assert somebody.post("/suggest/", first).status_code == somebody.post("/suggest/", first).status_code == 302
    new = {"content": "夜校可以开一个电工班，很多人想学"}
    answer = somebody.post("/suggest/", first | new)
    page = answer.content.decode()
    assert answer.status_code == 200 and "X-Fresh-Token" not in answer.headers  # a script would send it by itself
    assert "还没有提交" in page and "电工班" in page and kept(world).content == first["content"]
    again = next(form.fields for form in filled(page) if "token" in form.fields)
    assert again["token"] != first["token"]
    assert somebody.post("/suggest/", first | new | {"token": again["token"]}).status_code == 302
    assert "电工班" in kept(world).content
    body = (
        {"ticket": ticket()}
        | {name: says(world)[name] for name in ("content", "category", "place")}
        | {"consent": True}
    )
    codes = [visitor().post(API, body, content_type="application/json") for _ in range(2)]
    assert codes[0].status_code == 201, codes[0].content.decode()
    assert {code.status_code for code in codes} == {201} and codes[0].json() == codes[1].json()
    assert visitor().post(API, body | {"title": "别的"}, content_type="application/json").status_code == 409
    with world.at(clerk("a11")):
        assert Suggestion.objects.count() == 3


def test_a_word_more(world: World) -> None:
    code = left(somebody := visitor(), world)
    first = form_of(somebody, "/suggest/progress/", "code") | {"code": code}
    page = somebody.post("/suggest/progress/", first).content.decode()
    word = next(form.fields for form in filled(page) if form.fields.get("action") == "word") | {"text": "第一句"}
    for text in ("第一句", "第一句", "第二句"):
        page = somebody.post("/suggest/progress/", word | {"text": text}).content.decode()
    assert page.count("第一句") == 1 and "第二句" in page


def test_without_the_protection_the_second_is_nowhere(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent_once, "_compare", lambda request, key: None)
    member, client = world.member("a11", 1), client_of(world, clerk("a11"))
    url = f"/members/{member.pk}/contacts/new/"
    first = said(client_key=str(uuid4()))
    for text in ("第一次写的", "第二次写的"):
        assert client.post(url, first | {"summary": text}).status_code == 302
    with world.at(clerk("a11")):
        assert [row.summary for row in ContactLog.objects.filter(member=member)] == ["第一次写的"]
