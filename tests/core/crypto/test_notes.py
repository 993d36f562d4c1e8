"""Signed notes, checkpoints and proofs: the design's bytes, and everything written amiss."""

import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.crypto import checkpoints, notes, tlog_proofs
from app.core.crypto.ed25519 import is_signed
from app.core.crypto.merkle import ProofError
from app.core.crypto.notes import NoteError

LOG = "access-log.example.test/hr+5c92c76c+ARDEGhKyfb7RAhV2DsN1loi+2MSDMVMObENjQU1mDfcO"
TEXT = "access-log.example.test/hr\n3\nOF2jDzkXKCyJOd/4UZV+UZqxhGsTUaFMCts7EWMnQqo=\n"
SIGNED = (
    "\u2014 access-log.example.test/hr XJLHbNElOoRzTDIZHOQouqV5kBoeFlHqL+dL3EVfZkr7avMFJmyxTBnN"
    "Rq+B15E3bOq1IMOMt79BfJBMLeZsW0IDlws=\n"
)
COSIGNED = (
    "\u2014 works-council.example.test/w1 CHgUaQAAAABpUkfDOGyjq6f6UjBdI+FC/Sme+mibEx1l2smwlQ/QL"
    "EjN/aH4xYbNUsxUgZE6oo7yF8eZqfz7zQfmbWo4BYhIw1LYBw==\n"
)
CHECKPOINT = f"{TEXT}\n{SIGNED}"
PROOF = (
    "c2sp.org/tlog-proof@v1\nindex 1\nKhWNiv1I4/iMtBld/bKp5IF9lfpX/TREDZP5quXE+Cs=\n"
    f"THnQ1i989cqIdBVfLTuHXyYl2iuzq8hrvWgz8lupDlE=\n\n{CHECKPOINT}"
)
THROWAWAY = Ed25519PrivateKey.from_private_bytes(sha256(b"throwaway log key").digest())


def test_the_designs_key_checkpoint_and_cosignature() -> None:
    key = notes.parse_key(LOG)
    note = notes.parse_note(CHECKPOINT)

    assert key.public == THROWAWAY.public_key().public_bytes_raw()
    assert str(key) == LOG
    assert str(note) == CHECKPOINT
    assert notes.is_signed_by(note, key)
    assert checkpoints.parse_checkpoint(note.text).size == 3
    assert str(checkpoints.parse_checkpoint(note.text)) == TEXT


def test_a_witness_signs_the_text_with_a_time() -> None:
    blob = notes.decoded(COSIGNED.split(" ")[2].strip())
    message = notes.cosigned_text(TEXT, 1767000003)

    assert blob[:4].hex() == "08781469"
    assert int.from_bytes(blob[4:12], "big") == 1767000003
    assert message.startswith(b"cosignature/v1\ntime 1767000003\naccess-log")

    witness = Ed25519PrivateKey.generate()
    key = notes.Key("w.example.test", notes.COSIGNATURE, witness.public_key().public_bytes_raw())
    signature = notes.Signature(
        key.name, key.id, (1767000003).to_bytes(8, "big") + witness.sign(message)
    )
    note = notes.parse_note(CHECKPOINT + str(signature))
    assert notes.cosigned_at(note, key) == 1767000003
    assert notes.cosigned_at(notes.parse_note(CHECKPOINT), key) is None


def test_the_designs_proof_shows_its_entry_and_no_other() -> None:
    proof, key = tlog_proofs.parse_proof(PROOF), notes.parse_key(LOG)

    assert str(proof) == PROOF
    assert tlog_proofs.check_proof(proof, b"beta", key).size == 3
    with pytest.raises(ProofError):
        tlog_proofs.check_proof(proof, b"gamma", key)
    with pytest.raises(NoteError):
        tlog_proofs.check_proof(
            tlog_proofs.parse_proof(PROOF.replace("\n3\n", "\n4\n")), b"beta", key
        )
    extra = PROOF.replace("index", "extra AAAA\nindex")
    assert tlog_proofs.check_proof(tlog_proofs.parse_proof(extra), b"beta", key).size == 3


@pytest.mark.parametrize(
    "text",
    [
        CHECKPOINT.replace("\n", "\r\n"),
        CHECKPOINT.replace("\u2014", "\u2013"),
        CHECKPOINT.replace("\u2014", "-"),
        CHECKPOINT.replace("\u2014 ", "\u2014\u00a0"),
        CHECKPOINT[:-1],
        CHECKPOINT + "\n",
        CHECKPOINT.replace("\n\n", "\n"),
        CHECKPOINT.replace("lws=", "lws"),
        CHECKPOINT.replace("lws=", "lwt="),
        CHECKPOINT.replace("\u2014 access-log.example.test/hr ", "\u2014  "),
        TEXT + "\n" + "\u2014 a AAAA\n",
        TEXT + "\n" + SIGNED * 101,
        TEXT.replace("3", "3\0") + "\n" + SIGNED,
        "",
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        notes.parse_note(text)
    assert notes.parse_note(CHECKPOINT)


def test_a_false_signature_of_a_known_key_spoils_the_note_and_a_strange_one_does_not() -> None:
    key = notes.parse_key(LOG)
    false = notes.Signature(key.name, key.id, bytes(64))
    strange = notes.Signature("somebody.example.test", b"1234", b"x")

    with pytest.raises(NoteError):
        notes.is_signed_by(notes.parse_note(CHECKPOINT + str(false)), key)
    assert notes.is_signed_by(notes.parse_note(CHECKPOINT + str(strange)), key)
    assert not notes.is_signed_by(notes.parse_note(f"{TEXT}\n{strange}"), key)
    # Another text, with an empty line of its own, is another note.
    assert not is_signed(key.public, f"{TEXT}\n{TEXT}".encode(), bytes(64))


@pytest.mark.parametrize(
    "size", ["03", "+3", "-3", "3 ", "３", "٣", "3_0", "", "0x3", "99999999999999999999", "1e3"]
)
def test_a_size_is_written_in_one_way(size: str) -> None:
    with pytest.raises(NoteError):
        checkpoints.parse_checkpoint(TEXT.replace("\n3\n", f"\n{size}\n"))
    assert checkpoints.parse_checkpoint(TEXT).size == 3


@pytest.mark.parametrize("root", ["", "AAAA", "OF2jDzkXKCyJOd/4UZV+UZqxhGsTUaFMCts7EWMnQqo"])
def test_a_root_has_32_bytes(root: str) -> None:
    with pytest.raises(NoteError):
        checkpoints.parse_checkpoint(f"origin\n3\n{root}\n")
    assert checkpoints.parse_checkpoint(TEXT)


@pytest.mark.parametrize(
    "vkey",
    [
        LOG.replace("+5c92c76c", "+5c92c76d"),
        LOG.replace("+5c92c76c", "+5C92C76C"),
        LOG.replace("+5c92c76c", ""),
        LOG.replace("example", "exa mple"),
        LOG[:-4],
        "+".join(LOG.split("+")[:2]) + "+" + base64.b64encode(b"\x02" + bytes(32)).decode(),
        "",
    ],
)
def test_what_is_no_key_is_refused(vkey: str) -> None:
    with pytest.raises(NoteError):
        notes.parse_key(vkey)
    assert notes.parse_key(LOG)


@pytest.mark.parametrize(
    "text",
    [
        PROOF.replace("@v1", "@v2"),
        PROOF.replace("index 1", "index 01"),
        PROOF.replace("index 1\n", ""),
        PROOF.replace("index 1", "index \u0661"),
        PROOF.replace("KhWN", "KhW"),
        PROOF.replace("\n\n", "\n\n\n", 1),
        PROOF.replace("THnQ1i989cqIdBVfLTuHXyYl2iuzq8hrvWgz8lupDlE=\n", "AAAA\n"),
        "",
    ],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        tlog_proofs.parse_proof(text)
    assert tlog_proofs.parse_proof(PROOF)


@settings(deadline=None)
@given(st.text())
def test_no_text_makes_a_parser_fail_in_another_way(text: str) -> None:
    for parse in (
        notes.parse_note,
        notes.parse_key,
        checkpoints.parse_checkpoint,
        tlog_proofs.parse_proof,
    ):
        for tried in (text, CHECKPOINT[:40] + text, PROOF[:60] + text, TEXT + text):
            try:
                parse(tried)
            except NoteError:
                continue


@settings(deadline=None)
@given(st.binary(max_size=200), st.data())
def test_signatures_are_told_as_the_library_tells_them(message: bytes, data: st.DataObject) -> None:
    public, signature = THROWAWAY.public_key().public_bytes_raw(), THROWAWAY.sign(message)
    assert is_signed(public, message, signature)

    bit = data.draw(st.integers(0, 511))
    turned = (int.from_bytes(signature, "big") ^ 1 << bit).to_bytes(64, "big")
    assert not is_signed(public, message, turned)
    assert not is_signed(public, message + b"x", signature)
