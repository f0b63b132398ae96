"""What the staff's tests need: an app and a passkey of one's own, and a clock that can be set."""

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from harmblog.staff import authenticator
from harmblog.staff.models import AuthenticatorApp

from .conftest import PASSWORD

Clock = Callable[[float], None]
ORIGIN = "https://harm.example.org"


def set_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Says how many minutes have passed since the beginning of a test."""
    start = timezone.now()

    def pass_minutes(minutes: float) -> None:
        monkeypatch.setattr(timezone, "now", lambda: start + dt.timedelta(minutes=minutes))

    pass_minutes(0)
    return pass_minutes


def app_of(user: User, *, name: str = "Telephone") -> AuthenticatorApp:
    return AuthenticatorApp.objects.create(user=user, name=name, seed=authenticator.new_seed(), last_step=0)


def code(app: AuthenticatorApp, *, later: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    totp = pyotp.TOTP(authenticator.secret(app.seed))
    return totp.at(timezone.now(), counter_offset=later)


def log_in(username: str, password: str = PASSWORD, *, client: Client | None = None, next: str = "") -> Any:
    client = client or Client()
    answer = client.post("/accounts/login/", {"username": username, "password": password, "next": next})
    answer.browser = client
    return answer


def verified(user: User, app: AuthenticatorApp | None = None) -> Client:
    """Somebody's browser, logged in with both factors."""
    client = Client()
    client.force_login(user)
    answer = client.post("/accounts/confirm/", {"code": code(app or app_of(user))})
    assert answer.status_code == 302
    return client


class Key:
    """A security key in software; it can lie about who used it, how often, and where."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        self.known = AttestedCredentialData.create(
            Aaguid(b"model of a key.."), b"an id", ES256.from_cryptography_key(self._private.public_key())
        )
        self.count = 0
        self.verified, self.origin, self.host = True, ORIGIN, ORIGIN.removeprefix("https://")

    def _told(self, **more: Any) -> AuthenticatorData:
        flags = AuthenticatorData.FLAG.UP | (AuthenticatorData.FLAG.UV if self.verified else 0)
        if more:
            flags |= AuthenticatorData.FLAG.AT
        return AuthenticatorData.create(sha256(self.host.encode()), AuthenticatorData.FLAG(flags), self.count, **more)

    def make(self, page: bytes) -> str:
        client_data = CollectedClientData.create("webauthn.create", asked(page)["challenge"], self.origin)
        told = AttestationObject.create("none", self._told(credential_data=self.known), {})
        return self._json(clientDataJSON=client_data, attestationObject=told)

    def prove(self, page: bytes) -> str:
        client_data = CollectedClientData.create("webauthn.get", asked(page)["challenge"], self.origin)
        told = self._told()
        signature = self._private.sign(told + client_data.hash, ec.ECDSA(hashes.SHA256()))
        return self._json(clientDataJSON=client_data, authenticatorData=told, signature=signature)

    def _json(self, **parts: bytes) -> str:
        number = websafe_encode(self.known.credential_id)
        response = {name: websafe_encode(part) for name, part in parts.items()}
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": response})


def asked(page: bytes) -> Any:
    """What a page asks a browser for."""
    options = re.findall(r'data-options="([^"]*)"', page.decode())[0]
    return json.loads(options.replace("&quot;", '"'))
