"""`manage.py load_demo_months`: the demo's months that are closed, the one at work, a form to fill, the board."""

from typing import Any

from django.core.management.base import BaseCommand

from registry.domain import seeding
from registry.models.identity import system_scope
from registry.models.unit import work
from reports.domain import boarding, demo_form, demo_months, exports


class Command(BaseCommand):
    """After load_demo_work. What is there already stays."""

    help = "给演示数据做三个月的月报：上报、退回、审核、归档，本月生成草稿；另有一份上级表样。可以重复运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        """The months in one unit of work, the board month by month."""
        path = seeding.path_of(seeding.DISTRICT)
        if path:
            with work(system_scope(path)):
                demo_months.load()
                demo_form.load()
                exports.queue_archives()  # whoever asks for one in the first minute finds it on its way
            boarding.refresh(path)
