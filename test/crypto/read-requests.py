"""Reads a list of certificate requests (PEM) from standard input, and says what `cryptography` finds in each."""
import json
import sys

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

names = {
    "2.5.4.3": "commonName",
    "2.5.4.6": "country",
    "2.5.4.7": "locality",
    "2.5.4.8": "state",
    "2.5.4.10": "organization",
    "2.5.4.11": "organizationalUnit",
}


def read(pem):
    request = x509.load_pem_x509_csr(pem.encode())
    return {
        "valid": request.is_signature_valid,
        "subject": {names[part.oid.dotted_string]: part.value for part in request.subject},
        "key": request.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
        "attributes": len(list(request.attributes)),
    }


print(json.dumps([read(pem) for pem in json.load(sys.stdin)]))
