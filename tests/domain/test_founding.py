"""A new installation: a district, its tree and its first two accounts."""

import pytest
from django.core.management import CommandError, call_command

from registry.choices import Role
from registry.lib import clock
from registry.lib.tables import DATA
from registry.models import Organisation, Posting
from registry.models.identity import districts, system_scope, user_by_name
from registry.models.unit import work

pytestmark = pytest.mark.django_db
WANTED = {"name": "江海区", "code": "440704", "admin": "keeper", "admin_name": "系统管理员",
          "security": "guard", "security_name": "安全管理员"}  # fmt: skip


def test_district_with_its_official_list(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("found_district", **WANTED, divisions=str(DATA / "jianghai_divisions.csv"))
    lines = capsys.readouterr().out.splitlines()
    (path,) = districts()
    with work(system_scope(path)):
        assert Organisation.objects.all().hosts().count() == 63
        assert Organisation.objects.get(code="440704001025").full_name == "江南街道永明社区"
        both = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}
        assert {posting.role for posting in Posting.objects.all().on(clock.today())} == both
    for name, label in (("keeper", "系统管理员"), ("guard", "安全管理员")):
        (given,) = (line.split("：")[1] for line in lines if line.startswith(f"{label} {name}"))
        user = user_by_name(name)
        assert user is not None
        assert user.check_password(given) and user.must_change_password


def test_second_district_stands_apart_and_a_taken_name_changes_nothing() -> None:
    call_command("found_district", **WANTED)
    with pytest.raises(CommandError, match="已经有人用了"):
        call_command("found_district", **WANTED)
    assert len(districts()) == 1
    other = WANTED | {"name": "新会区", "code": "440705", "admin": "other"}
    for security in ("guard", "other"):  # taken, and one person for both
        with pytest.raises(CommandError, match="已经有人用了"):
            call_command("found_district", **(other | {"security": security}))
    call_command("found_district", **(other | {"security": "another"}))
    assert districts() == ["0001", "0002"]


def test_list_out_of_order_plants_nothing(tmp_path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("code12,name,level,parent_code12\n440704001025,永明社区居委会,community,440704001000\n", "utf-8")
    with pytest.raises(CommandError, match="顺序"):
        call_command("found_district", **WANTED, divisions=str(wrong))
    assert districts() == []
