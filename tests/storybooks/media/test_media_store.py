import pytest
from django.core.exceptions import ImproperlyConfigured

from storybooks.media import media_store


@pytest.mark.parametrize("name", ["local", "cloudinary"])
def test_the_store_of_the_settings_is_made(settings, name):
    settings.MEDIA_STORE = name

    assert media_store().name == name


def test_an_unknown_store_is_named(settings):
    settings.MEDIA_STORE = "shoebox"

    with pytest.raises(ImproperlyConfigured, match="shoebox"):
        media_store()
