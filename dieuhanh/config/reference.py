"""Reference data is loaded once, and again only when its files changed."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from dieuhanh.config.models import LoadedReference


def load_once(name: str, folder: Path, load: Callable[[], object]) -> bool:
    """Run `load` unless the folder's files are those of the last time; True when it ran. All or nothing."""
    digest = digest_of(folder)
    if LoadedReference.objects.filter(pk=name, digest=digest).exists():
        return False
    with transaction.atomic():
        load()
        LoadedReference.objects.update_or_create(name=name, defaults={"digest": digest})
    return True


def digest_of(folder: Path) -> str:
    """SHA-256 over the names and contents of a folder's files, in order."""
    digest = sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        digest.update(f"{file.relative_to(folder).as_posix()}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
