from django.db import models


class Note(models.Model):
    """A row of its own table: what the bare views store and read."""

    story = models.TextField()
    audience = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"note {self.pk}"
