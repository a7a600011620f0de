"""Books: which they are and how they are; what a family wrote and what was drawn for it, for those who may see that,
each time on record; and whether they are paid.
"""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jobs.engine import actor_of
from jobs.models import Job
from storybooks.files import file_path
from storybooks.library import unfinished_changes
from storybooks.models import PaidChange, Share, StoredFile, Storybook
from storybooks.payments import set_paid
from users.audit import LOOKED, on_record
from users.finding import ids_like, ids_of, people, whole_id
from users.models import User
from users.ownership import SEE_CONTENT
from users.read_only import ReadOnlyAdmin
from users.staff_links import Link, links_of, list_of, may_view, page_of, tells_of


@admin.register(Storybook)
class StorybookAdmin(ReadOnlyAdmin):
    list_filter = ("has_errors", "is_paid", "audience", "style")
    search_fields = ("id",)
    search_help_text = "Id of the book, its job or owner, phone, e-mail …"
    ordering = ("-created_at", "-id")
    sortable_by = ("created_at",)
    list_select_related = ("user",)
    list_display_links = None
    actions = ("mark_paid", "mark_not_paid")

    # --- Looking

    def get_list_display(self, request: HttpRequest) -> list[str]:
        title = ["titled"] if request.user.has_perm(SEE_CONTENT) else []
        return ["short_id", *title, "owner", "audience", "style", "state", "payment", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Storybook]:
        return super().get_queryset(request).defer("story", "pages", "character_description", "palette")

    def get_search_results(self, request: HttpRequest, books: QuerySet[Storybook], words: str):
        words = words.strip()
        return (books.filter(_meant(words, request.user)) if words else books), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What is not shown cannot be guessed letter by letter either."""
        return lookup.partition("__")[0] in {*self.list_filter} or lookup in ("user", "user__id__exact")

    @admin.display(description="Book")
    def short_id(self, book: Storybook) -> SafeString:
        return format_html('<a class="link code" href="{}" title="{}">{}</a>', page_of(book), book.pk, str(book.pk)[:8])

    @admin.display(description="Title")
    def titled(self, book: Storybook) -> SafeString:
        return format_html("<bdi>{}</bdi>", book.title)

    @admin.display(description="Owner")
    def owner(self, book: Storybook) -> SafeString | str:
        return whose(book.user)

    @admin.display(description="Pictures")
    def state(self, book: Storybook) -> SafeString:
        words, kind = ("Some missing", "warning") if book.has_errors else ("Complete", "completed")
        return format_html('<span class="badge {}">{}</span>', kind, words)

    @admin.display(description="Payment")
    def payment(self, book: Storybook) -> SafeString:
        words, kind = ("Paid", "completed") if book.is_paid else ("Not paid", "")
        return format_html('<span class="badge {}">{}</span>', kind, words)

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None) -> HttpResponse:
        return self._page(request, object_id)

    def get_urls(self):
        view = self.admin_site.admin_view(self.content)
        return [path("<uuid:book_id>/content/", view, name="storybooks_storybook_content"), *super().get_urls()]

    def content(self, request: HttpRequest, book_id: UUID) -> HttpResponse:
        """The page with the family's words and the pictures; that somebody has looked is on record."""
        book = self.get_object(request, str(book_id))
        if book is None or not (self.has_view_permission(request, book) and request.user.has_perm(SEE_CONTENT)):
            raise PermissionDenied
        on_record(request.user, book, LOOKED)
        return self._page(request, str(book_id), with_content=True)

    def _page(self, request: HttpRequest, object_id: str, *, with_content: bool = False) -> HttpResponse:
        book = self.get_object(request, object_id)
        if book is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST" or not self.has_view_permission(request, book):
            raise PermissionDenied
        about = {
            "opts": self.opts,
            "original": book,
            "title": str(book.pk)[:8],
            "book": book,
            "owner": self.owner(book),
            "state": self.state(book),
            "payment": self.payment(book),
            "may_read": request.user.has_perm(SEE_CONTENT),
            "may_pay": self.has_pay_permission(request),
            "content": _content(book) if with_content else None,
            "changes": list(unfinished_changes(book)),
            "paid_changes": list(book.paid_changes.order_by("-at")[:20]),
            "links": links_of(book, request.user),
            "shares": book.shares.count() if may_view(request.user, Share) else None,
        }
        return TemplateResponse(
            request, "storybooks/admin/book.html", {**self.admin_site.each_context(request), **about}
        )

    # --- Whether it is paid

    @admin.action(description="Mark as paid", permissions=["pay"])
    def mark_paid(self, request: HttpRequest, books: QuerySet[Storybook]) -> None:
        self._set_paid(request, books, True)

    @admin.action(description="Mark as not paid", permissions=["pay"])
    def mark_not_paid(self, request: HttpRequest, books: QuerySet[Storybook]) -> None:
        self._set_paid(request, books, False)

    def _set_paid(self, request: HttpRequest, books: QuerySet[Storybook], is_paid: bool) -> None:
        changed = [book for book in books if set_paid(book, is_paid, actor_of(request.user))]
        words = "paid" if is_paid else "not paid"
        for book in changed:
            self.log_change(request, book, f"Marked as {words}")
        skipped = books.count() - len(changed)
        self.message_user(request, f"{len(changed)} marked as {words}, {skipped} skipped because they were already.")

    def has_pay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("storybooks.change_storybook")


def whose(user: User | None) -> SafeString | str:
    """A link to the owner; by their id, which says nothing of them."""
    if user is None:
        return "guest"
    return format_html('<a class="link code" href="{}">{}</a>', page_of(user), str(user.pk)[:8])


def _meant(words: str, viewer: User) -> Q:
    """The books that somebody looks for. Who may not see people finds none by what is known of them."""
    meant = Q(id__in=ids_like(Storybook, words))
    if id := whole_id(words):
        meant |= Q(job_id=id) | Q(user_id=id)
    found = people(words) if may_view(viewer, User) else None
    return meant | Q(user_id__in=ids_of(found)) if found else meant


def _content(book: Storybook) -> dict[str, object]:
    """The book as it is read: its words, and where its pictures are served."""

    def picture(file_id: UUID | None) -> str:
        return file_path(file_id) if file_id else ""

    pages = [
        {
            "number": page["pageNumber"],
            "scenes": [
                {**scene, "picture": picture(UUID(scene["generatedImage"]["file"])), "error": scene.get("error", "")}
                for scene in page["scenes"]
            ],
        }
        for page in book.pages
    ]
    return {
        "portrait": picture(book.portrait_id),
        "cover": picture(book.cover_id),
        "pdf": picture(book.pdf_id),
        "pages": pages,
    }


@tells_of(Job)
def _book_of_job(job: Job, viewer: User) -> Iterator[Link]:
    if may_view(viewer, Storybook):
        for book in Storybook.objects.filter(job=job).only("id"):
            yield Link("Its book", page_of(book))
            yield from links_of(book, viewer)
    if may_view(viewer, StoredFile):
        yield Link("Its files", list_of(StoredFile, job__id__exact=job.pk))


@tells_of(User)
def _books_of_user(user: User, viewer: User) -> Iterator[Link]:
    if may_view(viewer, Storybook):
        number = Storybook.objects.filter(user=user).count()
        yield Link(f"{number} book{'s' * (number != 1)}", list_of(Storybook, user__id__exact=user.pk))


@tells_of(Storybook)
def _parts_of_book(book: Storybook, viewer: User) -> Iterator[Link]:
    if may_view(viewer, StoredFile):
        yield Link("Its files", list_of(StoredFile, storybook__id__exact=book.pk))


@admin.register(PaidChange)
class PaidChangeAdmin(ReadOnlyAdmin):
    """Who said that a book is paid, or is not."""

    list_display = ("at", "storybook", "is_paid", "actor", "webhook_id")
    list_filter = ("is_paid",)
    ordering = ("-id",)
    sortable_by = ()
    list_select_related = ("storybook",)


@admin.register(Share)
class ShareAdmin(ReadOnlyAdmin):
    """Links that show a book to whoever has them; the links themselves are known to nobody here."""

    list_display = ("id", "storybook", "created_at", "expires_at")
    search_fields = ("=id", "=storybook__id")
    ordering = ("-created_at",)
    sortable_by = ()
    fields = ("id", "storybook", "created_at", "expires_at")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return not lookup.startswith("token") and super().lookup_allowed(lookup, value, request)
