"""The live process: server-sent events and nothing else.

Run as `granian --interface asginl dieuhanh.centre.live:application` on DIEUHANH_LIVE_PORT.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dieuhanh.config.settings")
django.setup()

from dieuhanh.centre.streaming import Live  # noqa: E402  models can be imported only once Django is set up

application = Live()
