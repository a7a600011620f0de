#!/usr/bin/env python
"""The command line of the project: `manage.py help` lists what it can do."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storyjobs.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    if sys.argv[1:2] == ["validate_config"]:
        os.environ["STORYJOBS_VALIDATING"] = "yes"  # settings that are wrong do not keep it from saying so
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # the sentences are for the operator; a traceback would bury them
        sys.exit(str(error))


if __name__ == "__main__":
    main()
