"""/ : the search page. Takes the same query string as the API, so an address can be shared."""

import re
from dataclasses import replace

from flask import Flask, render_template, request

from corpus.errors import InputError
from indexer.engines.engine import Attribute
from search_api.answer import MOST_CHARACTERS, Question
from search_api.archive import Archive
from search_api.facets import WHOLE
from search_api.listing import MOST_ROWS
from search_api.parameters import question_from
from search_api.query import settled
from search_api.saved_searches import query_of
from search_api.search import facet, search
from web import wording
from web.access import Access
from web.pages import choosing
from web.pages.histogram import histogram, with_range
from web.pages.outputs_page import FORMS

_LONGEST_SOUGHT = 100


def _loosened(archive: Archive, question: Question, access: Access) -> list[tuple[choosing.Choice, int]]:
    """Of a question that finds nothing: what it would find without each of its filters, the most first; those alone that help."""
    found = []
    for attribute in question.filters:
        looser = choosing.without(question, attribute)
        total = search(archive, replace(looser, limit=0, offset=0, facets=()), access.labels).total
        if total:
            found.append((choosing.Choice(wording.ATTRIBUTES[attribute], choosing.address_of(looser), chosen=False), total))
    return sorted(found, key=lambda one: -one[1])


def add_search_page(app: Flask, archive: Archive, access: Access) -> None:
    @app.route("/")
    def search_page() -> str | tuple[str, int]:
        typed = request.args.get("q", "").strip()
        try:
            if len(typed) > MOST_CHARACTERS:
                raise InputError(f"Câu hỏi dài {len(typed)} ký tự; nhiều nhất là {MOST_CHARACTERS}. Hãy rút ngắn rồi tìm lại.")
            question = settled(question_from(with_range(request.args.items(multi=True))))
        except InputError as error:
            title, advice = wording.FAULTS[400]
            name = re.match(r"\w*", str(error)).group()  # type: ignore[union-attr]  # matches always
            known = name in wording.PARAMETERS
            advice = wording.PARAMETERS.get(name, advice)
            detail = None if known else str(error)
            return render_template("refused.html", typed=typed, title=title, advice=advice, detail=detail), 400
        answer = search(archive, replace(question, whole=(Attribute.YEAR,)), access.labels)
        facets, whole, sought = dict(answer.facets), request.args.get(choosing.WHOLE, ""), None
        if whole in facets:
            sought = request.args.get(choosing.SOUGHT, "").strip()[:_LONGEST_SOUGHT]
            facets[Attribute(whole)] = facet(archive, whole, question, access.labels, prefix=sought, limit=WHOLE)
        return render_template(
            "search.html",
            question=question,
            answer=answer,
            typed=question.text,
            hidden=choosing.hidden_pairs(question),
            facets=choosing.facet_choices(question, facets, whole=whole if sought is not None else None, sought=sought),
            histogram=histogram(question, answer.facets.get(Attribute.YEAR)),
            chips=choosing.chips(question, answer.facets),
            lineage=choosing.lineage_choice(question, answer.kin),
            modes=choosing.mode_choices(question),
            sorts=choosing.sort_choices(question, answer.sort),
            reading=choosing.other_reading(question, understood=answer.understood),
            pages=choosing.pages(question, answer.total),
            without_filters=choosing.without_filters(question),
            groups=choosing.collapsed(answer.hits),
            loosened=_loosened(archive, question, access) if not answer.total and question.filters else (),
            forms=FORMS,
            most_rows=MOST_ROWS,
            list_query=query_of(question),
            feed_query=query_of(replace(question, sort=None)),
            empty_archive=answer.total == 0 and not question.text and not question.filters,
        )
