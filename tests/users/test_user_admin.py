"""Users in the admin: staff gives plans, and it is on record; nothing else of a user is theirs to change."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from tests.books.tables import all_rows
from users import sign_ins
from users.erasure import erase_requested
from users.models import PhoneOTP, User

pytestmark = pytest.mark.django_db
URL = "/admin/users/user/"
AUDIT = "/admin/admin/logentry/"


@pytest.fixture
def support(on_duty):
    return on_duty("view_user", "change_user", "view_logentry")


def test_staff_gives_no_group_more_rights_than_superusers_gave_it(on_duty, carol, client_of):
    group = Group.objects.create(name="support")
    carol.groups.add(group)
    every = [permission.pk for permission in Permission.objects.all()]
    client = on_duty("view_group", "add_group", "change_group", "delete_group")
    assert client.get(f"/admin/auth/group/{group.pk}/change/").status_code == 200
    for what in (f"{group.pk}/change/", "add/"):
        answer = client.post(f"/admin/auth/group/{what}", {"name": "support", "permissions": every})
        assert answer.status_code == 403
    assert client.post(f"/admin/auth/group/{group.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post("/admin/auth/group/", {"action": "delete_selected", "_selected_action": group.pk, "post": "yes"})
    assert not Group.objects.get().permissions.exists()
    boss = client_of(User.objects.create_superuser("dora@example.com", "x"))
    boss.post(f"/admin/auth/group/{group.pk}/change/", {"name": "support", "permissions": every[:2]})
    assert group.permissions.count() == 2


@pytest.mark.parametrize("typed", ["0512345678", "٠٥١٢٣٤٥٦٧٨", "+٩٦٦ ٥١ ٢٣٤", "00966 (51) 234-5678"])
def test_a_family_is_found_by_its_number_as_it_says_it(support, alice, bob, settings, typed):
    settings.PHONE_REGIONS = ["SA"]
    User.objects.filter(pk=bob.pk).update(phone="+966599999999")
    page = support.get(URL, {"q": typed}).content.decode()
    assert alice.phone in page
    assert "+966599999999" not in page


def test_a_filter_for_what_no_text_can_hold_leads_back_to_the_list(support):
    answer = support.get(URL, {"plan__exact": "\x00"})
    assert (answer.status_code, answer["Location"]) == (302, f"{URL}?e=1")


def test_no_address_of_the_admin_leads_to_rows_of_any_table(on_duty, carol):
    assert on_duty().get("/admin/r/1/1/").status_code == 404
    assert on_duty().get(f"/admin/r/1/{carol.pk}/").status_code == 404


def change(client, user: User, **fields):
    form = {"plan": user.plan, "plan_expires_at_0": "", "plan_expires_at_1": ""}
    active = {"is_active": "on"} if user.is_active else {}
    return client.post(f"{URL}{user.pk}/change/", form | active | fields)


@pytest.mark.parametrize("lookup", ["password__startswith", "password", "password__gt"])
def test_a_password_cannot_be_guessed_letter_by_letter_in_the_list(support, alice, lookup):
    assert support.get(URL, {lookup: "p"}).status_code == 400


def test_staff_gives_a_plan_that_holds_until_it_expires(support, alice, client_of):
    answer = change(support, alice, plan="basic", plan_expires_at_0="2099-01-01", plan_expires_at_1="00:00:00")
    assert answer.status_code == 302, answer.content
    alice.refresh_from_db()
    assert (alice.plan, alice.plan_expires_at.year) == ("basic", 2099)
    told = client_of(alice).get("/api/account").json()
    assert (told["subscriptionInfo"]["tier"], told["planExpiresAt"]) == ("basic", "2099-01-01T00:00:00.000Z")


def test_each_change_is_on_record_with_what_it_was(support, alice, carol):
    change(support, alice, plan="premium")
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (carol, str(alice.pk))
    assert entry.get_change_message() == "Changed Plan from free to premium."
    for page in (support.get(f"{URL}{alice.pk}/history/"), support.get(AUDIT)):
        assert "Plan from free to premium" in page.content.decode()


def test_nobody_rewrites_the_record(on_duty, support, alice):
    change(support, alice, plan="premium")
    client = on_duty("view_logentry", "change_logentry", "delete_logentry", "add_logentry")
    entry = LogEntry.objects.get()
    assert client.post(f"{AUDIT}{entry.pk}/change/", {"change_message": ""}).status_code == 403
    assert client.post(f"{AUDIT}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{AUDIT}add/").status_code == 403


def test_who_somebody_is_and_who_is_staff_cannot_be_changed(support, alice):
    wrong = {"phone": "+966500000000", "email": "x@example.com", "is_staff": "on", "is_superuser": "on", "id": "x"}
    change(support, alice, plan="basic", **wrong)
    before = (alice.phone, alice.email, alice.pk)
    alice.refresh_from_db()
    assert (alice.phone, alice.email, alice.pk) == before
    assert (alice.is_staff, alice.is_superuser, alice.plan) == (False, False, "basic")


def test_superusers_say_who_is_staff_and_in_which_groups_and_it_is_on_record(client_of, carol, support, alice):
    root = User.objects.create_superuser("dora@example.com", "x")
    duty = Group.objects.create(name="On duty")
    duty.permissions.add(Permission.objects.get(codename="operate_job"))
    wish = {"is_staff": "on", "groups": [duty.pk]}
    assert change(client_of(root), carol, **wish).status_code == 302
    assert User.objects.get(pk=carol.pk).has_perm("jobs.operate_job")
    assert "Groups from none to On duty" in LogEntry.objects.latest("id").get_change_message()
    change(support, alice, is_superuser="on", **wish)
    change(client_of(root), root, groups=[duty.pk])
    change(client_of(root), alice, is_superuser="on", **wish)  # without an e-mail address nobody signs in here
    assert list(duty.user_set.all()) == [carol]
    assert User.objects.filter(is_superuser=True).get() == root


def test_a_user_who_is_shut_out_is_out_at_once(support, alice, client_of):
    client, token = client_of(alice), sign_ins.sign_in(alice).access
    assert "Devices signed in by token" in support.get(f"{URL}{alice.pk}/change/").content.decode()
    change(support, alice, is_active="")
    assert client.get("/api/account").status_code == 401
    assert client_of().get("/api/account", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_an_unknown_plan_is_refused(support, alice):
    answer = change(support, alice, plan="gold")
    assert answer.status_code == 200
    assert "gold is not one of the available choices" in answer.content.decode()


def test_staff_does_not_touch_who_stands_above_them(support):
    root = User.objects.create_superuser("root@example.com", "a long enough password")
    assert change(support, root, is_active="").status_code == 403
    root.refresh_from_db()
    assert root.is_active


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("+9665", True),
        ("966 512 345", True),
        ("00966-512345678", True),
        ("alice@", True),
        ("its id", True),
        ("the beginning of its id", True),
        ("5123", False),
        ("not an id at all", False),
        ("5e4d3c2b-1a09-4f8e-9d7c-6b5a49382716", False),
    ],
)
def test_users_are_found_by_what_one_knows_of_them(support, alice, words, is_found):
    User.objects.filter(pk=alice.pk).update(email="alice@example.com")
    typed = {"its id": str(alice.pk), "the beginning of its id": str(alice.pk)[:8]}.get(words, words)
    page = support.get(URL, {"q": typed})
    assert page.status_code == 200
    assert (str(alice.pk) in page.content.decode()) == is_found


def test_one_time_codes_are_shown_without_code_hash_or_whole_number(on_duty, alice):
    hashed = "f00d" * 16
    later = timezone.now() + timedelta(minutes=5)
    PhoneOTP.objects.create(phone=alice.phone, code_hash=hashed, tries=2, created_at=timezone.now(), expires_at=later)
    client = on_duty("view_phoneotp", "change_phoneotp")
    page = client.get("/admin/users/phoneotp/").content.decode()
    assert "+966 ••• 678" in page
    assert "Waiting" in page
    assert alice.phone not in page
    assert hashed not in page
    assert client.get(f"/admin/users/phoneotp/{alice.phone}/change/").status_code == 403
    for lookup in ("code_hash__startswith", "phone__startswith"):
        assert client.get("/admin/users/phoneotp/", {lookup: "+"}).status_code == 400


def test_a_users_page_leads_to_what_is_theirs_as_far_as_one_may_go(on_duty, alice):
    seen = {}
    for names in (
        ("view_user",),
        ("view_user", "view_job", "view_storybook", "view_dailyspending", "view_printrequest"),
    ):
        page = on_duty(*names).get(f"{URL}{alice.pk}/change/").content.decode()
        seen[names] = [
            place
            for place in (
                f"/admin/jobs/job/?owner={alice.pk}",
                "/admin/storybooks/storybook/?user",
                "/admin/jobs/dailyspending/?submitter",
                "/admin/prints/printrequest/?user",
            )
            if place in page
        ]
    assert list(map(len, seen.values())) == [0, 4]


def test_a_list_leads_where_its_links_say(on_duty, alice):
    client = on_duty(
        "view_user",
        "view_job",
        "view_storybook",
        "view_dailyspending",
        "view_quotause",
        "view_signin",
        "view_printrequest",
        "view_storedfile",
    )
    page = client.get(f"{URL}{alice.pk}/change/").content.decode()
    places = re.findall(r'class="button" href="([^"]+)"', page)
    assert len(places) >= 6
    assert {place: client.get(unescape(place)).status_code for place in places} == dict.fromkeys(places, 200)


def test_nobody_is_added_or_deleted_here(on_duty, alice):
    client = on_duty("view_user", "change_user", "add_user", "delete_user")
    assert client.get(f"{URL}add/").status_code == 403
    assert client.post(f"{URL}{alice.pk}/delete/", {"post": "yes"}).status_code == 403


def test_who_may_only_look_changes_nothing(on_duty, alice):
    assert change(on_duty("view_user"), alice, plan="basic").status_code == 403


@pytest.mark.parametrize("name", ["quotause", "dailyspending"])
def test_what_counts_and_what_it_cost_is_shown(on_duty, name):
    assert on_duty(f"view_{name}").get(f"/admin/jobs/{name}/", {"q": "nothing"}).status_code == 200


def erase(client, *users: User, **more):
    return client.post(URL, {"action": "erase", "_selected_action": [user.pk for user in users], **more}, follow=True)


def test_a_superuser_has_people_erased_after_being_asked(client_of, alice, bob, carol):
    client = client_of(User.objects.create_superuser("dora@example.com", "x"))
    page = erase(client, alice, carol).content.decode()
    assert alice.phone in page
    assert "carol@example.com" not in page
    assert User.objects.get(pk=alice.pk).is_active
    answer = erase(client, alice, carol, confirmed="yes")
    assert "1 will be gone within minutes" in answer.content.decode()
    alice.refresh_from_db()
    assert (alice.is_active, alice.erasure_requested_at is None) == (False, False)
    assert LogEntry.objects.get().object_id == str(alice.pk)
    erase_requested()
    assert set(User.objects.values_list("pk", flat=True)) >= {bob.pk, carol.pk}
    assert not User.objects.filter(pk=alice.pk).exists()
    assert str(alice.pk) not in all_rows()


def test_other_staff_erases_nobody(support, alice):
    erase(support, alice, confirmed="yes")
    assert User.objects.get(pk=alice.pk).is_active


def test_deleting_rows_alone_is_not_offered_to_anybody(client_of, alice):
    client = client_of(User.objects.create_superuser("dora@example.com", "x"))
    client.post(URL, {"action": "delete_selected", "_selected_action": [alice.pk], "post": "yes"})
    assert client.post(f"{URL}{alice.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=alice.pk).exists()
