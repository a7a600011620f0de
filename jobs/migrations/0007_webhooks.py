import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0006_quotas_and_budgets'),
    ]

    operations = [
        migrations.AddField(
            model_name='callbackdelivery',
            name='message',
            field=models.JSONField(blank=True, help_text='of a webhook', null=True),
        ),
        migrations.AddField(
            model_name='callbackdelivery',
            name='webhook',
            field=models.CharField(blank=True, db_default='', help_text='a name in settings.WEBHOOKS', max_length=20),
        ),
        migrations.AlterField(
            model_name='callbackdelivery',
            name='job',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='callbacks', to='jobs.job'),
        ),
        migrations.AlterField(
            model_name='callbackdelivery',
            name='job_status',
            field=models.CharField(blank=True, choices=[('pending', 'Pending'), ('processing', 'Processing'), ('completed', 'Completed'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], help_text='how the job ended', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='callbackdelivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('job__isnull', False), ('message__isnull', True), ('webhook', '')), models.Q(('job__isnull', True), ('message__isnull', False), models.Q(('webhook', ''), _negated=True)), _connector='OR'), name='callback_of_a_job_or_a_webhook'),
        ),
    ]
