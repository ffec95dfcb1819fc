"""What was split from a suggestion is found by an index; a liaison tells her member the answer, and says so."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "call_back.sql"
BACK = "DROP FUNCTION outreach_call_back_suggestion(uuid, text[], text, text, text, text, timestamptz)"


class Migration(migrations.Migration):
    """For the tracker's pages."""

    dependencies = [("outreach", "0013_lead_lapses")]

    operations = [
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                condition=models.Q(("split_from__isnull", False)), fields=["split_from"], name="suggestion_split_from"
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]
