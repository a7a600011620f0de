from django.contrib import admin
from django.urls import include, path

from jobs.api.account import AccountView
from jobs.urls import legacy_urlpatterns
from storybooks.api.upload import UploadView

urlpatterns = [
    path("api/jobs/", include("jobs.urls")),
    path("api/account", AccountView.as_view(), name="account"),
    path("api/upload-image", UploadView.as_view(), name="upload-image"),
    path("api/", include(legacy_urlpatterns)),
    path("api/", include("users.urls")),
    path("api/", include("storyjobs.api_pages")),
    path("media/", include("storybooks.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "users.api.errors.bad_request"
handler404 = "users.api.errors.not_found"
handler500 = "users.api.errors.server_error"
