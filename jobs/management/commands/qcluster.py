"""Overrides django-q2's command of the same name, because `jobs` stands before `django_q` in INSTALLED_APPS."""

import logging
import sys
from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, DjangoHelpFormatter


class HelpFormatter(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Django's, with the paragraphs left as they are."""


class Command(BaseCommand):
    help = """Run background jobs in worker processes until stopped.

Start as many clusters as you like, on as many machines: they share the work through the database.

SIGTERM or Ctrl-C stops a cluster. Running jobs hand themselves back within seconds and go on in another
cluster, or here after the next start. A second signal ends it at once.

Exit codes: 0 stopped as asked, 70 broke and wants to be started again, 124 jobs did not end within
CLUSTER_STOP_SECONDS, 130 or 143 ended by a second signal."""

    requires_system_checks: list[str] = []  # a mistake in the web's code must not keep jobs from running

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        return super().create_parser(prog_name, subcommand, formatter_class=HelpFormatter, **options)

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        if sys.platform != "linux":
            raise CommandError("The cluster needs Linux: it relies on the kernel to clean up after killed processes.")
        from jobs.cluster import JobCluster  # not before: it binds django-q2 to its settings

        if verbosity < 2:  # django-q2 writes lines for every wake-up; -v 2 shows them
            logging.getLogger("django-q").setLevel(logging.WARNING)
        sys.exit(JobCluster().run())
