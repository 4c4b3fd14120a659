"""ID tokens that are not what they say are refused, each for its own reason."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from feedback_service.id_tokens import LEEWAY, Claims, Expected, OidcError, claims_of
from feedback_service.oidc import Provider, discover
from feedback_service.oidc_tokens import with_email

ISSUER, CLIENT, NONCE, NOW = "https://id.example", "feedback", "n" * 43, 1_800_000_000
OURS = RSAKey.generate_key(2048, {"kid": "one"})
OTHERS = RSAKey.generate_key(2048, {"kid": "one"})
KEYS = KeySet([OURS])
SAID = {"iss": ISSUER, "aud": CLIENT, "sub": "ash", "nonce": NONCE, "iat": NOW, "exp": NOW + 300}


def token(changes: dict[str, object] | None = None, key: RSAKey = OURS) -> str:
    said = {name: value for name, value in (SAID | (changes or {})).items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": "one"}, said, key)


def read(text: str, **asked: str) -> Claims:
    return claims_of(text, KEYS, Expected(issuer=ISSUER, client_id=CLIENT, nonce=NONCE, **asked), NOW)


def test_a_token_that_is_right_is_read() -> None:
    found = read(token({"email": "ash@council.example", "email_verified": True, "auth_time": NOW}))
    assert found == Claims(ISSUER, "ash", "ash@council.example", True, NOW)
    assert read(token({"aud": [CLIENT]})).sub == "ash"


@pytest.mark.parametrize(
    "changes",
    [
        *({"nonce": "other"}, {"nonce": None}, {"iss": "https://id.example.evil"}, {"iss": None}),
        *({"aud": "other"}, {"aud": None}, {"aud": ["other"]}, {"aud": [CLIENT, "other"], "azp": "other"}),
        *({"exp": NOW - LEEWAY - 1}, {"exp": None}, {"iat": NOW + LEEWAY + 1}, {"nbf": NOW + LEEWAY + 1}),
        *({"sub": None}, {"sub": 5}, {"auth_time": "now"}, {"email": ["a"]}, {"iat": None}),
    ],
    ids=str,
)
def test_a_token_for_others_of_another_time_or_of_another_sign_in_is_refused(
    changes: dict[str, object],
) -> None:
    with pytest.raises(OidcError) as refused:
        read(token(changes))
    assert refused.value.reason == "proof"


@pytest.mark.parametrize(
    ("says", "claim", "verified"),
    [
        *(({"email_verified": yes}, "email_verified", True) for yes in (True, "true", 1)),
        *(({"email_verified": no}, "email_verified", False) for no in (False, "false", 0, None, "yes")),
        ({"xms_edov": "1"}, "xms_edov", True),
        ({"xms_edov": True}, "email_verified", False),
        ({"email_verified": True}, "xms_edov", False),
    ],
    ids=str,
)
def test_an_address_is_proved_by_the_claim_of_the_settings_and_by_nothing_else(
    says: dict[str, object], claim: str, *, verified: bool
) -> None:
    assert read(token(says), verified=claim).email_verified is verified


@pytest.mark.parametrize(
    ("says", "enough"),
    [
        *(({"amr": ["pwd", "mfa"]}, True), ({"acr": "2"}, True)),
        *(({"amr": ["pwd"]}, False), ({"acr": "12"}, False), ({}, False), ({"amr": ["2"]}, False)),
    ],
    ids=str,
)
def test_whom_the_provider_asked_for_too_little_does_not_come_in(
    says: dict[str, object], *, enough: bool
) -> None:
    assert read(token(says)).sub == "ash"
    needs = "acr=2" if "acr" in says else "amr=mfa"
    if enough:
        assert read(token(says), needs=needs).sub == "ash"
        return
    with pytest.raises(OidcError) as refused:
        read(token(says), needs=needs)
    assert refused.value.reason == "weak"


def test_clocks_may_differ_a_little() -> None:
    assert read(token({"exp": NOW - LEEWAY + 1, "iat": NOW + LEEWAY - 1})).sub == "ash"


def test_a_token_signed_by_somebody_else_is_refused() -> None:
    with pytest.raises(OidcError):
        read(token(key=OTHERS))


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_token_that_was_changed_anywhere_is_refused(place: int) -> None:
    parts = token().split(".")
    middle = len(parts[place]) // 2
    parts[place] = (
        parts[place][:middle] + ("A" if parts[place][middle] != "A" else "B") + parts[place][middle + 1 :]
    )
    with pytest.raises(OidcError):
        read(".".join(parts))


def test_a_token_without_a_signature_or_signed_with_the_public_key_is_refused() -> None:
    header, body, _ = token().split(".")
    plain = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    as_secret = OctKey.import_key(json.dumps(OURS.as_dict(private=False)))
    by_public = jwt.encode({"alg": "HS256", "kid": "one"}, SAID, as_secret)
    for text in (f"{plain}.{body}.", by_public, f"{header}.{body}.", "", "x", "a.b.c"):
        with pytest.raises(OidcError):
            read(text)


@contextmanager
def answering(answers: dict[str, Any]) -> Iterator[str]:
    """A server on loopback that answers each path with JSON; gives its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answers[self.path]).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://other.example/token"},
        {"jwks_uri": 5},
        {},
    ],
    ids=str,
)
async def test_a_provider_that_answers_as_another_or_in_the_clear_is_not_used(
    wrong: dict[str, object],
) -> None:
    said: dict[str, Any] = {}
    with answering({"/.well-known/openid-configuration": said}) as address:
        right = {
            "issuer": address,
            "authorization_endpoint": f"{address}/a",
            "token_endpoint": f"{address}/t",
        }
        said.update(right | {"jwks_uri": f"{address}/j"} | wrong if wrong else right)
        with pytest.raises(OidcError) as refused:
            await discover(address)
        assert refused.value.reason == "away"
        said.update(right | {"jwks_uri": f"{address}/j"})
        assert (await discover(address)).issuer == address


async def test_userinfo_about_somebody_else_is_refused() -> None:
    said: dict[str, Any] = {"sub": "ash", "email": "a@x.example", "email_verified": True}
    with answering({"/me": said}) as address:
        provider = Provider(address, "", "", "", userinfo_endpoint=f"{address}/me")
        found = await with_email(provider, Claims(address, "ash"), "token", "email_verified")
        assert (found.email, found.email_verified) == ("a@x.example", True)
        unproved = await with_email(provider, Claims(address, "ash"), "token", "xms_edov")
        assert not unproved.email_verified
        with pytest.raises(OidcError):
            await with_email(provider, Claims(address, "birch"), "token", "email_verified")
