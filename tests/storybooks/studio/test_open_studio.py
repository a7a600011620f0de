import subprocess
import sys

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import ImproperlyConfigured

from storybooks.studio import open_studio


async def opened():
    async with open_studio() as studio:
        return type(studio.writer).__module__


@pytest.mark.parametrize("name", ["openai", "offline"])
def test_the_studio_of_the_settings_opens(settings, name):
    settings.STUDIO, settings.OPENAI_API_KEY = name, "sk-test"

    assert async_to_sync(opened)().startswith(f"storybooks.studio.{name}")


def test_an_unknown_studio_is_named(settings):
    settings.STUDIO = "painter"

    with pytest.raises(ImproperlyConfigured, match="painter"):
        async_to_sync(opened)()


def test_a_web_worker_loads_neither_a_providers_client_nor_what_only_clusters_need():
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; django.setup();"
        "import storybooks.models, storybooks.studio, storybooks.media;"
        "sys.exit(' '.join({'openai', 'cloudinary', 'httpx2', 'pypdf'} & set(sys.modules)) or 0)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert (done.returncode, done.stderr) == (0, "")
