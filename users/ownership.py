"""Who may see what belongs to somebody."""

from django.db import models
from django.db.models import Q

SEE_CONTENT = "users.see_content"


class OwnedQuerySet(models.QuerySet):
    """Rows with a `user`, which is empty for what a guest owns."""

    def visible_to(self, user) -> "OwnedQuerySet":
        """What the caller may see: staff with the right to it all, a user their own, and anybody who knows its id what
        a guest owns.
        """
        if user.is_authenticated and user.has_perm(SEE_CONTENT):
            return self
        guests = Q(user__isnull=True)
        return self.filter(guests | Q(user=user) if user.is_authenticated else guests)
