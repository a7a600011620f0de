"""Preloaded by a cluster whose watchdog must not take half a minute."""

import os

from jobs import watchdog

watchdog.STUCK_SECONDS = float(os.environ["CHAOS_STUCK_SECONDS"])
