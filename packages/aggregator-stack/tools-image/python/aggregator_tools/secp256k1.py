"""Signatures and public keys on secp256k1 (SEC 2), computed by OpenSSL."""

import subprocess
import tempfile
from pathlib import Path

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

# DER heads: SubjectPublicKeyInfo with a compressed point (RFC 5480), ECPrivateKey without its public part (RFC 5915).
_PUBLIC_HEAD = bytes.fromhex("3036301006072a8648ce3d020106052b8104000a032200")
_PRIVATE_HEAD = bytes.fromhex("302e0201010420")
_PRIVATE_TAIL = bytes.fromhex("a00706052b8104000a")

_SECONDS = 20


def is_private_key(key):
    """Whether 32 bytes are a private key of the curve."""
    return len(key) == 32 and 0 < int.from_bytes(key, "big") < ORDER


def public_key(private_key):
    """The compressed public key, 33 bytes."""
    command = ["openssl", "ec", "-inform", "DER", "-pubout", "-conv_form", "compressed", "-outform", "DER"]
    # On standard input: a key in a file or an argument could be seen by others.
    result = _openssl(command, _PRIVATE_HEAD + private_key + _PRIVATE_TAIL)
    if result.returncode != 0:
        raise RuntimeError("openssl ec does not know this key")
    return result.stdout[-33:]


def verifies(message, signature, key):
    """
    Whether R, S and V, 65 bytes, are a signature over SHA-256 of the message by the owner of a compressed public key.
    As root nodes and clients do it, the mirrored form with a large S is no signature.
    """
    if len(signature) != 65 or signature[64] > 3:
        return False
    r, s = (int.from_bytes(signature[start : start + 32], "big") for start in (0, 32))
    if s > ORDER // 2:
        return False
    with tempfile.TemporaryDirectory() as folder:
        key_file, signature_file = Path(folder, "key"), Path(folder, "signature")
        key_file.write_bytes(_PUBLIC_HEAD + key)
        signature_file.write_bytes(_sequence(_integer(r) + _integer(s)))
        options = ["-verify", str(key_file), "-keyform", "DER", "-signature", str(signature_file)]
        return _openssl(["openssl", "dgst", "-sha256", *options], message).returncode == 0


def _openssl(command, content):
    return subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=False)


def _integer(number):
    """DER INTEGER of an unsigned number below 2^256."""
    content = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return bytes([2, len(content)]) + content


def _sequence(content):
    return bytes([0x30, len(content)]) + content
