"""Signing in and out, and one's own account. The first two addresses are those of the older system."""

from django.urls import path

from users.api.account import AccountView, ExportView
from users.api.sign_in import RefreshView, SendCodeView, SignOutView, VerifyCodeView

urlpatterns = [
    path("send-otp", SendCodeView.as_view(), name="send-code"),
    path("verify-otp", VerifyCodeView.as_view(), name="verify-code"),
    path("auth/refresh", RefreshView.as_view(), name="refresh-tokens"),
    path("auth/sign-out", SignOutView.as_view(), name="sign-out"),
    path("account", AccountView.as_view(), name="account"),
    path("account/export", ExportView.as_view(), name="account-export"),
]
