"""The web server's door: `uvicorn storyjobs.asgi:application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storyjobs.settings")
os.environ.setdefault("STORYJOBS_WEB", "1")  # settings give a web process its connection pool

from django.conf import settings
from django.core.asgi import get_asgi_application

from storyjobs.body_limit import BodyLimit
from storyjobs.charset import Utf8
from users.acting import nobody_outside_of_requests

nobody_outside_of_requests()
application = Utf8(BodyLimit(get_asgi_application(), settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 64 * 1024))

from jobs.latencies import keep_flushing  # noqa: E402 - not before the apps are there

keep_flushing()
