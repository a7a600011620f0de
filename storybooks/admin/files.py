"""The pictures and PDFs that are kept, and the drawings that are remembered: where they are and whose, never what they
show.
"""

from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString

from storybooks.admin.books import whose
from storybooks.models import CartoonCache, StoredFile
from users.read_only import ReadOnlyAdmin
from users.staff_links import page_of


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    list_display = ("short_id", "kind", "state", "store", "bytes", "owner", "of", "created_at")
    list_filter = ("kind", "store", ("discarded_at", admin.EmptyFieldListFilter))
    search_fields = ("=id", "=user__id", "=job__id", "=storybook__id")
    search_help_text = "Id of the file, its owner, job or book"
    ordering = ("-created_at", "-id")
    sortable_by = ()
    list_select_related = ("user", "job", "storybook")
    list_display_links = None
    fields = (
        "id",
        "kind",
        "state",
        "store",
        "key",
        "mime",
        "bytes",
        "user",
        "job",
        "storybook",
        "created_at",
        "discarded_at",
    )

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        allowed = {"job__id__exact", "storybook__id__exact", "user__id__exact", "discarded_at__isempty"}
        return lookup in allowed or super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest):
        heavy = ("job__input_data", "job__result_data", "storybook__story", "storybook__pages")
        return super().get_queryset(request).select_related("user", "job", "storybook").defer(*heavy)

    @admin.display(description="File")
    def short_id(self, file: StoredFile) -> SafeString:
        return format_html('<a class="link code" href="{}" title="{}">{}</a>', page_of(file), file.pk, str(file.pk)[:8])

    @admin.display(description="State")
    def state(self, file: StoredFile) -> SafeString:
        words, kind = ("Discarded", "cancelled") if file.discarded_at else ("Kept", "kept")
        return format_html('<span class="badge {}">{}</span>', kind, words)

    @admin.display(description="Size")
    def bytes(self, file: StoredFile) -> str:
        return filesizeformat(file.size)

    @admin.display(description="Owner")
    def owner(self, file: StoredFile) -> SafeString | str:
        return whose(file.user) if file.user_id else "–"

    @admin.display(description="Belongs to")
    def of(self, file: StoredFile) -> SafeString | str:
        row = file.storybook or file.job
        if row is None:
            return "–"
        return format_html('<a class="link" href="{}">{} {}</a>', page_of(row), row._meta.verbose_name, str(row.pk)[:8])


@admin.register(CartoonCache)
class CartoonCacheAdmin(ReadOnlyAdmin):
    list_display = ("short_id", "owner", "of", "used_at", "created_at")
    search_fields = ("=id", "=user__id", "=picture__id")
    search_help_text = "Id of the entry, its owner or picture"
    ordering = ("-id",)
    sortable_by = ()
    list_select_related = ("user", "picture")
    list_display_links = None
    fields = ("id", "user", "picture", "used_at", "created_at")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return not lookup.startswith("key") and super().lookup_allowed(lookup, value, request)

    @admin.display(description="Drawing")
    def short_id(self, entry: CartoonCache) -> SafeString:
        return format_html('<a class="link code" href="{}">{}</a>', page_of(entry), str(entry.pk)[:8])

    @admin.display(description="Owner")
    def owner(self, entry: CartoonCache) -> SafeString | str:
        return whose(entry.user)

    @admin.display(description="File")
    def of(self, entry: CartoonCache) -> SafeString:
        return format_html('<a class="link" href="{}">{}</a>', page_of(entry.picture), str(entry.picture_id)[:8])
