"""The OpenAPI document as a page for people: plain HTML, without a script of anybody's."""

from typing import Any

from jinja2 import Environment, StrictUndefined

_PAGE = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ info.title }}</title>
<style>
body { font: 1rem/1.5 sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
code, h2, h3 { overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #b1b4b6; padding: .3rem .6rem; text-align: left; \
vertical-align: top }
section { border-top: 2px solid #0b0c0c; margin-top: 2rem }
</style>
</head>
<body>
<main>
<h1>{{ info.title }}</h1>
<p>Version {{ info.version }}, at <code>{{ server }}</code>. Licence: {{ info.license.name }}.</p>
<p>{{ info.description }}</p>
<p>For programs: <a href="openapi.json">OpenAPI</a>, <a href="asyncapi.json">AsyncAPI</a>. \
The <a href="events/types">types of event</a> and the <a href="problems">problems</a> have \
addresses of their own.</p>
{% for one in operations %}
<section id="{{ one.id }}">
<h2><code>{{ one.method }} {{ one.path }}</code></h2>
<p><strong>{{ one.summary }}.</strong> {{ one.description }}</p>
<p>{{ "A token is needed." if one.token else "No token is needed." }}</p>
{% if one.parameters %}
<table>
<caption>Parameters</caption>
<thead><tr><th scope="col">name</th><th scope="col">in</th><th scope="col">what</th></tr></thead>
<tbody>
{% for parameter in one.parameters %}
<tr><td><code>{{ parameter.name }}</code></td><td>{{ parameter.in }}</td>\
<td>{{ parameter.description | default("", true) }}</td></tr>
{% endfor %}
</tbody>
</table>
{% endif %}
<table>
<caption>Answers</caption>
<thead><tr><th scope="col">status</th><th scope="col">what</th></tr></thead>
<tbody>
{% for status, answer in one.responses.items() %}
<tr><td>{{ status }}</td><td>{{ answer.description }}</td></tr>
{% endfor %}
</tbody>
</table>
</section>
{% endfor %}
</main>
</body>
</html>
""")


def docs_page(described: dict[str, Any]) -> str:
    """The page.

    Args:
        described: The OpenAPI document.
    """
    operations = [
        {
            "id": operation["operationId"],
            "method": method.upper(),
            "path": path,
            "summary": operation["summary"],
            "description": operation["description"],
            "token": bool(operation.get("security")),
            "parameters": [{"description": "", **each} for each in operation.get("parameters", ())],
            "responses": operation["responses"],
        }
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]
    return _PAGE.render(
        info=described["info"], server=described["servers"][0]["url"], operations=operations
    )
