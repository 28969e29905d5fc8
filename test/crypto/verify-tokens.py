"""Verifies what Posthorn has signed with PyJWT and jwcrypto, which share no code with it. Reads JSON from standard input, and prints what it saw."""

import json
import sys

import jwt
from jwcrypto import jwe, jwk, jws


def claims_of(token, key, alg):
    return jwt.decode(token, jwt.PyJWK(key).key, algorithms=[alg], options={"verify_aud": False, "verify_exp": False})


def is_refused(verify):
    try:
        verify()
    except (jwt.InvalidTokenError, jws.InvalidJWSSignature):
        return True
    return False


def verify_detached(signature, key, body, alg):
    token = jws.JWS()
    token.allowed_algs = [alg]
    header, _, value = signature.split(".")
    token.deserialize(json.dumps({"protected": header, "payload": jwt.utils.base64url_encode(body.encode()).decode(), "signature": value}))
    token.verify(jwk.JWK(**key))


asked = json.load(sys.stdin)
answer = []
for each in asked["signed"]:
    key, alg, token = each["key"], each["alg"], each["token"]
    header, payload, signature = token.split(".")
    forged = ".".join([header, jwt.utils.base64url_encode(b'{"jti":"forged"}').decode(), signature])
    verify_detached(each["detached"], key, each["body"], alg)
    refused = is_refused(lambda: claims_of(forged, key, alg))
    refused = refused and is_refused(lambda: verify_detached(each["detached"], key, each["body"] + " ", alg))
    answer.append({"alg": alg, "claims": claims_of(token, key, alg), "refused": refused})

opened = []
for each in asked["encrypted"]:
    token = jwe.JWE(algs=[each["alg"], each["enc"]])
    token.deserialize(each["token"], key=jwk.JWK(**each["privateKey"]))
    opened.append(token.payload.decode())
print(json.dumps({"verified": answer, "opened": opened}))
