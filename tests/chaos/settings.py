"""Settings of the clusters that chaos tests start."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import JOB_TYPES

JOB_TYPES = [
    *JOB_TYPES,
    *(f"tests.chaos.job_types.{name}" for name in ("Sleeper", "Buyer", "Clinger", "Blocker", "Suicide")),
]
CLUSTER_PRELOAD = os.environ.get("CHAOS_PRELOAD", "").split()
