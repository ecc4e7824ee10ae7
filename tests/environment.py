"""Loaded before anything else in a test run: gives the run a data folder of its own.

Workers of the same run find the first process's folder, and so its database server.
"""

import os
import tempfile

HOME_VARIABLE = "DIEUHANH_TEST_HOME"

if HOME_VARIABLE not in os.environ:
    os.environ[HOME_VARIABLE] = tempfile.mkdtemp(prefix="dieuhanh-test-")
    os.environ["DIEUHANH_TEST_OWNER_PID"] = str(os.getpid())
os.environ["DIEUHANH_HOME"] = os.environ[HOME_VARIABLE]
os.environ.setdefault("DIEUHANH_LOG_LEVEL", "WARNING")
os.environ["DJANGO_SETTINGS_MODULE"] = "dieuhanh.config.settings"
for _name in ("DATABASE_URL", "DATABASE_APP_URL", "DIEUHANH_DEMO", "DIEUHANH_DEBUG", "DIEUHANH_ORIGIN"):
    os.environ.pop(_name, None)
