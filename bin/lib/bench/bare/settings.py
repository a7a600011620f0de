"""The suite's settings, with the bare views beside the project's and no limit in the way."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bare"]
ROOT_URLCONF = "bare.urls"
MAX_GUEST_JOBS = MAX_JOBS_PER_USER = 1_000_000
