"""What staff sees of the engine, and does to it."""

from jobs.admin import jobs, records, wake_ups  # noqa: F401 - each registers its pages
