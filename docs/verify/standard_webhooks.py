import base64, hashlib, hmac, os, re, sys, time


def verify(secrets, headers, body, now=None):
    """body: the raw bytes. True when one of the secrets signed it within the last five minutes."""
    id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    if "." in id or not re.fullmatch(r"[0-9]{1,15}", timestamp):
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > 300:
        return False
    content = f"{id}.{timestamp}.".encode() + body
    given = [part for part in headers["webhook-signature"].split(" ")]
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        expected = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        if any(hmac.compare_digest(expected.encode(), part.encode()) for part in given):
            return True
    return False


if __name__ == "__main__":  # how the tests run it; in a server, call verify
    names = ["webhook-id", "webhook-timestamp", "webhook-signature"]
    headers = {name: os.environ.get(name.upper().replace("-", "_"), "") for name in names}
    now = int(os.environ["NOW"]) if "NOW" in os.environ else None
    print("verified" if verify([os.environ["WEBHOOK_SECRET"]], headers, sys.stdin.buffer.read(), now) else "refused")
