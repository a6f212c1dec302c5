"""Nothing -> how all property tests run: on a loaded machine no example has a time of its own."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
