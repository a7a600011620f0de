from django.contrib import admin
from django.urls import include, path

from jobs.api.account import AccountView
from jobs.urls import cron_urlpatterns, legacy_urlpatterns
from storybooks.urls import media_urlpatterns, older_urlpatterns

urlpatterns = [
    path("api/jobs/", include("jobs.urls")),
    path("api/account", AccountView.as_view(), name="account"),
    path("api/", include("storybooks.urls")),
    path("api/", include(cron_urlpatterns)),
    path("api/", include(legacy_urlpatterns)),
    path("api/", include(older_urlpatterns)),
    path("api/", include("users.urls")),
    path("api/", include("prints.urls")),
    path("api/", include("storyjobs.api_pages")),
    path("media/", include(media_urlpatterns)),
    path("admin/", admin.site.urls),
    path("", include("prints.pages.urls")),
    path("", include("jobs.pages.urls")),
    path("", include("storybooks.pages.urls")),
    path("", include("users.pages.urls")),
]

handler400 = "users.pages.errors.bad_request"
handler403 = "users.pages.errors.permission_denied"
handler404 = "users.pages.errors.not_found"
handler500 = "users.pages.errors.server_error"
