"""A stand-in for Cloudinary's API: signed upload and destroy, and signed, expiring downloads."""

import base64
import hashlib
import hmac
import io
import time
from typing import Any
from urllib.parse import parse_qs

from PIL import Image

from .faults import Reply
from .server import Call, FakeServer

UNSIGNED = {"file", "api_key", "cloud_name", "resource_type", "signature"}
SIGNATURE_SECONDS = 3600


class FakeCloudinary(FakeServer):
    """`assets` holds the bytes under (resource type, delivery type, public id)."""

    cloud, key, secret = "demo", "123456", "s3cret"

    def __init__(self, port: int = 0, delay: float = 0):
        self.max_bytes = 10_485_760
        self.assets: dict[tuple[str, str, str], bytes] = {}
        super().__init__(port, delay)

    def answer(self, call: Call) -> Reply:
        path, _, query = call.path.partition("?")
        steps = path.strip("/").split("/")
        if steps == ["v1_1", self.cloud, "ping"]:
            return Reply(body={"status": "ok"}) if self._lets_in(call) else _error(401, "Invalid credentials")
        if len(steps) != 4 or steps[0] != "v1_1" or steps[1] != self.cloud:
            return _error(401, "Invalid cloud_name")
        fields = {name: ",".join(values) for name, values in (call.form or parse_qs(query)).items()}
        verbs = {
            ("POST", "upload"): self._upload,
            ("POST", "destroy"): self._destroy,
            ("GET", "download"): self._download,
        }
        verb = verbs.get((call.method, steps[3]))
        if verb is None:
            return _error(404, "Resource not found")
        return self._distrust(fields) or verb(steps[2], fields, call)

    def _lets_in(self, call: Call) -> bool:
        basic = base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()
        return call.headers.get("Authorization", "").lower() == f"basic {basic}".lower()

    def _distrust(self, fields: dict[str, str]) -> Reply | None:
        if fields.get("api_key") != self.key:
            return _error(401, f"Unknown API key {fields.get('api_key')}")
        signable = {name.removesuffix("[]"): value for name, value in fields.items() if value and name not in UNSIGNED}
        to_sign = "&".join(sorted(f"{name}={value}".replace("&", "%26") for name, value in signable.items()))
        expected = hashlib.sha1((to_sign + self.secret).encode()).hexdigest()  # noqa: S324 — Cloudinary's own default
        if not hmac.compare_digest(fields.get("signature", ""), expected):
            return _error(401, f"Invalid Signature {fields.get('signature')}. String to sign - '{to_sign}'.")
        if abs(time.time() - int(fields["timestamp"])) > SIGNATURE_SECONDS:
            return _error(400, f"Stale request - reported time is {fields['timestamp']}")
        return None

    def _upload(self, resource: str, fields: dict[str, str], call: Call) -> Reply:
        data = next((upload.data for upload in call.files if upload.field == "file"), b"")
        if not data:
            return _error(400, "Missing required parameter - file")
        if len(data) > self.max_bytes:
            return _error(400, f"File size too large. Got {len(data)}. Maximum is {self.max_bytes}.")
        if resource == "image" and not _is_picture(data):
            return _error(400, "Invalid image file")
        self.assets[_asset(resource, fields)] = data
        return Reply(body=self._described(resource, fields, data))

    def _described(self, resource: str, fields: dict[str, str], data: bytes) -> dict[str, Any]:
        url = f"{self.url}/{self.cloud}/{resource}/{fields.get('type', 'upload')}/v1/{fields['public_id']}"
        return {
            "asset_id": hashlib.sha256(fields["public_id"].encode()).hexdigest()[:32],
            "public_id": fields["public_id"],
            "resource_type": resource,
            "type": fields.get("type", "upload"),
            "version": 1,
            "bytes": len(data),
            "url": url,
            "secure_url": url,
        }

    def _destroy(self, resource: str, fields: dict[str, str], call: Call) -> Reply:
        gone = self.assets.pop(_asset(resource, fields), None)
        return Reply(body={"result": "not found" if gone is None else "ok"})

    def _download(self, resource: str, fields: dict[str, str], call: Call) -> Reply:
        if int(fields.get("expires_at", time.time() + SIGNATURE_SECONDS)) < time.time():
            return _error(401, "The link has expired")
        data = self.assets.get(_asset(resource, fields))
        if data is None:
            return _error(404, "Resource not found")
        return Reply(body=data, headers={"Content-Type": "application/octet-stream"})


def _asset(resource: str, fields: dict[str, str]) -> tuple[str, str, str]:
    return resource, fields.get("type", "upload"), fields.get("public_id", "")


def _is_picture(data: bytes) -> bool:
    try:
        Image.open(io.BytesIO(data)).verify()
    except (OSError, ValueError, SyntaxError):
        return False
    return True


def _error(status: int, message: str) -> Reply:
    return Reply(status, {"error": {"message": message}})
