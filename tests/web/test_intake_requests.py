"""What the page of a finished intake says of those whom another organisation has: asked for, not written."""

from tests.web.intake_clerk import clerk, sheet, text
from tests.web.intake_place import build
from tests.world import id_number, phone

HE = f"何小山,{id_number(1)},{phone(1)},永明超市"
ZHONG = f"钟立,{id_number(2)},{phone(2)},永明超市"


def test_who_is_asked_for_is_not_called_written(transactional_db: None) -> None:
    place = build()
    clerk(place, "yongming").written(sheet(HE))
    neighbour = clerk(place, "neighbour")
    intake = neighbour.written(sheet(HE, ZHONG))
    page = neighbour.get("done", intake.pk)
    assert "已写入 1 人；为 1 人提出了接收申请" in text(page)
    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"]] == [
        ("全部", "2"),
        ("已写入、已申请接收", "2"),
    ]
    assert [row["state"]["text"] for row in page.context["rows"]] == ["已提出接收申请", "已写入"]
    other = clerk(place, "yongming")
    assert [tab["label"] for tab in other.get("done", other.intake().pk).context["tabs"]] == ["全部", "已写入"]
