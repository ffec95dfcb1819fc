"""Addresses of the account pages."""

from django.urls import path

from registry.web import account, passwords, second_factor, token_pages

app_name = "account"
urlpatterns = [
    path("login/", account.login, name="login"),
    path("login/code/", second_factor.token, name="two-factor"),
    path("login/ended/", account.ended, name="ended"),
    path("account/alive/", account.alive, name="alive"),
    path("logout/", account.logout, name="logout"),
    path("account/posting/", account.posting, name="posting"),
    path("account/password/", passwords.change, name="password"),
    path("account/password/done/", passwords.done, name="password-done"),
    path("account/tokens/", token_pages.own, name="tokens"),
    path("account/tokens/<uuid:pk>/revoke/", token_pages.revoke, name="token-revoke"),
    path("account/authenticator/", second_factor.setup, name="two-factor-setup"),
    path("account/authenticator/picture.svg", second_factor.picture, name="totp-qr"),
]
