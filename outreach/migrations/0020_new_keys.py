"""A member's words may be sealed with a new key."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql"
# What 0002 made of it.
FIRST = (SQL / "messages.sql").read_text(encoding="utf-8").partition("CREATE FUNCTION outreach_keep_word")[2]
BACK = "CREATE OR REPLACE FUNCTION outreach_keep_word" + FIRST.partition("$$;")[0] + "$$;"


class Migration(migrations.Migration):
    """One function of the database."""

    dependencies: ClassVar = [("outreach", "0019_quick_tasks")]
    operations: ClassVar = [migrations.RunSQL((SQL / "new_keys.sql").read_text(encoding="utf-8"), BACK)]
