"""What is installed is what works here: the wheel carries the rules and the grammar, and runs from any folder."""

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


def run(*words: str | Path, cwd: Path) -> str:
    """Run a program with nothing of this checkout in its way; its output, or a failure that shows its messages."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([str(word) for word in words], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    return wheel_of(ROOT, folder)


def wheel_of(source: Path, folder: Path) -> Path:
    """The wheel of a source tree or archive, built in `folder`."""
    words = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source]
    run(sys.executable, "-m", *words, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


def files_in(wheel: Path) -> set[str]:
    """The names of what a wheel would install."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a fresh environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=folder)
    return programs


def shipped(folder: str) -> set[str]:
    """The files below a folder of this checkout."""
    files = (file for file in (ROOT / folder).rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {f"extractor/_shipped/{file.relative_to(ROOT).as_posix()}" for file in files}


def test_the_wheel_holds_code_grammars_and_rules_and_nothing_else(wheel: Path) -> None:
    names = files_in(wheel)
    data = {name for name in names if name.startswith("extractor/_shipped/")}
    assert data == shipped("grammars") | shipped("rules")
    assert all(name.startswith("extractor/") and name.endswith((".py", "/py.typed")) for name in names - data)


def test_the_source_distribution_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", tmp_path, cwd=ROOT)
    (archive,) = tmp_path.glob("*.tar.gz")
    assert files_in(wheel_of(archive, tmp_path)) == files_in(wheel)


def test_the_licence_is_in_the_wheel_and_the_article_is_not(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert any(name.endswith("/LICENSE") for name in names)
    assert not any("article.txt" in name or "examples/" in name for name in names)


def test_the_main_job_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples" / "article.txt", tmp_path)
    output = run(installed / "extract", "article.txt", cwd=tmp_path)
    here = run(sys.executable, "-m", "extractor", ROOT / "examples" / "article.txt", cwd=ROOT)
    assert output.replace('"doc":"article.txt"', "") == here.replace(f'"doc":"{ROOT}/examples/article.txt"', "")
    assert output


def test_the_library_loads_its_own_rules(installed: Path, tmp_path: Path) -> None:
    script = "from extractor import Extractor; print(len(Extractor.load().extract('Il ministro ha detto che è vero.')))"
    assert run(installed / "python", "-c", script, cwd=tmp_path) == "1\n"


def test_the_installed_package_is_typed(installed: Path, tmp_path: Path) -> None:
    script = "import extractor, pathlib; print((pathlib.Path(extractor.__file__).parent / 'py.typed').is_file())"
    assert run(installed / "python", "-c", script, cwd=tmp_path) == "True\n"
