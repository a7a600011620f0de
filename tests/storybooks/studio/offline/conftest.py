import pytest

from .portraits import encoded, portrait


@pytest.fixture(scope="session")
def portrait_jpeg() -> bytes:
    """A photo-like portrait as a JPEG file."""
    return encoded(portrait(), quality=88)
