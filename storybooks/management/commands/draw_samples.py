"""manage.py draw_samples: the sample pictures of the pages, before anybody has to wait for them."""

import time

from django.core.management.base import BaseCommand

from storybooks.pages import samples


class Command(BaseCommand):
    help = "Draws the sample pictures of the pages that are not there yet, into SAMPLES_ROOT; about a minute."
    requires_system_checks = ()

    def handle(self, *args, **options) -> None:
        started = time.monotonic()
        for name in samples.NAMES:
            samples.sample(name, samples.WIDTHS[-1])
        if options["verbosity"]:
            self.stdout.write(f"{len(samples.NAMES)} sample pictures are there ({time.monotonic() - started:.0f} s).")
