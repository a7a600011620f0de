

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('users', '0009_recent'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='phoneotp',
            options={'verbose_name': 'one-time code'},
        ),
        migrations.AlterModelOptions(
            name='signin',
            options={'verbose_name': 'device'},
        ),
    ]
