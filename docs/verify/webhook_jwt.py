import hashlib, hmac, json, os, sys

import jwt  # pip install 'pyjwt[crypto]'


def verify(jwks, token, body, issuer, audience):
    """The claims of the header Webhook-JWT; body: the raw bytes. Raises jwt.PyJWTError for whatever is not authentic."""
    header = jwt.get_unverified_header(token)
    keys = {key.key_id: key.key for key in jwt.PyJWKSet.from_dict(jwks).keys}
    if header.get("typ") != "webhook+jwt" or header.get("kid") not in keys:
        raise jwt.InvalidTokenError("another type, or an unknown key")
    claims = jwt.decode(
        token,
        keys[header["kid"]],
        algorithms=["ES256"],  # never what the token says
        issuer=issuer,
        audience=audience,
        leeway=30,
        options={"require": ["iss", "aud", "iat", "exp", "jti", "htm", "request_body_sha256"]},
    )
    same_body = hmac.compare_digest(claims["request_body_sha256"], hashlib.sha256(body).hexdigest())
    if not same_body or claims["htm"] != "POST":
        raise jwt.InvalidTokenError("made for another request")
    return claims


if __name__ == "__main__":  # how the tests run it; in a server, call verify
    with open(os.environ["JWKS_FILE"]) as file:
        jwks = json.load(file)
    try:
        verify(jwks, os.environ["WEBHOOK_JWT"], sys.stdin.buffer.read(), os.environ["ISSUER"], os.environ["AUDIENCE"])
        print("verified")
    except jwt.PyJWTError:
        print("refused")
