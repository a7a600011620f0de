"""The web server's door: `uvicorn storyjobs.asgi:application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "storyjobs.settings")
os.environ.setdefault("STORYJOBS_WEB", "1")  # settings give a web process its connection pool

from django.core.asgi import get_asgi_application

application = get_asgi_application()
