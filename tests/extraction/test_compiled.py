"""The compiled vocabulary is the one of the YAML files, whatever lies in the cache."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from extraction import user_cache
from extraction.compiled import (
    Vocabulary,
    compile_vocabulary,
    fingerprint,
    load_vocabulary,
    packed,
    unpacked,
)
from extraction.user_cache import KEPT, keep

ROOT = Path(__file__).resolve().parents[2]
BATCH = """
import sys
from abstraction.records import Note, NoteType
from extraction import abstract_note
text = "Liver: two metastases in segment 5, the larger 3 cm. No ascites."
fields = abstract_note(Note("n", "c", NoteType.RADIOLOGY, "2024-05-01", text)).fields
assert fields["liver_max_size_mm"] == 30, fields
print(*sorted({name.split(".")[0] for name in sys.modules} & {"pydantic", "yaml", "spacy", "pyarrow", "duckdb"}))
"""


@pytest.fixture(scope="module")
def made() -> Vocabulary:
    return compile_vocabulary()


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "crlm-review" / f"lexicon-{fingerprint()}.txt"


def load() -> Vocabulary:
    return load_vocabulary.__wrapped__()


def test_what_is_unpacked_is_what_was_packed(made: Vocabulary) -> None:
    assert unpacked(packed(made, "key"), "key") == made
    with pytest.raises(ValueError, match="another vocabulary"):
        unpacked(packed(made, "key"), "other")


def test_the_file_is_written_once_and_the_oldest_go(cache: Path, made: Vocabulary) -> None:
    for number in range(KEPT):
        older = cache.with_name(f"lexicon-{number}.txt")
        keep(older, b"{}")
        os.utime(older, (number, number))
    assert load() == made
    names = {path.name for path in cache.parent.iterdir()}
    assert names == {cache.name, *(f"lexicon-{number}.txt" for number in range(1, KEPT))}
    written = cache.stat().st_mtime_ns
    assert load() == made
    assert cache.stat().st_mtime_ns == written


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b'{"key": "x"}', b"\xff", "cut short"])
def test_a_broken_file_is_made_again(cache: Path, made: Vocabulary, content: bytes | str) -> None:
    whole = packed(made, fingerprint())
    broken = whole[: len(whole) // 2] if isinstance(content, str) else content
    keep(cache, broken)
    assert load() == made
    assert cache.read_bytes() == whole


def test_a_folder_that_takes_no_file_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Vocabulary
) -> None:
    (tmp_path / "crlm-review").write_text("a file where the folder would be", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert load() == made


def test_a_user_without_a_home_is_no_error(monkeypatch: pytest.MonkeyPatch, made: Vocabulary) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(user_cache.Path, "home", homeless)
    assert load() == made


def test_another_lexicon_has_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    (tmp_path / "one.yaml").write_text("terms: []", encoding="utf-8")
    monkeypatch.setenv("CRLM_LEXICONS", str(tmp_path))
    first = fingerprint()
    (tmp_path / "one.yaml").write_text("terms: [liver]", encoding="utf-8")
    assert len({before, first, fingerprint()}) == 3


def test_a_batch_imports_neither_pydantic_nor_yaml(tmp_path: Path) -> None:
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    for imported in ("pydantic yaml\n", "\n"):  # to fill the cache, and with it
        done = subprocess.run(
            [sys.executable, "-c", BATCH], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout == imported
