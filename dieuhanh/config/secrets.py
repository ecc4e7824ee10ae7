"""Secrets that the program makes at its first start and keeps in the data folder."""

import contextlib
import os
import secrets
from pathlib import Path


def secret(home: Path, name: str) -> str:
    """The secret of this name, made when first asked for; readable by its owner alone."""
    file = home / "keys" / f"{name}.key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.parent.chmod(0o700)
        draft = file.with_suffix(f".{os.getpid()}.new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)  # the first of two starts wins; the other reads its secret
        draft.unlink()
    return file.read_text()
