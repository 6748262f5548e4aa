# SPDX-License-Identifier: Apache-2.0
"""Comments of the .proto as Markdown. Paragraphs flow, indented lines stay as they are."""

import re

_CODE = re.compile(r"(`[^`]*`)")
_TITLE = re.compile(r"([A-Z][A-Za-z]*(?: and \w+)?(?: \([^)]*\))?)\. (?=\S)")


def slug(heading):
    """The anchor that hosts of Markdown give to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def blocks(comment):
    """The comment as (is_indented, lines): paragraphs, and indented lines with the empty ones between them."""
    found, empty = [], True
    for line in (line.removeprefix(" ").rstrip() for line in comment.splitlines()):
        indented = line.startswith(" ")
        if line and (not found or found[-1][0] != indented or (empty and not indented)):
            found.append((indented, []))
        elif line and empty and indented:
            found[-1][1].append("")
        if line:
            found[-1][1].append(line)
        empty = not line
    return found


def escape(text):
    """Text in which nothing but `code` is markup."""
    parts = _CODE.split(text)
    return "".join(part if part.startswith("`") else re.sub(r"([*<|\\])", r"\\\1", part) for part in parts)


def text(comment, link=lambda text: text):
    """The comment as Markdown. `link` adds links to escaped text."""
    return "\n\n".join(_block(indented, lines, link) for indented, lines in blocks(comment))


def cell(comment, link=lambda text: text):
    """The comment as one cell of a table."""
    whole = "<br>".join(" ".join(line.strip() for line in lines) for _, lines in blocks(comment))
    return link(escape(whole).replace("\\<br>", "<br>"))


def sections(comment):
    """The comment as (title or "", text), one for each paragraph that begins with a title such as `Errors.`"""
    found = [("", [])]
    for indented, lines in blocks(comment):
        if not indented and (title := _TITLE.match(lines[0])):
            found.append((title[1], []))
            lines = [lines[0][title.end() :], *lines[1:]]
        found[-1][1].append((indented, lines))
    return found


def section_text(content, link):
    return "\n\n".join(_block(indented, lines, link) for indented, lines in content)


def _block(indented, lines, link):
    if not indented:
        return link(escape("\n".join(lines)))
    margin = min(len(line) - len(line.lstrip()) for line in lines if line)
    return "\n".join(["```text", *(line[margin:] for line in lines), "```"])
