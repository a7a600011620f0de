"""Pages of signing in and of the account, the switches of every footer, and what a site has beside pages."""

from django.urls import path
from django.views.i18n import set_language

from users.pages.account import DevicesPageView, ErasurePageView, ExportPageView
from users.pages.sign_in import CodePageView, SignInPageView, SignOutView
from users.pages.site import favicon, manifest, robots
from users.pages.style import StylePageView
from users.pages.theme import ThemeView

urlpatterns = [
    path("sign-in", SignInPageView.as_view(), name="sign-in-page"),
    path("sign-in/code", CodePageView.as_view(), name="sign-in-code-page"),
    path("sign-out", SignOutView.as_view(), name="sign-out-page"),
    path("account/devices", DevicesPageView.as_view(), name="account-devices"),
    path("account/devices/<uuid:sign_in_id>", DevicesPageView.as_view(), name="account-device"),
    path("account/export", ExportPageView.as_view(), name="account-export-page"),
    path("account/erase", ErasurePageView.as_view(), name="account-erase-page"),
    path("language", set_language, name="choose-language"),
    path("theme", ThemeView.as_view(), name="choose-theme"),
    path("style", StylePageView.as_view(), name="style-page"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path("manifest.webmanifest", manifest, name="manifest"),
]
