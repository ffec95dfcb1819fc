"""Whoever's suggestion was merged into another one reads its answer on her page, and is heard."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql"
FIRST = (SQL / "suggestions.sql").read_text(encoding="utf-8")


def before(name: str, end: str) -> str:
    """What 0011 made of that function."""
    return f"CREATE OR REPLACE FUNCTION {name}" + FIRST.partition(f"CREATE FUNCTION {name}")[2].partition(end)[0] + end


BACK = (
    before("outreach_add_word", "END $$;")
    + before("outreach_my_suggestions", "\n$$;")
    + "DROP FUNCTION outreach_pass_word(bytea, uuid, uuid, bytea, timestamptz);"
)


class Migration(migrations.Migration):
    """Three functions of the database."""

    dependencies: ClassVar = [("outreach", "0027_terms_by_code")]
    operations: ClassVar = [migrations.RunSQL((SQL / "merged_word.sql").read_text(encoding="utf-8"), BACK)]
