"""A compiled pack that is kept: the same events with it and without, and nothing that happens to it is anybody's error."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from extractor import Extractor, PackError, compiled, engine, resources, shelf
from extractor.shelf import MAGIC, MOST, Shelf, checksum, shelf_at
from tests.italian_pack import ARTICLE, ROOT, RULES

ENGLISH = ROOT / "examples" / "english"
TEXT = (ENGLISH / "article.txt").read_text(encoding="utf-8")
EXPECTED = Extractor.load(ENGLISH, cache=False).extract(TEXT)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack that a test may change."""
    return shutil.copytree(ENGLISH, tmp_path / "pack")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A folder that isn't there yet."""
    return tmp_path / "deep" / "cache"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the packs that were compiled, as it happens."""
    done: list[str] = []
    real = Extractor.compile.__func__  # type: ignore[attr-defined]

    def compile(cls: type[Extractor], pack: object, **options: object) -> Extractor:
        done.append(pack.name)  # type: ignore[attr-defined]
        return real(cls, pack, **options)

    monkeypatch.setattr(Extractor, "compile", classmethod(compile))
    yield done


def entry(cache: Path) -> Path:
    """The one file in the cache."""
    (found,) = cache.iterdir()
    return found


def test_a_kept_pack_is_the_compiled_one_and_finds_the_same(cache: Path, compilations: list[str]) -> None:
    fresh, kept = (Extractor.load(RULES, cache=cache) for _ in range(2))
    assert len(compilations) == 1
    assert kept.compiled.program == fresh.compiled.program
    assert kept.compiled.morphology == fresh.compiled.morphology
    assert msgspec.msgpack.encode(kept.compiled) == msgspec.msgpack.encode(fresh.compiled)
    assert kept.extract(ARTICLE) == fresh.extract(ARTICLE) != []
    assert (kept.pack, kept.schema()) == (fresh.pack, fresh.schema())


def test_output_is_the_same_byte_for_byte_without_a_cache_cold_and_warm(cache: Path) -> None:
    without, cold, warm = (command(cache, *words) for words in (("--no-cache",), (), ()))
    assert without == cold == warm != b""


def command(cache: Path, *words: str) -> bytes:
    """What `extract` prints for the article."""
    line = [sys.executable, "-m", "extractor", *words, "--format", "jsonl", "examples/article.txt"]
    environment = {**os.environ, "EXTRACTOR_CACHE": str(cache)}
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


@pytest.mark.parametrize("words", [("examples/article.txt",), ("examples/article.txt", "--events", "Say"), ("schema",)])
def test_a_warm_start_loads_no_parser(cache: Path, words: tuple[str, ...]) -> None:
    script = f"""
import sys
from extractor.cli import main
assert main({[*words]!r}) == 0
print(" ".join(sys.modules), file=sys.stderr)
"""
    environment = {**os.environ, "EXTRACTOR_CACHE": str(cache)}
    spared = {"lark", "yaml", "rich", "tempfile", "shutil", "pathlib", "typing_extensions"}
    for heavy in (True, False):
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, check=True)
        loaded = set(done.stderr.decode().split())
        assert "yaml" in loaded if heavy else loaded.isdisjoint(spared)
        assert "lark" not in loaded  # only what is wrong with a rule takes it
        compilers = {"extractor.matching.compile", "extractor.language.check", "extractor.language.loading"}
        assert compilers <= loaded if heavy else loaded.isdisjoint(compilers)


def test_importing_the_engine_touches_no_cache(cache: Path) -> None:
    environment = {**os.environ, "EXTRACTOR_CACHE": str(cache)}
    subprocess.run([sys.executable, "-c", "import extractor.engine"], cwd=ROOT, env=environment, check=True)
    assert not cache.exists()


# --- what an entry stands for ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pack.yaml", "tokens.yaml", "schema.rules", "lexicons/speakers.yaml"])
def test_any_change_of_a_file_is_seen(pack: Path, cache: Path, compilations: list[str], name: str) -> None:
    before = Extractor.load(pack, cache=cache)
    state = os.stat(pack / name)
    text = (pack / name).read_text(encoding="utf-8")
    (pack / name).write_text(f"{text}# more\n", encoding="utf-8")
    os.utime(pack / name, ns=(state.st_atime_ns, state.st_mtime_ns))  # a change is told by the text, never by the time
    after = Extractor.load(pack, cache=cache)
    assert len(compilations) == 2 and before.pack != after.pack
    (pack / name).write_text(text, encoding="utf-8")
    assert Extractor.load(pack, cache=cache).pack == before.pack
    assert len(compilations) == 2


def test_a_new_a_renamed_and_a_removed_file_are_seen(pack: Path, cache: Path, compilations: list[str]) -> None:
    Extractor.load(pack, cache=cache)
    (pack / "more.rules").write_text("# nothing yet\n", encoding="utf-8")
    Extractor.load(pack, cache=cache)
    (pack / "more.rules").rename(pack / "other.rules")
    Extractor.load(pack, cache=cache)
    assert len(compilations) == 3
    (pack / "other.rules").unlink()
    Extractor.load(pack, cache=cache)
    assert len(compilations) == 3


def test_what_a_program_does_not_depend_on_costs_no_compilation(pack: Path, cache: Path, compilations: list[str]) -> None:
    Extractor.load(pack, cache=cache)
    (pack / "README.md").write_text("New.\n", encoding="utf-8")
    (pack / "more.cases.yaml").write_text("cases: []\n", encoding="utf-8")
    Extractor.load(pack, cache=cache)
    assert len(compilations) == 1


def test_two_packs_of_one_content_know_their_own_places(pack: Path, cache: Path) -> None:
    other = shutil.copytree(pack, pack.parent / "other")
    for folder in (pack, other, pack):
        declared = Extractor.load(folder, cache=cache).compiled.program.event_types
        assert {each.place.file for each in declared} == {str(folder / "schema.rules")}


def test_another_engine_compiles_anew(cache: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Extractor.load(ENGLISH, cache=cache)
    monkeypatch.setattr(compiled, "state", lambda: "another state")
    Extractor.load(ENGLISH, cache=cache)
    Extractor.load(ENGLISH, cache=cache)
    assert len(compilations) == 2


def test_the_state_of_the_engine_is_that_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = shutil.copytree(ROOT / "extractor", tmp_path / "extractor", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "grammars", tmp_path / "grammars")
    monkeypatch.setattr(resources, "_PACKAGE", source)
    monkeypatch.setattr(resources, "_LOADED", sys.maxsize)
    states = [resources.state()]
    for name in ("extractor/matching/compile.py", "extractor/__init__.py", "grammars/rules.lark"):
        file = tmp_path / name
        state = os.stat(file)
        file.write_bytes(file.read_bytes()[:-1])  # another size
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
        states.append(resources.state())
        file.write_bytes(file.read_bytes())  # another time
        os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
        states.append(resources.state())
    assert len(set(states)) == len(states)
    assert states[-1] == resources.state()


def test_an_engine_that_changed_while_it_ran_keeps_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_LOADED", 0)
    assert resources.state() is None
    assert Extractor.load(ENGLISH, cache=cache).extract(TEXT) == EXPECTED
    assert not cache.exists()


def test_a_pack_with_errors_is_never_kept(pack: Path, cache: Path) -> None:
    Extractor.load(pack, cache=cache)
    before = entry(cache).read_bytes()
    (pack / "broken.rules").write_text("rule\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(PackError):
            Extractor.load(pack, cache=cache)
    assert entry(cache).read_bytes() == before
    (pack / "broken.rules").unlink()
    (pack / "pack.yaml").unlink()
    with pytest.raises(PackError):
        Extractor.load(pack, cache=cache)


def test_a_file_that_cannot_be_read_is_an_error_beside_a_warm_cache(pack: Path, cache: Path) -> None:
    Extractor.load(pack, cache=cache)
    (pack / "pipe.rules").mkdir()
    (pack / "other.rules").write_bytes(b"\xff")
    with pytest.raises(PackError):
        Extractor.load(pack, cache=cache)


# --- what may have happened to an entry --------------------------------------------------------------------------------------


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def other_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def garbage(file: Path) -> None:
    file.write_bytes(bytes(range(256)) * 9)


def removed(file: Path) -> None:
    file.unlink()


def a_link(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to("elsewhere")


def a_link_to_itself(file: Path) -> None:
    file.unlink()
    file.symlink_to(file.name)


def a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def sealed(file: Path, content: bytes) -> None:
    """An entry that is whole, with another content."""
    key = file.read_bytes()[len(MAGIC) :][:32]
    file.write_bytes(MAGIC + key + checksum(content) + content)


def another_shape(file: Path) -> None:
    sealed(file, msgspec.msgpack.encode({"name": 1, "rules": [None]}))


def no_content(file: Path) -> None:
    sealed(file, b"")


def deeply_nested(file: Path) -> None:
    sealed(file, b"\x91" * 100_000)


def a_foreign_pack(file: Path) -> None:
    known = msgspec.msgpack.decode(file.read_bytes()[len(MAGIC) + 36 :], type=compiled.Compiled)
    sealed(file, msgspec.msgpack.encode(msgspec.structs.replace(known, hash="0" * 64)))


def numbers_of_nothing(file: Path) -> None:
    """Of the right shape, with numbers that point nowhere."""
    known = msgspec.msgpack.decode(file.read_bytes()[len(MAGIC) + 36 :], type=compiled.Compiled)
    bare = msgspec.structs.replace(known.morphology, bundles=())
    sealed(file, msgspec.msgpack.encode(msgspec.structs.replace(known, morphology=bare)))


def under_another_name(file: Path) -> None:
    """What was kept for another pack."""
    content = file.read_bytes()
    file.write_bytes(MAGIC + bytes(32) + content[len(MAGIC) + 32 :])


HARM = (
    *(cut, other_bit, emptied, garbage, removed, another_shape, no_content, deeply_nested, a_foreign_pack, numbers_of_nothing),
    *(under_another_name, a_link, a_link_to_itself, a_pipe, a_folder),
)


@pytest.mark.parametrize("harm", HARM, ids=lambda harm: harm.__name__)
def test_a_damaged_entry_is_made_anew(cache: Path, compilations: list[str], harm: object) -> None:
    Extractor.load(ENGLISH, cache=cache)
    file = entry(cache)
    whole = file.read_bytes()
    harm(file)  # type: ignore[operator]
    assert Extractor.load(ENGLISH, cache=cache).extract(TEXT) == EXPECTED
    assert len(compilations) == 2
    if harm is a_folder:  # nobody's folder is removed
        assert file.is_dir()
    else:
        assert not file.is_symlink() and file.read_bytes() == whole
        Extractor.load(ENGLISH, cache=cache)
        assert len(compilations) == 2


def test_an_entry_removed_while_it_is_read_is_made_anew(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Extractor.load(ENGLISH, cache=cache)
    file, real = entry(cache), os.open

    def gone(path: str, *rest: int) -> int:
        if path == str(file):
            number = real(path, *rest)
            file.unlink()
            os.truncate(number, 40)
            return number
        return real(path, *rest)

    monkeypatch.setattr(os, "open", gone)
    assert Extractor.load(ENGLISH, cache=cache).extract(TEXT) == EXPECTED


def test_another_users_file_is_not_read(cache: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Extractor.load(ENGLISH, cache=cache)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    Extractor.load(ENGLISH, cache=cache)
    assert len(compilations) == 2


# --- where entries lie -------------------------------------------------------------------------------------------------------


def test_entries_are_their_users_own(cache: Path) -> None:
    Extractor.load(ENGLISH, cache=cache)
    assert stat.S_IMODE(entry(cache).stat().st_mode) == 0o600
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


def test_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("EXTRACTOR_CACHE", str(tmp_path / "ours"))
    assert folder_of() == str(tmp_path / "ours")
    monkeypatch.setenv("EXTRACTOR_CACHE", "")
    assert shelf_at() is None
    monkeypatch.delenv("EXTRACTOR_CACHE")
    assert folder_of() == str(tmp_path / "xdg" / "extractor")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert folder_of() == str(tmp_path / "home" / ".cache" / "extractor")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert folder_of() == str(tmp_path / "home" / "Library" / "Caches" / "extractor")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert folder_of() == str(tmp_path / "local" / "extractor")
    assert shelf_at(False) is None
    assert folder_of(tmp_path) == str(tmp_path)


def folder_of(place: Path | None = None) -> str:
    """Where the shelf stands."""
    found = shelf_at(place)
    assert found is not None
    return found.folder


def test_a_user_without_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EXTRACTOR_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.chdir(tmp_path)
    assert shelf_at() is None
    assert Extractor.load(ENGLISH).extract(TEXT) == EXPECTED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("home", ["/dev/null", "/proc", ""])
def test_a_home_that_takes_nothing_is_no_error(home: str) -> None:
    line = [sys.executable, "-m", "extractor", "--rules", "examples/english", "examples/english/article.txt"]
    environment = {name: value for name, value in os.environ.items() if name not in ("EXTRACTOR_CACHE", "XDG_CACHE_HOME")}
    done = subprocess.run(line, cwd=ROOT, env={**environment, "HOME": home}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == len(EXPECTED)


@pytest.mark.parametrize("failing", ["makedirs", "open", "replace", "scandir"])
def test_a_disk_that_is_full_or_read_only_is_no_error(cache: Path, failing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    real = os.scandir
    with monkeypatch.context() as patched:
        if failing == "scandir":  # the engine's own files are listed, too
            patched.setattr(os, "scandir", lambda path=".": full() if str(path) == str(cache) else real(path))
        else:
            patched.setattr(shelf.os, failing, full)
        assert Extractor.load(ENGLISH, cache=cache).extract(TEXT) == EXPECTED
    if failing != "scandir":
        assert not cache.exists() or list(cache.iterdir()) == []


def test_a_disk_that_fills_while_it_is_written_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __init__(self, number: int, mode: str) -> None:
            self.number = number

        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *error: object) -> None:
            os.close(self.number)

        def write(self, content: bytes) -> None:
            os.write(self.number, content[:100])
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf, "open", Full, raising=False)
    shelf.Shelf(str(cache)).put(bytes(32), b"content")
    assert list(cache.iterdir()) == []


def test_a_file_in_the_folders_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert Extractor.load(ENGLISH, cache=tmp_path / "file").extract(TEXT) == EXPECTED
    assert Extractor.load(ENGLISH, cache=tmp_path / "file" / "below").extract(TEXT) == EXPECTED
    assert Extractor.load(ENGLISH, cache="\0").extract(TEXT) == EXPECTED
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_starts_at_the_same_time_disturb_nobody(cache: Path) -> None:
    line = [sys.executable, "-m", "extractor", "--rules", "examples/english", "--format", "jsonl", "examples/english/article.txt"]
    environment = {**os.environ, "EXTRACTOR_CACHE": str(cache)}
    started = [subprocess.Popen(line, cwd=ROOT, env=environment, stdout=-1, stderr=-1) for _ in range(4)]
    printed = [(process.communicate(), process.returncode) for process in started]
    assert all(each == printed[0] for each in printed)
    assert printed[0][0][0] and printed[0][0][1] == b"" and printed[0][1] == 0
    assert entry(cache).suffix == ".pack"


def test_old_entries_go_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    kept = Shelf(str(tmp_path))
    (tmp_path / "notes.pack").write_text("somebody's", encoding="utf-8")
    (tmp_path / f"{'0' * 32}.1-1.part").write_bytes(b"never finished")
    os.utime(tmp_path / f"{'0' * 32}.1-1.part", (1, 1))
    (tmp_path / f"{'1' * 32}.1-1.part").write_bytes(b"being written")
    keys = [bytes([number]) * 32 for number in range(1, MOST + 3)]
    for number, key in enumerate(keys):
        kept.put(key, b"%d" % number)
        os.utime(tmp_path / f"{key.hex()[:32]}.pack", (number, number))
        kept.get(keys[0])  # what is used is not old
    assert [key for key in keys if kept.get(key) is None] == keys[1:3]
    assert {path.name for path in tmp_path.iterdir() if len(path.stem) != 32} == {"notes.pack", f"{'1' * 32}.1-1.part"}


def test_entries_are_bounded_in_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "LARGEST", 1000)
    kept = Shelf(str(tmp_path))
    for number in range(1, 4):
        kept.put(bytes([number]) * 32, bytes(300))
        os.utime(tmp_path / f"{bytes([number]).hex() * 16}.pack", (number, number))
    assert [kept.get(bytes([number]) * 32) is None for number in range(1, 4)] == [True, False, False]
    kept.put(bytes([9]) * 32, bytes(2000))
    assert kept.get(bytes([9]) * 32) is None


def test_no_cache_reads_and_keeps_nothing(cache: Path, compilations: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_CACHE", str(cache))
    Extractor.load(ENGLISH, cache=False)
    assert not cache.exists()
    Extractor.load(ENGLISH)
    Extractor.load(ENGLISH, cache=False)
    assert len(compilations) == 3
    assert engine.Extractor.load(ENGLISH, cache=True).extract(TEXT) == EXPECTED
    assert len(compilations) == 3


def test_the_same_pack_is_kept_as_the_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    script = "import sys; from extractor import Extractor; Extractor.load('examples/english', cache=sys.argv[1])"
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", script, tmp_path / seed], cwd=ROOT, env=environment, check=True)
    one, other = (entry(tmp_path / seed) for seed in ("0", "1"))
    assert (one.name, one.read_bytes()) == (other.name, other.read_bytes())
