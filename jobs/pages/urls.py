"""Pages about jobs, and of the account with what its plan allows."""

from django.urls import path

from jobs.pages.account import AccountPageView
from jobs.pages.dashboard import DashboardPageView
from jobs.pages.job import CancelPageView, JobPageView, JobPicturesView, RetryPageView

urlpatterns = [
    path("account", AccountPageView.as_view(), name="account-page"),
    path("jobs", DashboardPageView.as_view(), name="jobs-page"),
    path("jobs/<uuid:job_id>", JobPageView.as_view(), name="job-page"),
    path("jobs/<uuid:job_id>/pictures", JobPicturesView.as_view(), name="job-pictures"),
    path("jobs/<uuid:job_id>/cancel", CancelPageView.as_view(), name="job-cancel-page"),
    path("jobs/<uuid:job_id>/retry", RetryPageView.as_view(), name="job-retry-page"),
]
