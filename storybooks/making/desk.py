"""The desk a book is made on: pictures are drawn once, kept as files, and lie ready in memory for the next step."""

import asyncio
from collections.abc import Awaitable, Callable

from jobs.context import RunContext
from jobs.database import in_database
from jobs.errors import PermanentError
from storybooks import files
from storybooks.models import StoredFile
from storybooks.studio.base import Picture

FileRef = dict[str, str]
"""{"file": id}: how outputs and results name a stored file; the API turns it into a URL."""
ERASED = "The picture of this request has been erased meanwhile. Please start again with a picture."


class Desk:
    def __init__(self, ctx: RunContext):
        self.ctx = ctx
        self._bytes: dict[str, bytes] = {}

    async def draw(self, name: str, kind: str, drawing: Callable[[], Awaitable[Picture]]) -> FileRef:
        """The picture of the step `name`: drawn and stored now, or remembered from an attempt before."""

        async def work() -> FileRef:
            picture = await drawing()
            return await self.keep(kind, picture.data, picture.mime)

        return await self.ctx.step(name, work)

    async def keep(self, kind: str, data: bytes, mime: str) -> FileRef:
        file = await in_database(self._register, kind, mime, len(data))
        await asyncio.to_thread(files.save, file, data)
        self._bytes[str(file.id)] = data
        return {"file": str(file.id)}

    def _register(self, kind: str, mime: str, size: int) -> StoredFile:
        return files.register(kind, mime, size, user_id=self.ctx.user_id, job_id=self.ctx.job_id)

    async def bytes_of(self, ref: FileRef) -> bytes:
        """Raises PermanentError when it has been erased meanwhile, FileNotFoundError when its bytes are lost."""
        file_id = ref["file"]
        if file_id not in self._bytes:
            file = await in_database(StoredFile.objects.kept().filter(id=file_id).first)
            if file is None:
                raise PermanentError(ERASED, code="PICTURE_ERASED")
            self._bytes[file_id] = await asyncio.to_thread(files.read, file)
        return self._bytes[file_id]
