"""Where somebody comes from: one name for it on pages, in files and through the API, however the record came to it."""

from django.urls import reverse

from outreach.choices import CorrectionField
from outreach.domain import corrections
from registry.models import Member
from reports.workbook import making
from tests.api.caller import BASE
from tests.outreach.post import Moment
from tests.reports import books
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

# Of parts in columns (流出省 | 市 | 县) or of the ID number a record has the code alone.
CODE_ALONE, SAYS = {"origin_code": "530627", "origin_text": ""}, "云南省昭通市镇雄县"
TEXT_ALONE = {"origin_code": "", "origin_text": "老家那边"}
BOTH, WHOLE = {"origin_code": "522726", "origin_text": "贵州独山"}, "贵州省黔南布依族苗族自治州独山县"


def member_lists(world: World) -> set[str]:
    """What the file of the list of members says."""
    client = client_of(world, clerk("a11"))
    here = client.post(reverse("export-listed", args=["members"])).headers["Location"]
    assert making.work_off(world.nodes["a"].path) == 1
    sheet = books.read(b"".join(client.get(f"{here}file/").streaming_content)).active  # type: ignore[attr-defined]
    return {str(cell) for row in books.texts(sheet) for cell in row}


def test_every_door_says_the_same(world: World, moment: Moment) -> None:
    for number, facts in enumerate((CODE_ALONE, TEXT_ALONE, BOTH), 970):
        member = world.member("a11", number, **facts)
    words = {SAYS, "老家那边", WHOLE}
    assert words <= member_lists(world)
    client = client_of(world, clerk("a11"))
    page, told = text_of(client.get(reverse("member-list"))), client.get(f"{BASE}members/").json()["results"]
    assert all(each in page for each in words) and {row["origin"] for row in told} == words
    with world.at(clerk("a11")):
        asked = {corrections.present(each, CorrectionField.ORIGIN) for each in Member.objects.all()}
        assert asked == words and member.origin_text == "贵州独山"
    month = books.drafted(world, moment)
    roster = books.texts(books.read(books.made(world, books.spec_of(world, month, "a11")))["花名册"])
    assert words <= {cell for row in roster for cell in row}
