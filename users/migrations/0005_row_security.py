"""Families and guests ask the database as a role of their own, which sees no more of a table than is theirs."""

from django.db import migrations

from users.row_security.protection import ME, Allow, Protect
from users.row_security.roles import CreateRoles

MINE = f"id = {ME}"


class Migration(migrations.Migration):
    dependencies = [("users", "0004_erasure")]

    operations = [
        CreateRoles(),
        Protect(
            "users",
            Allow("SELECT", MINE),
            Allow("UPDATE", MINE, columns=("full_name", "last_login")),
        ),
        Protect("phone_otp"),
        Protect("sign_ins"),
    ]
