"""A copy of what is held about somebody as one HTML document that needs nothing else."""

from typing import ClassVar

from markupsafe import Markup

from feedback_service.access_copy import AccessCopy
from feedback_service.service import Service
from feedback_service.web.pages import PageStruct
from feedback_service.web.render import environment, render, static_folder


class CopyFile(PageStruct, frozen=True, kw_only=True):
    """The copy with its style sheets inside."""

    template: ClassVar[str] = "staff/copy_file.html"
    copy: AccessCopy
    css: Markup


def copy_html(service: Service, copy: AccessCopy) -> str:
    """The document."""
    sheets = [(static_folder() / name).read_text(encoding="utf-8") for name in ("tokens.css", "copy.css")]
    css = Markup("\n".join(sheets))  # noqa: S704 (our own files)
    return render(environment(service_name=service.settings.service_name), CopyFile(copy=copy, css=css))
