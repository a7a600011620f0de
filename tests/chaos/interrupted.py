"""Preloaded by a cluster that is told to stop before it has started anything."""

import os
import signal

os.kill(os.getpid(), signal.SIGTERM)
