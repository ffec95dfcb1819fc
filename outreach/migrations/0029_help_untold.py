"""Nothing of a case of help is told to whoever was merged into it; review has the days that its node set."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql"
FIRST = (SQL / "suggestions.sql").read_text(encoding="utf-8")
# What 0028 made of it.
LAST = (SQL / "merged_word.sql").read_text(encoding="utf-8").partition("CREATE OR REPLACE FUNCTION outreach_my_sug")


def before(name: str) -> str:
    """What 0011 made of that function."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}"
        + FIRST.partition(f"CREATE FUNCTION {name}")[2].partition("\n$$;")[0]
        + "\n$$;"
    )


BACK = (
    before("outreach_suggestion_by_code")
    + before("outreach_suggestion_told")
    + "DROP FUNCTION outreach_my_suggestions();"
    + LAST[1]
    + LAST[2]
    + "DROP FUNCTION outreach_has_merged(uuid); DROP FUNCTION outreach_review_days(uuid, uuid);"
    + "DROP FUNCTION outreach_answers_to_merged(uuid[]);"
    + "DROP FUNCTION outreach_name_proposer(uuid, integer, bytea, bytea, timestamptz);"
)


class Migration(migrations.Migration):
    """Functions of the database."""

    dependencies: ClassVar = [("outreach", "0028_merged_word")]
    operations: ClassVar = [migrations.RunSQL((SQL / "help_untold.sql").read_text(encoding="utf-8"), BACK)]
