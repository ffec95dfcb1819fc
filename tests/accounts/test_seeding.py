"""The demo's tree and staff."""

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from registry.choices import OrganisationKind as Kind
from registry.choices import Role
from registry.domain import seeding, tree
from registry.lib import clock
from registry.models import (
    AuditEvent,
    Intake,
    Member,
    Organisation,
    OrganisationAlias,
    Posting,
    User,
)
from registry.models.identity import districts, standings, system_scope, user_by_name
from registry.models.unit import work
from tests.accounts.people import inside, login

PASSWORD = "Demo-7k2m-Pq9x"
MODELS = (Organisation, OrganisationAlias, User, Posting, Member, AuditEvent, Intake)


@pytest.fixture
def seeded(db: None) -> None:
    """Both districts."""
    seeding.seed(PASSWORD)


def counts() -> dict[tuple[str, str], int]:
    """Rows by district and model."""
    found = {}
    for path in districts():
        with work(system_scope(path)):
            found |= {(path, model.__name__): model.objects.count() for model in MODELS}
    return found


def test_the_official_list_is_there(seeded: None) -> None:
    with work(system_scope(seeding.path_of(seeding.DISTRICT))):
        kinds = [node.kind for node in Organisation.objects.all()]
        assert kinds.count(Kind.STREET) == 3
        assert kinds.count(Kind.COMMUNITY) + kinds.count(Kind.VILLAGE) == 63
        assert kinds.count(Kind.NEW_EMPLOYMENT) == 9
        yongming = Organisation.objects.get(code=seeding.YONGMING)
        assert yongming.full_name == "江南街道永明社区"
        assert {row.alias for row in yongming.aliases.all()} == {"永明社区居委会"}
        paths = list(Organisation.objects.filter(code__gt="").order_by("path").values_list("code", flat=True))
        assert paths == sorted(paths), "path order is the official list's order"


def test_seeding_again_changes_nothing(seeded: None) -> None:
    before = counts()
    with work(system_scope(seeding.path_of(seeding.DISTRICT))):
        branch = Organisation.objects.get(name="永明社区党支部")
        tree.rename(by=None, node=branch, name="永明社区第一党支部")
    after_rename = counts()
    seeding.seed("Another-8w3z-Secret")
    assert counts() == after_rename
    assert after_rename != before
    assert check_password(PASSWORD, user_by_name("district").password)


def test_seeding_again_finds_what_has_moved(seeded: None) -> None:
    """A community under another street, a branch under another community: both are where they are now."""
    with work(system_scope(seeding.path_of(seeding.DISTRICT))):
        community, branch, street = (
            Organisation.objects.get(code=seeding.YONGMING), Organisation.objects.get(name="永贤社区党支部"),
            Organisation.objects.get(code=seeding.WAIHAI),
        )  # fmt: skip
        tree.move_organisation(by=None, node=community, parent=street)
        tree.move_organisation(by=None, node=branch, parent=Organisation.objects.get(code=seeding.YONGMING))
    before = counts()
    seeding.seed(PASSWORD)
    assert counts() == before


def test_every_account_logs_in_to_its_role(seeded: None) -> None:
    for account in (*seeding.ACCOUNTS, *seeding.NEIGHBOURS):
        client = Client()
        login(client, account.username, PASSWORD)
        assert inside(client), account.username
        held = standings(user_by_name(account.username), clock.today())
        assert {row.role for row in held} == {role for role, _ in account.postings}


def test_every_role_has_an_account(seeded: None) -> None:
    assert {role for account in seeding.ACCOUNTS for role, _ in account.postings} == set(Role)


def test_the_outsider_has_members_of_its_own(seeded: None) -> None:
    with work(system_scope(seeding.path_of(seeding.NEIGHBOUR))):
        assert Member.objects.count() == 3
    with work(system_scope(seeding.path_of(seeding.DISTRICT))):
        assert Member.objects.count() == 0
