"""Settings of the clusters that make whole books: a limit on a book's time shorter than an operator may set."""

import os
from datetime import timedelta

from tests.settings import *  # noqa: F403

JOB_TIMEOUT = timedelta(seconds=float(os.environ.get("BOOK_SECONDS", "60")))
