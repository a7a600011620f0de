"""Each user has a plan, at first the free one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0005_row_security")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="plan",
            field=models.CharField(
                choices=[("free", "Free"), ("basic", "Basic"), ("premium", "Premium"), ("unlimited", "Unlimited")],
                default="free",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="plan_expires_at",
            field=models.DateTimeField(
                blank=True, help_text="from then on the plan is the free one; empty: never", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("plan__in", ["free", "basic", "premium", "unlimited"])), name="users_plan_known"
            ),
        ),
    ]
