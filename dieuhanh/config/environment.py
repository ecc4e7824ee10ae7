"""The environment: every setting of the program, its default and its meaning.

Nothing else reads environment variables. `docs/settings.md` is generated from
this table (`dieuhanh doctor --settings`).
"""

import os
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, the default as text, and what it does."""

    name: str
    default: str
    text: str


SETTINGS: tuple[Setting, ...] = (
    Setting("DIEUHANH_HOME", ".data", "Folder of the data: database, keys, files, logs."),
    Setting("DIEUHANH_HOST", "127.0.0.1", "Address to listen on."),
    Setting("DIEUHANH_PORT", "8000", "Port of pages and API."),
    Setting(
        "DIEUHANH_LIVE_PORT", "", "Port of server-sent events; empty: the next port after DIEUHANH_PORT."
    ),
    Setting(
        "DIEUHANH_LIVE_URL", "", "Public address of the live port where a reverse proxy gives another one."
    ),
    Setting("DIEUHANH_WORKERS", "2", "Processes that answer pages and API."),
    Setting(
        "DATABASE_URL",
        "",
        "PostgreSQL 15 or later, as its owner; empty: the program starts its own in DIEUHANH_HOME.",
    ),
    Setting(
        "DATABASE_APP_URL",
        "",
        "The same database under the role that may not change the ledger; empty: DATABASE_URL with that role set.",
    ),
    Setting(
        "DIEUHANH_SECRET_KEY",
        "",
        "Key of sessions and tokens; empty: made at first start and kept in DIEUHANH_HOME/keys.",
    ),
    Setting(
        "DIEUHANH_ALLOWED_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "Host names that may be used, separated by commas.",
    ),
    Setting("DIEUHANH_ORIGIN", "", "Public address (https://…); sets secure cookies and the trusted origin."),
    Setting(
        "DIEUHANH_LEDGER_ORIGIN", "dieuhanh.local/ledger", "Name of this node's log in its signed heads."
    ),
    Setting(
        "DIEUHANH_DEMO",
        "",
        "1: demonstration mode (accounts and simulated data). Refuses a database that holds other data.",
    ),
    Setting("DIEUHANH_DEBUG", "", "1: development mode. Never in operation."),
    Setting("DIEUHANH_LOG", "json", "Form of the log: json or text."),
    Setting("DIEUHANH_LOG_LEVEL", "INFO", "Least level that is logged."),
    Setting(
        "DIEUHANH_FONTS",
        "",
        "Folder with the Tinos fonts of official papers; empty: the ones built with the page assets.",
    ),
    Setting(
        "DIEUHANH_SIGNING_MISSING_CRL",
        "indeterminate",
        "Verdict where no revocation list of the issuer is stored: indeterminate or accept.",
    ),
    Setting("DIEUHANH_SIGNED_MIB", "50", "Largest PDF that is signed or checked, in MiB."),
    Setting("DIEUHANH_UPLOAD_MIB", "20", "Largest spreadsheet that is taken, in MiB."),
    Setting("DIEUHANH_IMPORT_MIB", "512", "Largest file of facts that is taken over HTTP, in MiB."),
    Setting(
        "DIEUHANH_METRICS_TOKEN",
        "",
        "Bearer token without which /metrics answers nobody; empty: it answers all, with counts only.",
    ),
    Setting(
        "DIEUHANH_WEBHOOK_NETWORKS",
        "",
        "Private networks (10.1.0.0/16, separated by commas) that webhooks may reach; empty: public addresses over TLS alone.",
    ),
    Setting("DIEUHANH_OIDC_NAME", "", "Name of the outside identity provider, as shown on the sign-in page."),
    Setting("DIEUHANH_OIDC_URL", "", "Issuer of the outside identity provider (OpenID Connect discovery)."),
    Setting("DIEUHANH_OIDC_CLIENT_ID", "", "Client id at the outside identity provider."),
    Setting("DIEUHANH_OIDC_CLIENT_SECRET", "", "Client secret at the outside identity provider."),
    Setting(
        "DIEUHANH_EMAIL_URL",
        "",
        "Mail server (smtp://user:password@host:port); empty: mail is written to DIEUHANH_HOME/mail.",
    ),
)

METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Set by `serve` for the processes that it starts, not by operators."""

_DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


class _Environment:
    """Typed reading of the table above."""

    def text(self, name: str) -> str:
        """The value as text; a name outside the table is a programming error."""
        return os.environ.get(name, "").strip() or _DEFAULTS[name]

    def integer(self, name: str) -> int:
        """The value as a whole number; anything else stops the program with a sentence."""
        value = self.text(name)
        if not value.isdigit():
            raise SystemExit(f"{name} must be a whole number, not {value!r}.")
        return int(value)

    def flag(self, name: str) -> bool:
        """Whether the value is 1, true, yes or on."""
        return self.text(name).lower() in {"1", "true", "yes", "on"}

    def items(self, name: str) -> list[str]:
        """The value as a list separated by commas."""
        return [item.strip() for item in self.text(name).split(",") if item.strip()]

    def networks(self, name: str) -> list[str]:
        """The value as networks; one that is none stops the program with a sentence."""
        found = self.items(name)
        for one in found:
            try:
                ip_network(one)
            except ValueError:
                raise SystemExit(f"{name} must hold networks such as 10.1.0.0/16, not {one!r}.") from None
        return found

    @property
    def home(self) -> Path:
        """The data folder, absolute."""
        return Path(self.text("DIEUHANH_HOME")).expanduser().absolute()

    @property
    def live_port(self) -> int:
        """The port of server-sent events."""
        return (
            self.integer("DIEUHANH_LIVE_PORT")
            if self.text("DIEUHANH_LIVE_PORT")
            else self.integer("DIEUHANH_PORT") + 1
        )

    @property
    def metrics_folder(self) -> Path | None:
        """Where the processes of a served node leave what they count; None in a process alone. Prometheus' own name."""
        given = os.environ.get(METRICS_FOLDER, "")
        return Path(given) if given else None

    def process(self, **changes: str) -> dict[str, str]:
        """This process's environment with changes, for a child process."""
        return {**os.environ, **changes}


env = _Environment()
