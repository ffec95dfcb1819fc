"""The board's figures by month and line; their walls."""

from pathlib import Path

from django.db import migrations, models

import registry.lib.ids
import registry.models.scoped

SQL = Path(__file__).parent / "sql" / "board.sql"
BACK = (
    """
DO $$ DECLARE
    item record;
BEGIN
    FOR item IN SELECT policyname FROM pg_policies WHERE tablename = 'reports_boardmonth' LOOP
        EXECUTE format('DROP POLICY %I ON reports_boardmonth', item.policyname);
    END LOOP;
END $$
""",
    "ALTER TABLE reports_boardmonth DROP CONSTRAINT reports_boardmonth_anchored",
)


class Migration(migrations.Migration):
    """Read by a node and what stands above it, written by the program."""

    dependencies = [
        ("registry", "0024_hand_in"),
        ("reports", "0004_official_forms"),
    ]

    operations = [
        migrations.CreateModel(
            name="BoardMonth",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=registry.lib.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                (
                    "owner_path",
                    registry.models.scoped.PathField(
                        db_collation="C", editable=False, max_length=64, verbose_name="归属路径"
                    ),
                ),
                (
                    "node",
                    registry.models.scoped.PathField(
                        db_collation="C", editable=False, max_length=64, verbose_name="计在"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="年")),
                ("month", models.PositiveSmallIntegerField(editable=False, verbose_name="月")),
                ("figures", models.JSONField(default=dict, editable=False, verbose_name="数字")),
                ("known_at", models.DateTimeField(editable=False, verbose_name="数字截至")),
            ],
            options={
                "verbose_name": "看板数字",
                "verbose_name_plural": "看板数字",
                "ordering": ("-year", "-month", "node"),
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["owner_path", "year", "month"], name="board_month_list")],
                "constraints": [models.UniqueConstraint(fields=("year", "month", "node"), name="board_month_once")],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]
