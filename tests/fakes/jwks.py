"""A stand-in for the address where a Supabase project shows its public keys."""

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from .faults import Reply
from .server import Call, FakeServer


class FakeKeys(FakeServer):
    """Shows what is in `keys`."""

    def __init__(self, **options: Any):
        self.keys: list[dict[str, Any]] = []
        super().__init__(**options)

    def answer(self, call: Call) -> Reply:
        return Reply(200, {"keys": self.keys})


def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public(private: Any, kid: str, **more: Any) -> dict[str, Any]:
    """As a key set shows it."""
    kind = RSAAlgorithm if isinstance(private, rsa.RSAPrivateKey) else ECAlgorithm
    shown = json.loads(kind.to_jwk(private.public_key()))
    return {**shown, "kid": kid, "use": "sig", **more}
