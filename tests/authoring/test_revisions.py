"""Packs as they were: folders of git revisions."""

import os
import subprocess
from pathlib import Path

import pytest

from extractor.authoring.revisions import RevisionError, as_folder

IDENTITY = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}


def git(*words: str, cwd: Path) -> None:
    environment = {**os.environ, **IDENTITY, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *words], cwd=cwd, env=environment, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two commits: `packs/it/one.rules` says first, then second."""
    root = tmp_path / "repository"
    (root / "packs" / "it").mkdir(parents=True)
    git("init", "-q", cwd=root)
    for content in ("first", "second"):
        (root / "packs" / "it" / "one.rules").write_text(content, encoding="utf-8")
        git("add", "-A", cwd=root)
        git("commit", "-qm", content, cwd=root)
    monkeypatch.chdir(root)
    return root


@pytest.mark.parametrize("below", [".", "packs"])
@pytest.mark.parametrize(
    ("name", "content"), [("HEAD~1:packs/it", "first"), ("HEAD:packs/it", "second"), ("HEAD:./packs/it/", "second")]
)
def test_a_folder_of_a_revision(name: str, content: str, below: str, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The path counts from the repository's root, wherever one is."""
    monkeypatch.chdir(repository / below)
    with as_folder(name) as folder:
        assert [(path.name, path.read_text(encoding="utf-8")) for path in folder.iterdir()] == [("one.rules", content)]
    assert not folder.exists()


def test_the_whole_of_a_revision(repository: Path) -> None:
    with as_folder("HEAD:") as folder:
        assert (folder / "packs" / "it" / "one.rules").is_file()


def test_what_was_unpacked_goes_away_after_an_error(repository: Path) -> None:
    with pytest.raises(ZeroDivisionError), as_folder("HEAD:packs") as folder:
        raise ZeroDivisionError
    assert not folder.exists()


def test_an_existing_folder_is_one_even_with_a_colon(repository: Path) -> None:
    (repository / "HEAD:packs").mkdir()
    with as_folder("HEAD:packs") as folder:
        assert folder == Path("HEAD:packs")
    assert folder.exists()


def test_a_name_without_a_colon_is_a_folder(tmp_path: Path) -> None:
    with as_folder("gone") as folder:
        assert folder == Path("gone")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nope:packs", "nope:packs: no folder of that name, and git knows no revision 'nope'"),
        ("HEAD~9:packs", "git knows no revision 'HEAD~9'"),
        ("--output=x:packs", "git knows no revision '--output=x'"),
        ("HEAD:nope", "the revision HEAD has no folder 'nope' (from the repository's root)"),
        ("HEAD:packs/it/one.rules", "has no folder 'packs/it/one.rules'"),
        ("HEAD:../packs", "has no folder '../packs'"),
    ],
)
def test_what_is_not_there(name: str, message: str, repository: Path) -> None:
    with pytest.raises(RevisionError) as caught, as_folder(name):
        pass
    assert message in str(caught.value)


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(RevisionError, match="not a git repository"), as_folder("HEAD:packs"):
        pass


def test_no_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RevisionError, match="there is no git"), as_folder("HEAD:packs"):
        pass
