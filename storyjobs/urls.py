from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("api/jobs/", include("jobs.urls")),
    path("media/", include("storybooks.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "jobs.api.errors.bad_request"
handler404 = "jobs.api.errors.not_found"
handler500 = "jobs.api.errors.server_error"
