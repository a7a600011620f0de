"""Users of another service, who sign in with its tokens and may have neither phone nor e-mail address here."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0006_plans")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_external",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="signs in with the tokens of another service, whose user this id is",
            ),
        ),
        migrations.RemoveConstraint(model_name="user", name="users_phone_or_email"),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("phone__isnull", False), ("email__isnull", False), ("is_external", True), _connector="OR"
                ),
                name="users_can_sign_in",
            ),
        ),
    ]
