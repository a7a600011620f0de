"""Staff sign in to the admin by e-mail and password; who guesses is stopped."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from users.client_address import client_address
from users.rate_limits import count


class StaffSignInForm(AdminAuthenticationForm):
    """Counts every try, from one address and for one e-mail address, before it looks at the password."""

    def clean(self) -> dict[str, Any]:
        tried_from, tried_for = client_address(self.request), str(self.cleaned_data.get("username", "")).casefold()
        for name, caller in (("staff sign-in from", tried_from), ("staff sign-in for", tried_for)):
            self._count(name, caller)
        return super().clean()

    def _count(self, name: str, caller: str) -> None:
        limit = settings.RATE_LIMIT_STAFF_SIGN_IN
        verdict = count(name, caller, limit) if limit else None
        if verdict and not verdict.allowed:
            minutes = -(-verdict.retry_after // 60)
            wait = f"{minutes} minute" + "s" * (minutes > 1)
            raise ValidationError(f"Too many tries. Please wait {wait}.", code="too_many_tries")


admin.site.login_form = StaffSignInForm
