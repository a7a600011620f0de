

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0013_monitoring'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='callbackdelivery',
            options={'verbose_name': 'callback'},
        ),
    ]
