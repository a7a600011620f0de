"""The right to see what is families', on its way from one room to another: nobody who has it loses it, or gets two."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from users.models import User
from users.ownership import SEE_CONTENT

pytestmark = pytest.mark.django_db
moving = import_module("users.migrations.0012_see_content")


def rights():
    return Permission.objects.filter(codename="see_content")


@pytest.fixture
def of_old() -> Permission:
    """As the jobs had it before; and as Django makes it when somebody has gone back to before."""
    kind = ContentType.objects.get(app_label="jobs", model="job")
    return Permission.objects.create(codename="see_content", name="Of old", content_type=kind)


@pytest.mark.parametrize("is_there_already", [False, True])
def test_who_had_it_of_old_has_it_by_its_new_name(is_there_already, of_old, carol):
    carol.user_permissions.set([of_old])
    helpers = Group.objects.create(name="helpers")
    helpers.permissions.add(of_old)
    dora = User.objects.create_user("dora@example.com", is_staff=True)
    dora.groups.add(helpers)
    if not is_there_already:
        rights().exclude(pk=of_old.pk).delete()
    moving.hand_over(apps, None)
    assert rights().get().content_type.app_label == "users"
    assert all(User.objects.get(pk=user.pk).has_perm(SEE_CONTENT) for user in (carol, dora))


def test_who_goes_back_and_comes_again_has_it_still(carol):
    carol.user_permissions.set(rights())
    moving.hand_back(apps, None)
    assert User.objects.get(pk=carol.pk).has_perm("jobs.see_content")
    moving.hand_over(apps, None)
    assert User.objects.get(pk=carol.pk).has_perm(SEE_CONTENT)


def test_where_nobody_has_ever_had_it_nothing_happens():
    rights().delete()
    moving.hand_over(apps, None)
    assert not rights().exists()
