"""Passkeys (WebAuthn, by python-fido2): only with a look at who is using them, only for this site's own address.

A challenge is kept in the session for some minutes and used once. A key that counts must count on: one that does not
was copied, and is refused.
"""

import json
import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from comments.receipts import keyed_hash

from . import sessions
from .models import Passkey

if TYPE_CHECKING:
    from fido2.server import Fido2Server

CHALLENGE = "challenge"  # in a session's data: the challenge, and until when
FRESH = 600  # seconds
MOST = 10  # of one account
LONGEST = 20_000  # characters of an answer


class Refused(Exception):
    """What a browser sent proves nothing."""


def _server() -> "Fido2Server":
    # Loaded when somebody of the staff needs it: 13 MB that no reader's page should cost.
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    rp = PublicKeyCredentialRpEntity(id=host(), name=settings.SITE_NAME)
    return Fido2Server(rp, attestation="none", verify_origin=lambda origin: origin == settings.SITE_URL)  # type: ignore[arg-type]


def host() -> str:
    """The name to which passkeys are bound: the site's own, never what a request says."""
    return settings.SITE_URL.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]


def _challenge(request: HttpRequest) -> bytes:
    """The one that is open, for all tabs of a browser, or a new one."""
    kept, until = request.session.get(CHALLENGE) or ("", 0)
    if until < sessions.now():
        kept = secrets.token_hex(32)
        request.session[CHALLENGE] = [kept, sessions.now() + FRESH]
    return bytes.fromhex(kept)


def _state(request: HttpRequest) -> dict[str, str]:
    """What the answer must fit, taken out of the session before anybody looks at the answer."""
    from fido2.utils import websafe_encode

    kept, until = request.session.pop(CHALLENGE, None) or ("", 0)
    if until < sessions.now():
        raise Refused
    return {"challenge": websafe_encode(bytes.fromhex(kept)), "user_verification": "required"}


def _credentials(keys: list[Passkey]) -> list[Any]:
    from fido2.webauthn import AttestedCredentialData

    return [AttestedCredentialData(bytes(key.credential)) for key in keys]


def to_make(request: HttpRequest) -> str:
    """What a browser needs to make a passkey, as JSON. The device is given no number of the account's, and is asked
    not to keep a list from which somebody could read that its owner works here.
    """
    from fido2.webauthn import PublicKeyCredentialUserEntity

    user = sessions.member(request)
    name, handle = user.get_username(), bytes.fromhex(keyed_hash("passkey", str(user.pk)))
    options, _state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=name, display_name=name),
        _credentials(list(Passkey.objects.filter(user=user))),
        resident_key_requirement="discouraged",  # type: ignore[arg-type]
        user_verification="required",  # type: ignore[arg-type]
        challenge=_challenge(request),
    )
    return json.dumps(dict(options)["publicKey"])


def to_prove(request: HttpRequest) -> str:
    """What a browser needs to use one of the account's passkeys, as JSON. Empty where it has none."""
    keys = list(Passkey.objects.filter(user=sessions.member(request)))
    if not keys:
        return ""
    options, _state = _server().authenticate_begin(
        _credentials(keys),
        user_verification="required",  # type: ignore[arg-type]
        challenge=_challenge(request),
    )
    return json.dumps(dict(options)["publicKey"])


def made(request: HttpRequest, answer: str) -> Passkey:
    """The passkey that a browser made, not saved yet. Raises Refused."""
    from fido2.webauthn import Aaguid, AttestedCredentialData

    state = _state(request)
    try:
        told = _server().register_complete(state, json.loads(answer[:LONGEST]))
        found = told.credential_data
        assert found is not None  # noqa: S101 - the server looked
        kept = AttestedCredentialData.create(Aaguid.NONE, found.credential_id, found.public_key)
    except Exception as error:  # whatever a library finds to say about bytes from outside, they are no passkey
        raise Refused from error
    return Passkey(user=sessions.member(request), credential=bytes(kept), sign_count=told.counter)


def proves(request: HttpRequest, answer: str) -> bool:
    """Whether it is the answer of one of the account's passkeys to the open challenge."""
    from fido2.webauthn import AuthenticationResponse

    keys = list(Passkey.objects.filter(user=sessions.member(request)))
    try:
        state, response = _state(request), json.loads(answer[:LONGEST])
        used = _server().authenticate_complete(state, credentials := _credentials(keys), response)
        count = AuthenticationResponse.from_dict(response).response.authenticator_data.counter
    except Exception:  # as above
        return False
    same = Passkey.objects.filter(pk=keys[credentials.index(used)].pk)
    counts_on = same.filter(Q(sign_count__lt=count) | (Q(sign_count=0) if count == 0 else Q(pk=None)))
    return bool(counts_on.update(sign_count=count, used_on=timezone.localdate()))
