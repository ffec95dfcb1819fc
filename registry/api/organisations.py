"""The tree, as far as one's own subtree reaches."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from registry.api.base import Reading, ScopedViewSet
from registry.api.filtering import OrganisationFilters
from registry.api.rows import OrganisationRow
from registry.models import Organisation
from registry.policies import Action


@extend_schema_view(list=extend_schema(summary="组织列表"), retrieve=extend_schema(summary="一个组织"))
class Organisations(Reading, ScopedViewSet):
    """Read only: the tree is planted in the admin."""

    model = Organisation
    rights = {"list": Action.TREE_VIEW, "retrieve": Action.TREE_VIEW}
    serializer_class = OrganisationRow
    filterset_class = OrganisationFilters
