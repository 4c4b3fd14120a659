"""Every template renders exactly its page struct: no name is missing, none is left over."""

import importlib
import pkgutil

import msgspec
import pytest
from jinja2 import meta, nodes

from feedback_service import web
from feedback_service.web.pages import PageStruct
from feedback_service.web.render import TEMPLATES, environment

ENV = environment(asset=str, helplines=(), service_name="")
CHOOSES = {"language"}  # which templates are taken: those of this language
ALWAYS = {"asset", "picture", "helplines", "service_name", *ENV.globals}


def structs(base: type[PageStruct]) -> set[type[PageStruct]]:
    """Every page there is, whatever it is derived from."""
    for module in pkgutil.walk_packages(web.__path__, f"{web.__name__}."):
        importlib.import_module(module.name)
    below = set(base.__subclasses__())
    return below | {one for each in below for one in structs(each)}


PAGES = sorted(
    (page for page in structs(PageStruct) if "template" in vars(page)), key=lambda page: page.__name__
)


def sources(name: str, seen: set[str]) -> set[str]:
    """The template and whatever it extends, includes or imports."""
    if name in seen:
        return seen
    seen.add(name)
    for other in meta.find_referenced_templates(ENV.parse((TEMPLATES / name).read_text(encoding="utf-8"))):
        assert other is not None, f"{name} names a template that only running it would tell"
        sources(other, seen)
    return seen


def used(name: str) -> set[str]:
    """The names from outside that these templates read. What one of them sets, another may read."""
    trees = [ENV.parse((TEMPLATES / one).read_text(encoding="utf-8")) for one in sources(name, set())]
    read = {one for tree in trees for one in meta.find_undeclared_variables(tree)}
    return read - {one for tree in trees for one in _own(tree)}


def _own(tree: nodes.Template) -> set[str]:
    """The names that a template makes itself: variables, macros, and macros it imports."""
    variables = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "store"}
    macros = {each.name for each in tree.find_all(nodes.Macro)}
    imported = {
        name for each in tree.find_all(nodes.FromImport) for name in each.names if isinstance(name, str)
    }
    return variables | macros | imported


def test_there_are_pages_to_look_at() -> None:
    assert len(PAGES) > 15


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_template_reads_every_field_of_its_struct_and_nothing_else(page: type[PageStruct]) -> None:
    fields = {field.name for field in msgspec.structs.fields(page)}
    read = used(page.template)
    assert read - fields - ALWAYS == set(), "read, but not in the struct"
    assert fields - read - CHOOSES == set(), "in the struct, but never read"


def test_every_template_belongs_to_a_page() -> None:
    reached: set[str] = set()
    for page in PAGES:
        sources(page.template, reached)
    every = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}
    assert every - reached == set()
