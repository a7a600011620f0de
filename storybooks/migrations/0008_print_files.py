from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('storybooks', '0007_row_security_of_library'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='storedfile',
            name='stored_file_kind_known',
        ),
        migrations.AlterField(
            model_name='storedfile',
            name='kind',
            field=models.CharField(choices=[('photo', 'Photo'), ('portrait', 'Portrait'), ('scene', 'Scene'), ('cover', 'Cover'), ('book', 'Book'), ('interior', 'Interior'), ('casewrap', 'Casewrap')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='storedfile',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['photo', 'portrait', 'scene', 'cover', 'book', 'interior', 'casewrap'])), name='stored_file_kind_known'),
        ),
    ]
