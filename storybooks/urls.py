"""/api/storybooks and what belongs to it, the older system's library, and /media."""

from django.urls import path

from storybooks.api.books import BooksView, BookView
from storybooks.api.downloads import BookDownloadView, PicturesDownloadView
from storybooks.api.files import FileView
from storybooks.api.older import DeleteByIdView, MarkPaidView, UserStorybooksView, UserStorybookView
from storybooks.api.payment import PaymentWebhookView
from storybooks.api.scenes import SceneView
from storybooks.api.shared import SharedBookView, SharedFileView
from storybooks.api.shares import SharesView, ShareView
from storybooks.api.upload import UploadView

BOOK = "storybooks/<uuid:storybook_id>"
SHARED = "shared/<str:share_token>"

urlpatterns = [
    path("upload-image", UploadView.as_view(), name="upload-image"),
    path("storybooks", BooksView.as_view(), name="storybooks"),
    path(BOOK, BookView.as_view(), name="storybook"),
    path(f"{BOOK}/pages/<int:page>/scenes/<int:scene>", SceneView.as_view(), name="scene"),
    path(f"{BOOK}/download", BookDownloadView.as_view(), name="storybook-download"),
    path(f"{BOOK}/pictures", PicturesDownloadView.as_view(), name="storybook-pictures"),
    path(f"{BOOK}/shares", SharesView.as_view(), name="shares"),
    path(f"{BOOK}/shares/<uuid:share_id>", ShareView.as_view(), name="share"),
    path(SHARED, SharedBookView.as_view(), name="shared-book"),
    path(f"{SHARED}/files/<uuid:file_id>", SharedFileView.as_view(), name="shared-file"),
    path("webhooks/payment", PaymentWebhookView.as_view(), name="payment-webhook"),
]

older_urlpatterns = [
    path("story/get-user-storybooks", UserStorybooksView.as_view(), name="older-storybooks"),
    path("story/get-user-storybook-by-id", UserStorybookView.as_view(), name="older-storybook"),
    path("story/delete-by-id", DeleteByIdView.as_view(), name="older-delete"),
    path("story/mark-paid", MarkPaidView.as_view(), name="older-mark-paid"),
]

media_urlpatterns = [path("<uuid:file_id>", FileView.as_view(), name="file")]
