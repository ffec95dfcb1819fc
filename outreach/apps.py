"""The app's configuration."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """What we do next for the members."""

    name = "outreach"
    verbose_name = "联系服务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put what outreach knows on the first page, on those of members and of the background work, into stories,
        where contacts are voided, into merges and into what is erased or taken back."""
        from outreach.domain import erased, merged, unplanned
        from outreach.web import (
            figures,
            handout_story,
            heard_page,
            home_late,
            jobs_part,
            part_story,
            story_part,
            suggestion_story,
            void_part,
        )

        merged.add()
        erased.add()
        unplanned.add()
        figures.add()
        heard_page.add()
        home_late.add()
        jobs_part.add()
        story_part.add()
        handout_story.add()
        part_story.add()
        suggestion_story.add()
        void_part.add()
