"""Whom a rule asks for: any filter that somebody keeps, with all its conditions; seen, and changed back."""

from django.test import Client

from outreach.models import Task
from registry.models import SavedFilter
from tests.outreach.ground import Days, ago, known, only, rule, tick
from tests.web.staff import client_of, text_of
from tests.world import World

URL = "/rules/contact/"


def typed(client: Client, **more: object) -> dict[str, object]:
    """The form as it is shown, sent with something else in it."""
    form = client.get(URL).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in shown.items() if value not in (None, False, "")} | more


def kept(world: World, account: str, **query: str) -> SavedFilter:
    """A filter that this account keeps."""
    with world.at(account) as scope:
        return SavedFilter.objects.create(
            owner_path=scope.path, owner=world.users[account], name="四川来的预备党员", query=query
        )


def test_a_saved_filter_says_for_whom(ruled: World, days: Days) -> None:
    """Province and standing together; the list would show the same; nobody else is asked for."""
    only(ruled, "contact")
    wanted = known(ruled, 1, ago(40), origin_code="510100", political_status="probationary")
    known(ruled, 2, ago(40), origin_code="510100")
    known(ruled, 3, ago(40), political_status="probationary")
    chosen, client = kept(ruled, "district-a", origin="51", political="probationary"), client_of(ruled, "district-a")
    assert client.post(URL, typed(client, saved=str(chosen.pk))).url == "/rules/"
    assert rule(ruled, "contact").audience == {"origin": "51", "political": "probationary"}
    page = text_of(client.get(URL))
    assert "现在：" in page and "四川" in page and "预备党员" in page
    tick(ruled)
    with ruled.system():
        assert list(Task.objects.filter(state="open").values_list("member_id", flat=True)) == [wanted.pk]
    # Saved again without a choice the conditions stay; a filter of everybody asks for everybody.
    assert client.post(URL, typed(client)).url == "/rules/"
    assert rule(ruled, "contact").audience == {"origin": "51", "political": "probationary"}
    with ruled.at("district-a"):
        SavedFilter.objects.filter(pk=chosen.pk).update(query={})
    assert client.post(URL, typed(client, saved=str(chosen.pk))).url == "/rules/"
    tick(ruled)
    with ruled.system():
        assert Task.objects.filter(state="open").count() == 3


def test_a_filter_of_others_is_no_choice(ruled: World, days: Days) -> None:
    only(ruled, "contact")
    chosen, client = kept(ruled, "district-b", political="probationary"), client_of(ruled, "district-a")
    assert client.post(URL, typed(client, saved=str(chosen.pk))).status_code == 200
    assert rule(ruled, "contact").audience == {}
    for account in ("liaison-a11", "auditor-a"):
        assert client_of(ruled, account).post(URL, {}).status_code == 403
