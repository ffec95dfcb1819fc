"""A suggestion's number is given without taking the names of the whole district apart."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql"
# Up to the next function, what 0011 made of it.
FIRST = (SQL / "suggestions.sql").read_text(encoding="utf-8").partition("CREATE FUNCTION outreach_place_name")[2]
BACK = "CREATE OR REPLACE FUNCTION outreach_place_name" + FIRST.partition("$$;")[0] + "$$;"


class Migration(migrations.Migration):
    """One function of the database."""

    dependencies: ClassVar = [("outreach", "0017_erasing")]
    operations: ClassVar = [migrations.RunSQL((SQL / "suggest_lean.sql").read_text(encoding="utf-8"), BACK)]
