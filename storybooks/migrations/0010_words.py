

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('storybooks', '0009_recent'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='breaker',
            options={'verbose_name': 'provider'},
        ),
        migrations.AlterModelOptions(
            name='cartooncache',
            options={'verbose_name': 'remembered drawing'},
        ),
        migrations.AlterModelOptions(
            name='paidchange',
            options={'verbose_name': 'payment'},
        ),
        migrations.AlterModelOptions(
            name='share',
            options={'verbose_name': 'shared link'},
        ),
        migrations.AlterModelOptions(
            name='storedfile',
            options={'verbose_name': 'file'},
        ),
        migrations.AlterModelOptions(
            name='storybook',
            options={'verbose_name': 'book'},
        ),
    ]
