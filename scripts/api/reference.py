#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the reference of the API, docs/api.md, from the comments and descriptors of the .proto.

scripts/api/reference.py PROTO_FOLDER
"""

import re
import sys

from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Field
from google.protobuf.descriptor_pb2 import FileDescriptorProto as File

import descriptors
import markdown

# Where a comment is attached, as paths of field numbers (descriptor.proto, SourceCodeInfo.Location.path).
SYNTAX, MESSAGE, ENUM, SERVICE = 12, 4, 5, 6
NESTED_MESSAGE, NESTED_ENUM, FIELD, VALUE, METHOD = 3, 4, 2, 2, 2

_LICENSE = " SPDX-License-Identifier: Apache-2.0\n"
_HEADER = """\
# The API: {package}

[The .proto](../proto/{file}) is the API. This page shows what it says, for reading in a browser:
`scripts/api-docs` writes it, so it is not edited by hand. [How the API evolves](api-evolution.md) says what may change,
and [the cookbook](cookbook.md) calls it by common tools."""


class Reference:
    def __init__(self, file: File):
        self._file = file
        self._comments = {tuple(where.path): where.leading_comments for where in file.source_code_info.location}
        self._manual = markdown.sections(self._comments[SYNTAX,].removeprefix(_LICENSE))
        self._links = {title: markdown.slug(title) for title, _ in self._manual if title}

    def print(self):
        package = self._file.package
        yield _HEADER.format(package=package, file=self._file.name)
        yield from self._print_manual()
        for index, service in enumerate(self._file.service):
            yield from self._print_service(service, (SERVICE, index))
        yield "## Messages"
        for index, message in enumerate(self._file.message_type):
            yield from self._print_message(message, message.name, (MESSAGE, index))
        yield "## Enums"
        for index, enum in enumerate(self._file.enum_type):
            yield from self._print_enum(enum, enum.name, (ENUM, index))

    def _print_manual(self):
        for title, content in self._manual:
            yield f"## {title or 'What it is'}"
            yield markdown.section_text(content, self._link)

    def _print_service(self, service, path):
        yield f"## {service.name}"
        yield self._comment(path, service)
        for index, method in enumerate(service.method):
            answer = ("stream " if method.server_streaming else "") + self._type_link(method.output_type)
            yield f"### {method.name}"
            yield f"{self._type_link(method.input_type)} → {answer}"
            yield self._comment((*path, METHOD, index), method)

    def _print_message(self, message, name, path):
        yield f"### {name}"
        yield self._comment(path, message)
        rows = [self._field_row(field, (*path, FIELD, index)) for index, field in enumerate(message.field)]
        yield _table(("number", "field", "type", "meaning"), rows)
        for index, nested in enumerate(message.nested_type):
            yield from self._print_message(nested, f"{name}.{nested.name}", (*path, NESTED_MESSAGE, index))
        for index, enum in enumerate(message.enum_type):
            yield from self._print_enum(enum, f"{name}.{enum.name}", (*path, NESTED_ENUM, index))

    def _print_enum(self, enum, name, path):
        yield f"### {name}"
        yield self._comment(path, enum)
        rows = [
            (str(value.number), f"`{value.name}`", self._cell((*path, VALUE, index), value))
            for index, value in enumerate(enum.value)
        ]
        yield _table(("number", "value", "meaning"), rows)

    def _field_row(self, field, path):
        label = "repeated " if field.label == Field.LABEL_REPEATED else "optional " if field.proto3_optional else ""
        kind = self._type_link(field.type_name) if field.type_name else Field.Type.Name(field.type)[5:].lower()
        return str(field.number), f"`{field.name}`", label + kind, self._cell(path, field)

    def _comment(self, path, item):
        return _deprecation(item) + markdown.text(self._comments.get(path, ""), self._link)

    def _cell(self, path, item):
        return _deprecation(item) + markdown.cell(self._comments.get(path, ""), self._link)

    def _type_link(self, name):
        """A link to a type of this file, or the name of one of others (".google.protobuf.Timestamp")."""
        short = name.removeprefix(f".{self._file.package}.")
        return f"`{name.lstrip('.')}`" if short == name else f"[{short}](#{markdown.slug(short)})"

    def _link(self, text):
        """Links the manual's sections where the text names them: "Errors" at the top."""
        return re.sub(r'"([^"]*)" at the top', lambda found: self._section_link(found[1]), text)

    def _section_link(self, title):
        return f'["{title}" at the top](#{self._links[title]})'


def _deprecation(item):
    return "**Deprecated.** " if item.options.deprecated else ""


def _table(head, rows):
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    print("\n\n".join(part for part in Reference(descriptors.load_api(sys.argv[1])).print() if part))
