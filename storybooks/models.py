"""The product's tables: the books, the files behind their pictures, the cache of cartoon portraits."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from jobs.models import Job
from storybooks.catalog import Audience, Style
from storybooks.studio.breaker import Breaker
from users.ownership import OwnedQuerySet

__all__ = ["Breaker", "CartoonCache", "PaidChange", "Share", "StoredFile", "Storybook"]


class FileQuerySet(OwnedQuerySet):
    def kept(self) -> "FileQuerySet":
        """Those that anybody may still read."""
        return self.filter(discarded_at__isnull=True)

    def visible_to(self, user) -> "FileQuerySet":
        """A file of nobody's is a guest's only while a guest's job or book has it; else its owner is gone."""
        left_behind = Q(user__isnull=True, job__isnull=True, storybook__isnull=True)
        return super().visible_to(user).kept().exclude(left_behind)


def _file(help_text: str) -> models.ForeignKey:
    """One of a book's own files."""
    return models.ForeignKey(
        "StoredFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text=help_text
    )


class Storybook(models.Model):
    """A finished book. `pages`: [{pageNumber, scenes: [{description, emotion, imagePrompt, generatedImage, error}]}].

    It keeps whatever its pictures are drawn and its PDF is bound from: its job is deleted one day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="storybooks"
    )
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="storybook")
    title = models.CharField(max_length=100)
    story = models.TextField()
    audience = models.CharField(max_length=12, choices=Audience)
    style = models.CharField(max_length=20, choices=Style, default=Style.STORYBOOK)
    character_description = models.TextField(blank=True)
    palette = models.JSONField(default=dict, blank=True, help_text="the hero's colours, where they are known")
    pages = models.JSONField()
    portrait = _file("the hero, as every picture shows them")
    cover = _file("empty when it could not be drawn")
    pdf = _file("replaced with each change of the book")
    printed_title = models.CharField(max_length=100, blank=True, help_text="in the PDF; a new title is checked before")
    has_errors = models.BooleanField(default=False, help_text="some pictures are placeholders")
    is_paid = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        db_table = "storybook_entries"
        verbose_name = "book"
        constraints = [
            models.CheckConstraint(name="storybook_titled", condition=~Q(title="")),
            models.CheckConstraint(name="storybook_audience_known", condition=Q(audience__in=Audience.values)),
            models.CheckConstraint(name="storybook_style_known", condition=Q(style__in=Style.values)),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="idx_storybooks_user_recent"),
            models.Index(fields=["-created_at", "-id"], name="idx_storybooks_recent"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def file_ids(self) -> set[uuid.UUID]:
        """The files that the book shows: pictures and PDF."""
        scenes = {uuid.UUID(scene["generatedImage"]["file"]) for page in self.pages or () for scene in page["scenes"]}
        return {*scenes, self.portrait_id, self.cover_id, self.pdf_id} - {None}

    @property
    def pdf_is_current(self) -> bool:
        """Whether the PDF is what the book is now. It falls behind with a new title alone."""
        return self.pdf_id is not None and self.title == self.printed_title


class StoredFile(models.Model):
    """A picture or PDF that we keep; interior and casewrap are a printer's. Its row is there before its bytes, so that
    no bytes are ever without an owner.

    One that is needed no more is discarded: from then on nobody reads it, and the regular clean-up erases its bytes and
    at last the row (`storybooks/clean_up.py`). So nothing deletes the row alone, not even the end of its owner.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo"
        PORTRAIT = "portrait"
        SCENE = "scene"
        COVER = "cover"
        BOOK = "book"
        INTERIOR = "interior"
        CASEWRAP = "casewrap"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="files"
    )
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="files")
    storybook = models.ForeignKey(Storybook, on_delete=models.SET_NULL, null=True, blank=True, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind)
    store = models.CharField(max_length=20, help_text="which media store holds the bytes")
    key = models.CharField(max_length=120, unique=True)
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField(help_text="bytes")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    discarded_at = models.DateTimeField(null=True, blank=True, help_text="since then its bytes are to be erased")

    objects = FileQuerySet.as_manager()

    class Meta:
        db_table = "stored_files"
        verbose_name = "file"
        constraints = [
            models.CheckConstraint(
                name="stored_file_kind_known",
                condition=Q(kind__in=["photo", "portrait", "scene", "cover", "book", "interior", "casewrap"]),
            )
        ]
        indexes = [
            models.Index(fields=["discarded_at"], name="idx_files_discarded", condition=Q(discarded_at__isnull=False)),
            models.Index(fields=["-created_at", "-id"], name="idx_files_recent"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CartoonCache(models.Model):
    """A picture drawn before. `key` is a hash over everything that shapes the picture, its owner included."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    key = models.CharField(max_length=64, unique=True)
    picture = models.ForeignKey(StoredFile, on_delete=models.CASCADE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "cartoon_cache"
        verbose_name = "remembered drawing"

    def __str__(self) -> str:
        return str(self.id)


class Share(models.Model):
    """A link that shows a book to whoever has it. Its token is known here as a hash alone: `storybooks.shares`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    storybook = models.ForeignKey(Storybook, on_delete=models.CASCADE, related_name="shares")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "storybook_shares"
        verbose_name = "shared link"

    def __str__(self) -> str:
        return str(self.id)


class PaidChange(models.Model):
    """Who said that a book is paid, or is not. `storybooks.payments` alone writes here; it outlives the book."""

    storybook = models.ForeignKey(
        Storybook, on_delete=models.SET_NULL, null=True, blank=True, related_name="paid_changes"
    )
    is_paid = models.BooleanField()
    actor = models.CharField(max_length=80, help_text="a user's id, or the payment webhook")
    webhook_id = models.CharField(max_length=200, unique=True, null=True, blank=True, help_text="of its message")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "storybook_paid_changes"
        verbose_name = "payment"

    def __str__(self) -> str:
        return "paid" if self.is_paid else "not paid"
