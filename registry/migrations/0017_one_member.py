"""A scope of one member: what a personal link opens."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "one_member.sql"
BACK = """
DO $$ DECLARE item record; BEGIN
    FOR item IN SELECT p.polrelid::regclass AS target,
        substring(pg_get_expr(p.polqual, p.polrelid) FROM 'OR \\((\\w+) = \\( *SELECT registry_member') AS named
        FROM pg_policy p WHERE p.polname = 'one_member' AND p.polrelid::regclass::text LIKE 'registry\\_%' LOOP
        EXECUTE format('DROP POLICY one_member ON %s', item.target);
        IF item.named IS NOT NULL AND item.target <> 'registry_liaisonassignment'::regclass THEN
            EXECUTE format('ALTER POLICY scope ON %s USING (%s)', item.target, registry_seen(item.named, false));
        END IF;
    END LOOP;
    ALTER POLICY scope ON registry_liaisonassignment USING (
        owner_path >= nullif(current_setting('buduanxian.low', true), '')
        AND owner_path < nullif(current_setting('buduanxian.high', true), '')
        AND (nullif(current_setting('buduanxian.liaison', true), '') IS NULL
             OR liaison_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid));
END $$;
"""


class Migration(migrations.Migration):
    """Every table of the registry so far; later ones call registry_narrow() themselves."""

    dependencies = [
        ("registry", "0016_liaisons"),
    ]

    operations = [
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"),
            [
                BACK,
                "DROP FUNCTION registry_let_member_add(regclass)",
                "DROP FUNCTION registry_narrow(regclass, text)",
                "DROP FUNCTION registry_seen(text, boolean)",
                "DROP FUNCTION registry_member()",
            ],
        ),
    ]
