"""What the environment says, read once, typed, and refused in one line when it is wrong. No Django in here.

A `.env` file in the checkout is read first; variables that are set win over it. Without DATABASE_URL and REDIS_URL
the embedded servers of `config.servers` are started, which production never does. Values are taken as they stand:
nothing is expanded, so a password may begin with `$`.
"""

import base64
import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from config import env_values as values
from config.refusal import Refusal
from config.servers import Embedded, EmbeddedServer, embedded
from registry.lib.colours import checked

CHECKOUT = Path(__file__).resolve().parents[1]
Kind = Literal["local", "test", "production"]
T = TypeVar("T")

# Commands that change the schema, or must see every row to do their work, run as the owner; all else as the app.
OWNER_COMMANDS = frozenset(
    {
        "migrate", "makemigrations", "squashmigrations", "optimizemigration", "sqlmigrate", "showmigrations", "flush",
        "rotate_keys", "backup", "restore", "settle_restored",
    }
)  # fmt: skip
NO_OWNER = "缺少环境变量 MIGRATION_DATABASE_URL（is not set）：迁移、更换密钥、备份和恢复要用能绕过行级安全的属主角色。"
SECRETS = ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "AUDIT_KEY")


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything the settings take from outside, checked. Keys stay in the spelling of the environment."""

    kind: Kind
    data_dir: Path
    database_url: str
    migration_database_url: str
    redis_url: str
    secret_key: str
    field_keys: str
    index_key: str
    audit_key: str
    allowed_hosts: list[str]
    csrf_trusted_origins: list[str]
    public_url: str
    proxy_count: int
    port: int
    bind: str
    web_workers: int
    worker_concurrency: int
    task_visibility: int
    worker_silent: int
    retention_years: int
    log_level: str
    district_colour: str
    # Public keys that a backup is encrypted for; folder of PostgreSQL's programs, empty for those of PATH.
    backup_recipients: list[str]
    pg_bin: str
    # The embedded servers that this process started or joined, PostgreSQL first.
    servers: tuple[EmbeddedServer, ...]


def read(kind: Kind, environ: Mapping[str, str] | None = None) -> Environment:
    """The environment for one kind of settings; starts the embedded servers it needs. Raises Refusal."""
    said = dict(_dotenv(CHECKOUT / ".env")) | dict(os.environ if environ is None else environ)
    # An empty variable counts as one that is not set.
    found = {name: value for name, value in said.items() if value.strip()}
    source = Source(found)
    data_dir = _data_dir(source, kind)
    if kind != "production":
        # Nothing is collected here, but WhiteNoise wants the folder to exist.
        (data_dir / "static").mkdir(parents=True, exist_ok=True)
        source = Source(_made_secrets(data_dir / "secrets.env", found) | found)
    urls = Urls.of(source, required=kind == "production")
    servers = _start_missing(urls, embedded(data_dir, durable=kind != "test"))
    return Environment(
        kind=kind,
        data_dir=data_dir,
        database_url=urls.database,
        migration_database_url=urls.migration,
        redis_url=urls.redis,
        servers=servers,
        secret_key=source.text("SECRET_KEY"),
        field_keys=source.get("FIELD_KEYS", values.field_keys),
        index_key=source.get("INDEX_KEY", values.key),
        audit_key=source.get("AUDIT_KEY", values.audit_keys),
        allowed_hosts=source.words("ALLOWED_HOSTS", None if kind == "production" else "127.0.0.1,localhost,[::1]"),
        csrf_trusted_origins=source.words("CSRF_TRUSTED_ORIGINS", ""),
        public_url=_public_url(source),
        proxy_count=source.number("PROXY_COUNT", 1 if kind == "production" else 0, range(10)),
        port=source.number("PORT", 8000, range(1, 65536)),
        bind=source.text("BIND", ""),
        web_workers=source.number("WEB_WORKERS", 2, range(1, 65)),
        worker_concurrency=source.number("WORKER_CONCURRENCY", 2, range(1, 65)),
        worker_silent=source.number("WORKER_SILENT_SECONDS", 60, range(3, 3601)),
        retention_years=source.number("RETENTION_YEARS", 5, range(1, 31)),
        task_visibility=source.number("TASK_VISIBILITY_SECONDS", 60, range(5, 86401)),
        log_level=source.get("LOG_LEVEL", values.log_level, "INFO"),
        district_colour=source.get("DISTRICT_COLOUR", checked, "#1d4f7c"),
        backup_recipients=source.get("BACKUP_RECIPIENTS", values.recipients, ""),
        pg_bin=source.text("PG_BIN", ""),
    )


def kind_of(settings_module: str) -> Kind:
    """The kind of environment that a settings module reads; `config.settings.local` where nothing is said."""
    name = settings_module.rpartition(".")[2]
    return name if name in ("production", "test") else "local"  # type: ignore[return-value]


def _public_url(source: "Source") -> str:
    """Where members open their personal links: as said, else the first trusted origin, else this host."""
    origins = source.words("CSRF_TRUSTED_ORIGINS", "")
    here = f"http://127.0.0.1:{source.number('PORT', 8000, range(1, 65536))}"
    return source.text("PUBLIC_URL", origins[0] if origins else here).rstrip("/")


class Source:
    """Typed access to variables; every failure is a Refusal that names the variable and never its value."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables

    def text(self, name: str, default: str | None = None) -> str:
        """A variable's value without surrounding blanks. One without a default is required."""
        value = self.variables.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise Refusal(f"缺少环境变量 {name}（{name} is not set）。各项写法见 deploy/production.env.example。")
        return default

    def get(self, name: str, parse: Callable[[str], T], default: str | None = None) -> T:
        """A variable's value, parsed; ValueError becomes a Refusal with its reason."""
        try:
            return parse(self.text(name, default))
        except ValueError as error:
            raise Refusal(f"环境变量 {name} 写得不对（{name} is wrong）：{error}") from None

    def words(self, name: str, default: str | None) -> list[str]:
        """A list divided by commas."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def number(self, name: str, default: int, allowed: range) -> int:
        """A whole number in a range."""

        def parse(text: str) -> int:
            if not text.isascii() or not text.isdigit() or int(text) not in allowed:
                raise ValueError(f"应为 {allowed.start} 到 {allowed.stop - 1} 的整数")
            return int(text)

        return self.get(name, parse, str(default))


def role_of(argv: Iterable[str]) -> Literal["owner", "app"]:
    """The database role for a command line: the owner for what changes the schema, the app role for all else."""
    command = next((word for word in list(argv)[1:] if not word.startswith("-")), "")
    return "owner" if command in OWNER_COMMANDS else "app"


@dataclass(slots=True)
class Urls:
    """Where the servers are; empty where the environment names none."""

    database: str
    migration: str
    redis: str

    @classmethod
    def of(cls, source: Source, *, required: bool) -> "Urls":
        """The URLs that the environment names. The migrations' one is asked for when a command needs it."""
        default = None if required else ""
        return cls(
            database=source.get("DATABASE_URL", values.database_url, default),
            migration=source.get("MIGRATION_DATABASE_URL", values.database_url, ""),
            redis=source.get("REDIS_URL", values.redis_url, default),
        )


def _start_missing(urls: Urls, servers: Embedded) -> tuple[EmbeddedServer, ...]:
    """Fill the empty URLs with embedded servers, started or joined by this process."""
    started: list[EmbeddedServer] = []
    if not urls.database:
        urls.database, urls.migration = servers.postgres.ensure(), servers.postgres.owner_url()
        started.append(servers.postgres)
    if not urls.redis:
        urls.redis = servers.valkey.ensure()
        started.append(servers.valkey)
    return tuple(started)


def _data_dir(source: Source, kind: Kind) -> Path:
    default = CHECKOUT / "var" / "test" if kind == "test" else CHECKOUT / "var"
    # The tests never share a folder with a running demo.
    folder = source.text("TEST_DATA_DIR" if kind == "test" else "DATA_DIR", str(default))
    return Path(folder).absolute()


def _made_secrets(path: Path, found: Mapping[str, str]) -> dict[str, str]:
    """The secrets of a local installation: made once beside its data, readable by its user alone."""
    if all(found.get(name) for name in SECRETS):
        return {}
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_once(path, "".join(f"{name}={value}\n" for name, value in _new_secrets().items()))
    return dict(_dotenv(path))


def _new_secrets() -> dict[str, str]:
    def key() -> str:
        return base64.b64encode(secrets.token_bytes(values.KEY_BYTES)).decode()

    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": f"k1:{key()}",
        "INDEX_KEY": key(),
        "AUDIT_KEY": f"a1:{key()}",
    }


def _write_once(path: Path, text: str) -> None:
    """Several processes may start at once: the first complete file stays, the others' are dropped."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:
        draft.write(text)
        draft.flush()
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, path)


def _dotenv(path: Path) -> Iterable[tuple[str, str]]:
    if not path.is_file():
        return
    for line in path.read_text("utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.lstrip().startswith("#"):
            yield name.removeprefix("export ").strip(), value.strip().strip("\"'")
