"""Where pictures and books are kept. Blocking calls: coroutines run them in a thread."""

from typing import Protocol


class MediaStore(Protocol):
    """Bytes under keys. A key is random, unguessable and chosen by the caller (`<folder>/<uuid>.<ending>`)."""

    name: str

    def save(self, key: str, data: bytes, mime: str) -> None:
        """Store the bytes under the key; saving the same key again replaces them. Raises jobs.errors."""

    def read(self, key: str) -> bytes:
        """The stored bytes. Raises FileNotFoundError when there are none, TransientError when the store is down."""

    def delete(self, key: str) -> None:
        """Forget the bytes; a key that is not there is no error."""
