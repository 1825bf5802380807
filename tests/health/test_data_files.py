"""Vocabulary and rules are data: every YAML file is loaded, by a model that refuses what it does not know."""

import copy
import importlib
import inspect
import io
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from tests.health.tree import of_kind, relative

HOUSES = ("lexicons", "rules_engine", "assistant")
FILES = [path for path in of_kind(".yaml", ".yml") if relative(path).startswith(HOUSES)]
BOOLEAN_WORDS = {"y", "n", "yes", "no", "on", "off"}

Loader = Callable[[], object]


def modules() -> Iterator[Any]:
    for house in HOUSES:
        package = importlib.import_module(house)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{house}."):
            yield importlib.import_module(found.name)


def loaders() -> list[Loader]:
    """Every public `load_...()` that needs no argument, without its cache."""
    found: dict[int, Loader] = {}
    for module in modules():
        for name, item in vars(module).items():
            plain = inspect.unwrap(item) if callable(item) and name.startswith("load_") else None
            if plain and all(one.default is not one.empty for one in inspect.signature(plain).parameters.values()):
                found[id(plain)] = plain
    return list(found.values())


def forget() -> None:
    """Empty every cache: a loader that leans on another one must read its files anew."""
    for module in modules():
        for item in vars(module).values():
            if hasattr(item, "cache_clear"):
                item.cache_clear()


class Reading:
    """Stands in for `yaml.load`: records which files are read, and spoils one of them."""

    def __init__(self) -> None:
        self.plain = yaml.load
        self.paths = {path.read_text(encoding="utf-8"): path for path in FILES}
        self.parsed: dict[str, Any] = {}
        self.seen: set[Path] = set()
        self.spoiled: Path | None = None

    def __call__(self, stream: str | bytes | io.IOBase, Loader: Any) -> Any:
        text = stream if isinstance(stream, str | bytes) else stream.read()
        text = text.decode("utf-8") if isinstance(text, bytes) else text
        if text not in self.parsed:
            self.parsed[text] = self.plain(text, Loader)
        content = copy.deepcopy(self.parsed[text])
        path = self.paths.get(text)
        if path:
            self.seen.add(path)
        if path and path == self.spoiled:
            target = content[0] if isinstance(content, list) else content
            target["no_such_key"] = [None, 1.5]
        return content


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    with pytest.MonkeyPatch.context() as patch:
        stand_in = Reading()
        patch.setattr(yaml, "load", stand_in)
        yield stand_in


@pytest.fixture(scope="module")
def loader_of(reading: Reading) -> dict[Path, Loader]:
    """Which loader reads which file."""
    found: dict[Path, Loader] = {}
    for loader in loaders():
        reading.seen.clear()
        forget()
        loader()
        found |= dict.fromkeys(reading.seen, loader)
    return found


def test_every_file_is_loaded(loader_of: dict[Path, Loader]) -> None:
    assert [relative(path) for path in FILES if path not in loader_of] == []


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_an_unknown_key_is_refused(path: Path, reading: Reading, loader_of: dict[Path, Loader]) -> None:
    forget()
    reading.spoiled = path
    with pytest.raises(ValueError, match="no_such_key") as refusal:
        loader_of[path]()
    reading.spoiled = None
    forget()
    assert path.stem in str(refusal.value), "the message must name the file"


def test_models_of_data_files_are_strict() -> None:
    models = {item for module in modules() for item in vars(module).values() if inspect.isclass(item)}
    own = [item for item in models if issubclass(item, BaseModel) and item.__module__.startswith(HOUSES)]
    assert own
    assert [item.__name__ for item in own if item.model_config.get("extra") != "forbid"] == []


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_no_bare_word_becomes_a_boolean(path: Path) -> None:
    tokens = yaml.scan(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    bare = [token for token in tokens if isinstance(token, yaml.ScalarToken) and token.plain]
    assert [token.start_mark.line + 1 for token in bare if token.value.lower() in BOOLEAN_WORDS] == []
