"""The tests' site with a page that breaks, and where STATIC_ROOT is told with static files as production sends them."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import STORAGES

ROOT_URLCONF = "tests.tour.urls"
if "STATIC_ROOT" in os.environ:
    STATIC_ROOT = Path(os.environ["STATIC_ROOT"])
    STORAGES["staticfiles"]["BACKEND"] = "storyjobs.static_files.HashedFiles"
    WHITENOISE_USE_FINDERS = False
