"""What all tests share: machines differ in speed, so no test has a time limit."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
