"""The studio without a key: plans, draws and checks on this machine alone, the same result for the same input."""

from storybooks.studio.base import Studio
from storybooks.studio.offline.illustrator import OfflineIllustrator
from storybooks.studio.offline.moderator import OfflineModerator
from storybooks.studio.offline.writer import OfflineWriter


def offline_studio() -> Studio:
    """Writer, illustrator and moderator that need no network and cost nothing."""
    return Studio(OfflineWriter(), OfflineIllustrator(), OfflineModerator())
