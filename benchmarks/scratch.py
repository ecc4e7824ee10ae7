"""A database of its own for the benchmarks: started, migrated, given its reference data, and removed."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def database() -> Iterator[None]:
    """The database that DATABASE_URL names, or a fresh one in a temporary folder; Django is ready inside."""
    home = tempfile.mkdtemp(prefix="dieuhanh-bench-")
    os.environ["DIEUHANH_HOME"] = home
    os.environ.setdefault("DIEUHANH_LOG_LEVEL", "WARNING")
    # Imported here: the settings read the environment that was just set.
    from dieuhanh.command import frame
    from dieuhanh.command.prepare import prepare

    try:
        with frame.database():
            prepare()
            yield
    finally:
        shutil.rmtree(Path(home), ignore_errors=True)
