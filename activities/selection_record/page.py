"""The record as a page of HTML: plain, without scripts, nothing fetched from anywhere.

A page that is read by itself, so it brings its own style: that of GOV.UK, without its typeface,
which is for its own sites. Tables have captions, and their headings say what they head.
"""

from markupsafe import Markup

from activities.selection_record.contents import RecordContents, RecordTable, Section

_STYLE = Markup("""\
body { font: 1.1875rem/1.32 Arial, Helvetica, sans-serif; color: #0b0c0c; background: #fff;
  margin: 0 auto; max-width: 60rem; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 2rem; line-height: 1.1; }
h2 { font-size: 1.5rem; margin-top: 2.5rem; }
p { max-width: 44rem; }
dl { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: 0.5rem 1.5rem; }
dt { font-weight: bold; }
dd { margin: 0; }
.scrolls { overflow-x: auto; }
table { border-collapse: collapse; overflow-wrap: normal; }
caption { font-weight: bold; text-align: left; padding-bottom: 0.5rem; }
th, td { border-bottom: 1px solid #b1b4b6; padding: 0.5rem 1.25rem 0.5rem 0; text-align: left;
  vertical-align: top; font-variant-numeric: tabular-nums; }
tbody th { font-weight: normal; }
.scrolls:focus { outline: 3px solid #fd0; box-shadow: 0 0 0 6px #0b0c0c; }
@media print { body { font-size: 10pt; } .scrolls { overflow: visible; } }
""")
_PAGE = Markup("""\
<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<dl>
{particulars}
</dl>
{sections}
</main>
</body>
</html>
""")
_TABLE = Markup("""\
<div class="scrolls" tabindex="0" role="region" aria-label="{caption}">
<table>
<caption>{caption}</caption>
<thead>
<tr>{headings}</tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
</div>""")
_LINES = Markup("\n")


def as_html(contents: RecordContents) -> str:
    """A whole page. Whatever the words are, they are shown and never obeyed."""
    pair = Markup("<dt>{}</dt>\n<dd>{}</dd>")
    return str(
        _PAGE.format(
            title=contents.title,
            style=_STYLE,
            particulars=_LINES.join(pair.format(*one) for one in contents.particulars),
            sections=_LINES.join(_section(section) for section in contents.sections),
        )
    )


def _section(section: Section) -> Markup:
    parts = [Markup("<h2>{}</h2>").format(section.heading)]
    parts += [Markup("<p>{}</p>").format(paragraph) for paragraph in section.paragraphs]
    if section.table:
        parts.append(_table(section.table))
    return _LINES.join(parts)


def _table(table: RecordTable) -> Markup:
    head = Markup('<th scope="col">{}</th>')
    return _TABLE.format(
        caption=table.caption,
        headings=Markup("").join(head.format(heading) for heading in table.headings),
        rows=_LINES.join(_row(row) for row in table.rows),
    )


def _row(row: tuple[str, ...]) -> Markup:
    first, *others = row
    cells = Markup("").join(Markup("<td>{}</td>").format(cell) for cell in others)
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(first, cells)
