"""Who is calling: families by phone or from another service, staff by e-mail."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone

from users.plans import Plan


class UserManager(BaseUserManager):
    use_in_migrations = True

    def create_user(self, email: str | None = None, password: str | None = None, **fields) -> "User":
        """A user known by `email`, by `phone`, or by both; without a password nobody can sign in by password."""
        user = self.model(email=self.normalize_email(email) or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    class Onboarding(models.TextChoices):
        NOT_STARTED = "not_started"
        PROFILE_COMPLETED = "profile_completed"
        STORY_CREATED = "story_created"
        PAID = "paid"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phone = models.CharField(max_length=16, unique=True, null=True, blank=True, help_text="E.164, as +966512345678")
    email = models.EmailField(unique=True, null=True, blank=True)
    full_name = models.CharField(max_length=150, blank=True)
    onboarding_step = models.CharField(max_length=20, choices=Onboarding, default=Onboarding.NOT_STARTED)
    plan = models.CharField(max_length=10, choices=Plan, default=Plan.FREE)
    plan_expires_at = models.DateTimeField(
        null=True, blank=True, help_text="from then on the plan is the free one; empty: never"
    )
    is_external = models.BooleanField(
        default=False, editable=False, help_text="signs in with the tokens of another service, whose user this id is"
    )
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    erasure_requested_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="since then all of theirs is to be erased"
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "users"
        permissions = [("see_content", "Can see what families wrote and sent, and what was made of it")]
        indexes = [
            models.Index(
                fields=["erasure_requested_at"],
                name="idx_users_to_erase",
                condition=Q(erasure_requested_at__isnull=False),
            ),
            models.Index(fields=["-created_at", "-id"], name="idx_users_recent"),
        ]
        constraints = [
            models.CheckConstraint(
                name="users_can_sign_in",
                condition=Q(phone__isnull=False) | Q(email__isnull=False) | Q(is_external=True),
            ),
            models.CheckConstraint(
                name="users_phone_is_e164", condition=Q(phone__isnull=True) | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$")
            ),
            models.CheckConstraint(
                name="users_onboarding_known",
                condition=Q(onboarding_step__in=["not_started", "profile_completed", "story_created", "paid"]),
            ),
            models.CheckConstraint(name="users_plan_known", condition=Q(plan__in=Plan.values)),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def has_perm(self, perm: str, obj=None) -> bool:
        """Permissions are staff's; row security keeps their tables from everybody else."""
        return self.is_staff and super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff and super().has_module_perms(app_label)

    @property
    def current_plan(self) -> Plan:
        """What holds now: the user's plan until it expires, then the free one."""
        expired = self.plan_expires_at is not None and self.plan_expires_at <= timezone.now()
        return Plan.FREE if expired else Plan(self.plan)


class PhoneOTP(models.Model):
    """The newest one-time code of a phone, as a hash. `users.one_time_codes` alone writes here."""

    phone = models.CharField(max_length=16, primary_key=True)
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "phone_otp"
        verbose_name = "one-time code"

    def __str__(self) -> str:
        return "a one-time code"


class SignIn(models.Model):
    """One device that has signed in, by tokens or by a browser's session, until it signs out.

    `users.sign_ins` alone writes here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    refresh_id = models.UUIDField(default=uuid.uuid4, editable=False, help_text="of the only good refresh token")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    device = models.CharField(
        max_length=60, blank=True, default="", db_default="", help_text="as its browser names itself: Chrome, Android"
    )
    session_key = models.CharField(
        max_length=40, blank=True, default="", db_default="", editable=False, help_text="of a browser; empty for tokens"
    )

    class Meta:
        db_table = "sign_ins"
        indexes = [
            models.Index(fields=["session_key"], name="idx_sign_ins_sessions", condition=~Q(session_key="")),
        ]
        verbose_name = "device"

    def __str__(self) -> str:
        return str(self.id)


class RateWindow(models.Model):
    """What one caller has used of one limit. `users.rate_limits` alone writes here; nothing is lost with a row."""

    key = models.UUIDField(primary_key=True, editable=False, help_text="keyed hash of the limit's name and the caller")
    ends_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        db_table = "rate_windows"

    def __str__(self) -> str:
        return str(self.key)


class Erased(models.Model):
    """That somebody was erased, for whoever still has their id: a token of another house, or a backup that is restored.
    `users.erasure` alone writes here.
    """

    key = models.UUIDField(primary_key=True, editable=False, help_text="keyed hash of the user's id")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        db_table = "erased_users"
        verbose_name_plural = "erased"

    def __str__(self) -> str:
        return str(self.key)
