"""What higher rooms have to say on the admin's pages of lower ones, which cannot name them: where else to look."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode

from users.models import User


@dataclass(frozen=True)
class Link:
    """`words` say what is found there: "Book", "12 jobs"."""

    words: str
    url: str


Finder = Callable[[Any, User], Iterable[Link]]
_finders: dict[type[Model], list[Finder]] = defaultdict(list)


def tells_of(model: type[Model]) -> Callable[[Finder], Finder]:
    """A decorator: the function yields links for the page of one row of `model`, as this member of the staff may go."""

    def register(finder: Finder) -> Finder:
        _finders[model].append(finder)
        return finder

    return register


def links_of(row: Model, viewer: User) -> list[Link]:
    return [link for finder in _finders[type(row)] for link in finder(row, viewer)]


def may_view(viewer: User, model: type[Model]) -> bool:
    meta = model._meta
    return any(viewer.has_perm(f"{meta.app_label}.{what}_{meta.model_name}") for what in ("view", "change"))


def page_of(row: Model) -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def list_of(model: type[Model], **filters: Any) -> str:
    meta = model._meta
    return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?{urlencode(filters)}"
