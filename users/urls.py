"""Signing in and out, and taking one's data along. The first two addresses are those of the older system."""

from django.urls import path

from users.api.account import ExportView
from users.api.sign_in import RefreshView, SendCodeView, SignOutView, VerifyCodeView

urlpatterns = [
    path("send-otp", SendCodeView.as_view(), name="send-code"),
    path("verify-otp", VerifyCodeView.as_view(), name="verify-code"),
    path("auth/refresh", RefreshView.as_view(), name="refresh-tokens"),
    path("auth/sign-out", SignOutView.as_view(), name="sign-out"),
    path("account/export", ExportView.as_view(), name="account-export"),
]
