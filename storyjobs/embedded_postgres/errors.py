"""What callers of the embedded server may have to catch."""

import psycopg


class ServerError(psycopg.OperationalError):
    """The embedded server cannot be used, and the message says why. Django wraps it like any failed connect."""
