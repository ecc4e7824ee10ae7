"""A small OpenID Connect provider, run as a process: `python -m tests.organisations.openid_provider PORT`.

It does what the specification asks of one (discovery, authorization code with PKCE, signed identity tokens, keys,
user information), and lies where a test asks it to: `&lie=nonce` at the authorization.
"""

import base64
import hashlib
import json
import secrets
import sys
import time
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

CLIENT, SECRET = "dieuhanh", "một bí mật của máy"
KEY, OTHER_KEY = (rsa.generate_private_key(65537, 2048) for _ in range(2))
issuer = ""
codes: dict[str, dict[str, Any]] = {}
tokens: dict[str, str] = {}


async def discovery(_request: Request) -> JSONResponse:
    return JSONResponse(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/keys",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
    )


async def authorize(request: Request) -> RedirectResponse | JSONResponse:
    asked = dict(request.query_params)
    if (
        asked.get("client_id") != CLIENT
        or asked.get("response_type") != "code"
        or "openid" not in asked.get("scope", "")
    ):
        return JSONResponse({"error": "invalid_request"}, 400)
    if asked.get("code_challenge_method") != "S256" or not asked.get("nonce"):
        return JSONResponse(
            {"error": "invalid_request", "error_description": "PKCE and nonce are wanted"}, 400
        )
    if asked.get("lie") == "denied":
        return RedirectResponse(
            f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}", 302
        )
    code = secrets.token_urlsafe(16)
    codes[code] = asked
    return RedirectResponse(
        f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302
    )


async def token(request: Request) -> JSONResponse:
    given = dict(parse_qsl((await request.body()).decode()))
    asked = codes.pop(given.get("code", ""), None)
    if given.get("client_id") != CLIENT or given.get("client_secret") != SECRET:
        return JSONResponse({"error": "invalid_client"}, 401)
    challenge = (
        base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        .decode()
        .rstrip("=")
    )
    if (
        asked is None
        or challenge != asked["code_challenge"]
        or given.get("redirect_uri") != asked["redirect_uri"]
    ):
        return JSONResponse({"error": "invalid_grant"}, 400)
    access = secrets.token_urlsafe(16)
    tokens[access] = "ai-khac" if asked.get("lie") == "subject" else asked["subject"]
    answer = {"access_token": access, "token_type": "Bearer", "expires_in": 60}
    if asked.get("lie") != "no_token":
        answer["id_token"] = identity(asked)
    return JSONResponse(answer)


def identity(asked: dict[str, Any]) -> str:
    lie, now = asked.get("lie", ""), int(time.time())
    claims = {
        "iss": "https://ke.gia.mao" if lie == "issuer" else issuer,
        "aud": "may-khac" if lie == "audience" else CLIENT,
        "sub": asked["subject"],
        "iat": now - 7200 if lie == "expired" else now,
        "exp": now - 3600 if lie == "expired" else now + 60,
        "nonce": "của lần khác" if lie == "nonce" else asked["nonce"],
    }
    if lie == "unsigned":
        return jwt.encode(claims, "", algorithm="none", headers={"kid": "k1"})
    if lie == "shared":
        return jwt.encode(claims, SECRET * 3, algorithm="HS256", headers={"kid": "k1"})
    kid = "không có" if lie == "key" else "k1"
    return jwt.encode(
        claims, OTHER_KEY if lie == "signature" else KEY, algorithm="RS256", headers={"kid": kid}
    )


async def keys(_request: Request) -> JSONResponse:
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
    return JSONResponse({"keys": [{**public, "kid": "k1", "use": "sig", "alg": "RS256"}]})


async def userinfo(request: Request) -> JSONResponse:
    subject = tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
    return JSONResponse(
        {"sub": subject, "email": "nguyen.a@example.org", "email_verified": True}, 200 if subject else 401
    )


routes = [
    Route("/.well-known/openid-configuration", discovery),
    Route("/authorize", authorize),
    Route("/token", token, methods=["POST"]),
    Route("/keys", keys),
    Route("/userinfo", userinfo),
]

if __name__ == "__main__":
    port = int(sys.argv[1])
    issuer = f"http://127.0.0.1:{port}"
    uvicorn.run(Starlette(routes=routes), host="127.0.0.1", port=port, log_level="error")
