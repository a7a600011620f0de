"""Why a backup cannot be made or restored, in words for the operator."""


class BackupError(Exception):
    """Nothing that was there is lost. The message says what to do."""
