"""`manage.py load_demo_work`: what is to be done in the demo's district, as if its rules had held for a while."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from outreach.domain import (
    demo_activities,
    demo_leads,
    demo_messages,
    demo_part,
    demo_study,
    demo_suggestions,
    rules,
    ticking,
)
from registry.domain import seeding
from registry.lib import clock
from registry.models import Organisation
from registry.models.identity import system_scope
from registry.models.unit import work

# Long enough for the first tasks to have risen to the street.
RULES_SINCE = timedelta(days=120)


class Command(BaseCommand):
    """After load_demo. Rules that are there already stay; the planner then does what it does every minute."""

    help = "给演示数据装上联系规则并排出任务，添上场所、活动、线索、作用发挥、学习资料、金点子和消息。可以重复运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        """The rules of the district, then one tick."""
        path = seeding.path_of(seeding.DISTRICT)
        if not path:
            return
        with work(system_scope(path)):
            rules.ensure_rules(path, day=clock.today() - RULES_SINCE)
            district = Organisation.objects.get(path=path)
            demo_activities.load(by=None, organisation=district)
            demo_part.load(by=None, organisation=district)
            demo_study.load(by=None, organisation=district)
            demo_leads.load(by=None, organisation=district)
            demo_suggestions.load(by=None, organisation=district)
            community = Organisation.objects.get(code=seeding.YONGMING).path
        demo_messages.load(district=path, community=community)
        ticking.tick(path)
