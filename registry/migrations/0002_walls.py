"""Row-level security, same-owner keys, and the functions that see more than their caller."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql"
FUNCTIONS = (
    "registry_role()",
    "registry_protect(regclass, text, boolean, text, text[])",
    "registry_keep_path()",
    "registry_keep_account()",
    "registry_same_owner(regclass, text, regclass, text)",
    "registry_append_only(regclass)",
    "registry_user_by_name(text)",
    "registry_user_by_id(uuid)",
    "registry_note_login(uuid, timestamptz)",
    "registry_postings_of(uuid, date)",
    "registry_roots()",
    "registry_directory(text, integer)",
    "registry_directory_entry(uuid)",
    "registry_audit_tail(text)",
    "registry_audit_heads()",
    "registry_audit_chain(text, bigint, uuid, integer)",
    "registry_covers(text)",
    "registry_open_anywhere(bytea, text)",
    "registry_open_among(bytea[], text)",
    "registry_other_half(uuid)",
    "registry_link_halves(uuid[])",
    "registry_mirror_request(uuid)",
    "registry_withdraw_request(uuid, uuid, timestamptz)",
    "registry_release_custody(uuid, boolean, uuid, timestamptz, text)",
    "registry_move_custody(uuid, boolean, uuid, text, timestamptz, date, uuid, text)",
)
UNDO = """
DO $$ DECLARE item record; BEGIN
    FOR item IN SELECT conrelid::regclass AS child, conname FROM pg_constraint
        WHERE conname LIKE 'registry\\_%\\_same\\_owner' LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', item.child, item.conname);
    END LOOP;
    FOR item IN SELECT tgrelid::regclass AS target, tgname FROM pg_trigger
        WHERE tgname IN ('keep_path', 'keep_account') LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', item.tgname, item.target);
    END LOOP;
    ALTER TABLE registry_posting DROP CONSTRAINT posting_officers_apart;
    ALTER TABLE registry_movement DROP CONSTRAINT movement_id_owner_path;
    ALTER TABLE registry_organisation DROP CONSTRAINT organisation_id_path, DROP CONSTRAINT organisation_root,
        DROP COLUMN parent_path;
    FOR item IN SELECT schemaname, tablename, policyname FROM pg_policies WHERE tablename LIKE 'registry\\_%' LOOP
        EXECUTE format('DROP POLICY %I ON %I.%I', item.policyname, item.schemaname, item.tablename);
        EXECUTE format('ALTER TABLE %I.%I NO FORCE ROW LEVEL SECURITY', item.schemaname, item.tablename);
        EXECUTE format('ALTER TABLE %I.%I DISABLE ROW LEVEL SECURITY', item.schemaname, item.tablename);
    END LOOP;
END $$;
"""


def read(name: str) -> str:
    """The text of one SQL file beside this migration."""
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Behind these walls from the first row on."""

    dependencies: ClassVar = [("registry", "0001_initial")]
    operations: ClassVar = [
        migrations.RunSQL(
            [read(name) for name in ("guards.sql", "walls.sql", "identity.sql", "custody.sql", "trail.sql")],
            [UNDO, *(f"DROP FUNCTION {function};" for function in reversed(FUNCTIONS))],
        )
    ]
