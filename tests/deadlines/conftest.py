"""Property tests here judge answers, not how fast a busy machine gives them."""

from hypothesis import settings

settings.register_profile("deadlines", deadline=None)
settings.load_profile("deadlines")
