import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from users.row_security.protection import OWN, Allow, Protect

OF_A_BOOK_OF_THEIRS = f"EXISTS (SELECT 1 FROM storybook_entries AS book WHERE book.id = storybook_id AND book.{OWN})"
OF_AN_ORDER_OF_THEIRS = f"EXISTS (SELECT 1 FROM print_requests AS one WHERE one.id = request_id AND one.{OWN})"
WISHES = ("copies", "notes", "recipient", "line1", "line2", "city", "region", "postal_code", "country", "phone")
CANCELLING = ("status", "updated_at", "interior_id", "cover_id")


class Migration(migrations.Migration):

    dependencies = [
        ('prints', '0002_row_security'),
        ('storybooks', '0008_print_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PrintHistory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('from_status', models.CharField(blank=True, max_length=10)),
                ('to_status', models.CharField(choices=[('pending', 'Pending'), ('approved', 'Approved'), ('shipped', 'Shipped'), ('rejected', 'Rejected'), ('cancelled', 'Cancelled')], max_length=10)),
                ('actor', models.CharField(help_text="a user's id, or what made the change", max_length=80)),
                ('note', models.TextField(blank=True, help_text='the reason, as the family reads it')),
            ],
            options={
                'verbose_name_plural': 'print history',
                'db_table': 'print_history',
            },
        ),
        migrations.AlterModelOptions(
            name='printrequest',
            options={'permissions': [('see_address', 'Can see where a book is sent')]},
        ),
        migrations.RemoveConstraint(
            model_name='printrequest',
            name='print_requests_status_known',
        ),
        migrations.AddField(
            model_name='printrequest',
            name='anonymised_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='city',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='copies',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='country',
            field=models.CharField(blank=True, help_text='ISO 3166-1, as SA', max_length=2),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='cover',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='storybooks.storedfile'),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='currency',
            field=models.CharField(blank=True, help_text='ISO 4217, as USD', max_length=3),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='files_due_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='not before this moment'),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='files_problem',
            field=models.CharField(blank=True, help_text='why they could not be made', max_length=200),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='interior',
            field=models.ForeignKey(blank=True, help_text='its pages as PDF', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='storybooks.storedfile'),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='line1',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='line2',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='phone',
            field=models.CharField(blank=True, help_text='E.164, for the carrier', max_length=16),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='postal_code',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='reason',
            field=models.TextField(blank=True, help_text='why it was rejected, as the family reads it'),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='recipient',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='region',
            field=models.CharField(blank=True, help_text='state, province, emirate', max_length=100),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='title',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='tracking_code',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='unit_price',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='of one copy', max_digits=12, null=True),
        ),
        migrations.AddField(
            model_name='printrequest',
            name='updated_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AlterField(
            model_name='printrequest',
            name='notes',
            field=models.TextField(blank=True, help_text="the family's own words"),
        ),
        migrations.AlterField(
            model_name='printrequest',
            name='status',
            field=models.CharField(choices=[('pending', 'Pending'), ('approved', 'Approved'), ('shipped', 'Shipped'), ('rejected', 'Rejected'), ('cancelled', 'Cancelled')], default='pending', max_length=10),
        ),
        migrations.AlterField(
            model_name='printrequest',
            name='storybook',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='print_requests', to='storybooks.storybook'),
        ),
        migrations.AlterField(
            model_name='printrequest',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='print_requests', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='printrequest',
            index=models.Index(fields=['user', '-created_at'], name='idx_prints_user_recent'),
        ),
        migrations.AddIndex(
            model_name='printrequest',
            index=models.Index(condition=models.Q(('interior__isnull', True), ('status__in', ('pending', 'approved'))), fields=['files_due_at'], name='idx_prints_without_files'),
        ),
        migrations.AddConstraint(
            model_name='printrequest',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['pending', 'approved', 'shipped', 'rejected', 'cancelled'])), name='print_requests_status_known'),
        ),
        migrations.AddConstraint(
            model_name='printrequest',
            constraint=models.CheckConstraint(condition=models.Q(('copies__gte', 1)), name='print_copies_at_least_one'),
        ),
        migrations.AddConstraint(
            model_name='printrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('currency', ''), ('unit_price__isnull', True)), models.Q(('unit_price__gte', 0), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='print_price_has_currency'),
        ),
        migrations.AddConstraint(
            model_name='printrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ('pending', 'approved')), _negated=True), models.Q(('storybook__isnull', False), ('user__isnull', False)), _connector='OR'), name='print_open_has_owner_and_book'),
        ),
        migrations.AddConstraint(
            model_name='printrequest',
            constraint=models.CheckConstraint(condition=models.Q(('user__isnull', False), ('anonymised_at__isnull', False), _connector='OR'), name='print_without_owner_is_anonymous'),
        ),
        migrations.AddConstraint(
            model_name='printrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['approved', 'shipped']), _negated=True), models.Q(models.Q(('recipient', ''), _negated=True), models.Q(('line1', ''), _negated=True), models.Q(('country', ''), _negated=True)), ('anonymised_at__isnull', False), _connector='OR'), name='print_approved_has_address'),
        ),
        migrations.AddConstraint(
            model_name='printrequest',
            constraint=models.CheckConstraint(condition=models.Q(('tracking_code', ''), ('status', 'shipped'), _connector='OR'), name='print_tracked_once_shipped'),
        ),
        migrations.AddConstraint(
            model_name='printrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'rejected'), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('status', 'rejected'), _negated=True), ('reason', '')), _connector='OR'), name='print_rejected_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='printrequest',
            constraint=models.CheckConstraint(condition=models.Q(('anonymised_at__isnull', True), models.Q(('city', ''), ('country', ''), ('line1', ''), ('line2', ''), ('notes', ''), ('phone', ''), ('postal_code', ''), ('recipient', ''), ('region', ''), ('title', ''), ('tracking_code', ''), ('user__isnull', True)), _connector='OR'), name='print_anonymous_has_nothing_personal'),
        ),
        migrations.AddConstraint(
            model_name='printrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ('pending', 'approved'))), fields=('storybook',), name='print_open_once_a_book'),
        ),
        migrations.AddField(
            model_name='printhistory',
            name='request',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='history', to='prints.printrequest'),
        ),
        migrations.AddIndex(
            model_name='printhistory',
            index=models.Index(fields=['request', 'id'], name='idx_print_history_in_order'),
        ),
        # A family orders, and changes or takes back what nobody has decided about; the rest is for staff to say.
        Protect(
            "print_requests",
            Allow("SELECT", OWN),
            Allow("INSERT", f"{OWN} AND status = 'pending' AND {OF_A_BOOK_OF_THEIRS}"),
            Allow("UPDATE", f"{OWN} AND status IN ('pending', 'cancelled')", columns=(*WISHES, *CANCELLING)),
        ),
        Protect("print_history", Allow("SELECT", OF_AN_ORDER_OF_THEIRS), Allow("INSERT", OF_AN_ORDER_OF_THEIRS)),
    ]
