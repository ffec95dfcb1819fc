"""On whose behalf an intake is worked on, and what of the tree its rows may name."""

from dataclasses import replace
from uuid import UUID

from registry.domain.errors import Refused
from registry.intake.rows.around import Node, Surroundings
from registry.intake.rows.look import Context
from registry.intake.words.communities import Communities, Place
from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.scope import Scope
from registry.models import Intake, Member, Organisation, OrganisationAlias, User
from registry.models.identity import standings, system_scope, user_by_id
from registry.models.unit import work
from registry.policies import Action, allowed


def uploader_scope(intake: Intake) -> tuple[User, Scope]:
    """The uploader and the scope of his work: the intake's organisation, in the role that he holds there today.

    Raises Refused when he holds none any more.
    """
    user = user_by_id(intake.uploaded_by_id)
    posts = standings(user, clock.today()) if user else []
    for post in sorted(posts, key=lambda post: len(post.path)):
        if user and intake.owner_path.startswith(post.path) and allowed(Action.INTAKE_USE, post.scope(user)):
            return user, replace(post.scope(user), path=intake.owner_path, office=intake.owner_path)
    raise Refused("上传人现在没有在这个组织导入名册的任职，所以没有继续。请由在任的工作人员重新上传。")


def surroundings(intake: Intake, scope: Scope) -> Surroundings:
    """Read the district's tree (names and codes, no personal data) and what the uploader may decide."""
    district = intake.owner_path[: scopes.SEGMENT]
    with work(system_scope(district)):
        tree = list(Organisation.objects.active().exclude(code=""))
        names = OrganisationAlias.objects.filter(organisation__in=tree).values_list("organisation_id", "alias")
        aliases: dict[UUID, list[str]] = {}
        for owner, alias in names:
            aliases.setdefault(owner, []).append(alias)
        posted = Organisation.objects.get(pk=str(scope.organisation_id))
    with work(scope):
        leads = Member.objects.filter(lead_index__isnull=False, is_open=True).exists()
    places = tuple(Place(node.code, node.name, node.kind, tuple(aliases.get(node.pk, ()))) for node in tree)
    below = {node.code: Node(node.pk, node.path) for node in tree if node.path.startswith(intake.owner_path)}
    above = {node.code for node in tree if intake.owner_path.startswith(node.path)}
    root = next((node.code for node in tree if node.path == district), "")
    return Surroundings(
        context=Context(Communities(places, frozenset(below) | above), district=root[:6]),
        home=Node(intake.organisation_id, intake.owner_path),
        nodes=below,
        approves=posted.path if allowed(Action.REQUEST_DECIDE, scope) else "",
        today=clock.today(),
        leads=leads,
    )
