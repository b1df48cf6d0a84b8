"""Rules about the documents themselves (D)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from workflows.cascade import AskedPlan, AskedReport, Order
from workflows.compiler import Drafts
from workflows.findings import Severity
from workflows.library import Library
from workflows.references import Reference, references
from workflows.rules.registry import DECREE_09_8_5, DECREE_30, Both, Hit, met, name_of, rule
from workflows.schema import Document

_MISTYPED = 0.8
"""How like a key on file a text must be to be taken for that key with a slip."""


@rule(
    "D101",
    Severity.NOTE,
    vi="văn bản chưa có số: {why}",
    en="the document has no number: {why}",
    hint_vi="nhiệm vụ chờ đến khi có số và ngày: dondoc release {key} --number … --on …",
    hint_en="its tasks wait for number and date: dondoc release {key} --number … --on …",
    cites=(DECREE_30,),
)
def missing_number(drafts: Drafts) -> Iterator[Hit]:
    """The copy on file has no number.

    Why: a document is identified by number, date and issuer (Decree 30/2020/NĐ-CP); without them no task starts.
    Example: `number: {missing: số để trống, printed: /KH-UBND}`.
    Mend: fill it in when the stamped copy arrives, or give it at run time with `draft_plan --document` or `release`.
    """
    for document in drafts.cascade.documents:
        if document.text != "not-held" and document.number.missing is not None:
            place = document.place_of("number").cited(document.at)
            yield Hit(place, document.key, {"why": document.number.missing, "key": document.key})


@rule(
    "D102",
    Severity.NOTE,
    vi="văn bản chưa có ngày: {why}",
    en="the document has no date: {why}",
    hint_vi="nhiệm vụ chờ đến khi có số và ngày: dondoc release {key} --number … --on …",
    hint_en="its tasks wait for number and date: dondoc release {key} --number … --on …",
    cites=(DECREE_30,),
)
def missing_date(drafts: Drafts) -> Iterator[Hit]:
    """The copy on file has no date.

    Why: nobody can tell from which day its duties hold, nor whether a due date lies before it.
    Example: `date: {missing: ngày tháng để trống, not_before: 2023-02-20}`.
    Mend: fill it in when the stamped copy arrives, or give it at run time.
    """
    for document in drafts.cascade.documents:
        if document.text != "not-held" and document.date.missing is not None:
            place = document.place_of("date").cited(document.at)
            yield Hit(place, document.key, {"why": document.date.missing, "key": document.key})


@rule(
    "D103",
    Severity.NOTE,
    vi="“{words}” không dẫn tới hạn nào trong các văn bản đang có hiệu lực",
    en='"{words}" leads to no date in any document in force',
    hint_vi="nêu hạn của từng cấp, hoặc thêm văn bản được dẫn chiếu",
    hint_en="state the due date of each tier, or add the document referred to",
    cites=(DECREE_09_8_5,),
)
def unresolved_reference(drafts: Drafts) -> Iterator[Hit]:
    """A due date is given by reference ("theo quy định", or a document that is not on file) and leads to no date.

    Why: the due date of every tier must be stated (Decree 09/2019/NĐ-CP, art. 8(5)).
    Example: `due: {as: theo quy định}` where no document in force dates that report.
    Mend: write the date, or put the document that has it on file.
    """
    for draft in drafts.tasks.values():
        for source in draft.asked:
            if source.due.last_day is not None or source.rule is None or source.rule.as_ is None:
                continue
            others: Iterable[AskedReport | Order] = draft.reports
            if isinstance(source, Order):
                others = (*draft.orders, *drafts.merged_reports(draft))
            if any(other.due.last_day is not None for other in others):
                continue
            yield Hit(source.due_place, source.document.key, {"words": source.rule.as_})


@rule(
    "D104",
    Severity.NOTE,
    vi="văn bản cho phép hai cách hiểu: {why}",
    en="the text allows two readings: {why}",
    hint_vi="cách hiểu nhỏ nhất được dùng; hỏi cơ quan ban hành nếu cần",
    hint_en="the smallest reading is taken; ask the issuer where it matters",
)
def reading(drafts: Drafts) -> Iterator[Hit]:
    """A fact was read one way although the text allows another.

    Why: a duty is only what the text certainly asks; who reads otherwise must see where the choice was made.
    Example: "hàng quý" beside 6 and 9 months and the year: only the first quarter is certain.
    Mend: nothing, unless the issuer says otherwise; keep the `reading` with its reason.
    """
    for hit in met(drafts, "reading"):
        yield Hit(hit.place, hit.document, {**hit.facts, "discriminator": ""})
    for document in drafts.cascade.documents:
        for assignment in document.assigns:
            for fact in (assignment, assignment.plan, assignment.report, assignment.product):
                if fact is not None and fact.reading:
                    at = drafts.cascade.cited_at(fact, assignment, document)
                    yield Hit(fact.place_of("reading").cited(at), document.key, {"why": fact.reading})


@rule(
    "D105",
    Severity.WARNING,
    vi="chú thích sau dấu # cắt mất phần cuối của chữ: “{lost}”",
    en='a comment after # cuts off the end of the text: "{lost}"',
    hint_vi="đặt chữ trong ngoặc kép nếu dấu # thuộc về nó; nếu là chú thích, viết ở dòng riêng",
    hint_en="quote the text if the # belongs to it; else put the comment on a line of its own",
)
def comment_cuts_text(drafts: Drafts) -> Iterator[Hit]:
    """A `#` after a text inside `at`, `title`, `content`, `number` or `printed` begins a comment.

    Why: YAML drops everything after " #" silently, and a citation or number loses its end.
    Example: `at: mục 3 # cuối`.
    Mend: quote the text, or move the comment to its own line.
    """
    for document in drafts.cascade.documents:
        for place, lost in drafts.cascade.library.loaded[document.key].cut_off:
            yield Hit(place, document.key, {"lost": lost})


@rule(
    "D106",
    Severity.WARNING,
    vi="“{key}” trông như khóa của một văn bản, nhưng không có văn bản nào như vậy",
    en='"{key}" looks like the key of a document, and there is no such document',
    hint_vi="{nearest}nếu văn bản không có trong hồ sơ, ghi số như in (1432/BNV-CTTN) thay cho khóa",
    hint_en="{nearest}for a document that is not on file write its number as printed (1432/BNV-CTTN), not a key",
)
def unknown_source(drafts: Drafts) -> Iterator[Hit]:
    """A due date (`as`) or a witness (`at: KEY#SECTION`) names a document by a key that no document has.

    Why: the dates of that document are then not taken over, and nobody can look the place up.
    Example: `due: {as: cv-1432-bnv-2032}` for `cv-1432-bnv-2023`.
    Mend: correct the key; for a document that is not on file write its number as printed.
    """
    library = drafts.cascade.library
    for document in drafts.cascade.documents:
        for reference in references(document):
            if not reference.is_key and reference.key not in library.loaded:
                yield Hit(reference.place, document.key, _unknown(library, reference))


@rule(
    "D201",
    Severity.ERROR,
    vi="{agency} được giao hai việc cùng khóa {task}",
    en="{agency} is given two pieces of work under one key {task}",
    hint_vi="đặt `topic` cho một trong hai",
    hint_en="give one of them a `topic`",
)
def duplicate_assignment(drafts: Drafts) -> Iterator[Hit]:
    """One document gives an agency two pieces of work for the same period without telling them apart.

    Why: a task's key is period, agency and topic; two tasks under one key cannot be followed up apart.
    Example: a second assignment for the same departments, again without `topic`.
    Mend: give the second one a `topic`, or merge the two.
    """
    for draft in drafts.tasks.values():
        sources: list[AskedReport | AskedPlan] = [*draft.reports, *draft.plans]
        sources.sort(key=lambda source: source.document.key)
        for key, group in groupby(sources, key=lambda source: source.document.key):
            assignments = {id(source.assignment): source.assignment for source in group}
            for second in list(assignments.values())[1:]:
                document = drafts.cascade.library.get(key)
                place = second.place.cited(drafts.cascade.cited_at(second, document))
                yield Hit(place, key, {"agency": name_of(drafts, draft.agency), "task": draft.key})


@rule(
    "D202",
    Severity.ERROR,
    vi="không có văn bản “{key}”",
    en='there is no document "{key}"',
    hint_vi="{nearest}văn bản không có trong hồ sơ thì ghi `number`, `date`, `issuer` thay cho khóa",
    hint_en="{nearest}cite a document that is not on file by `number`, `date`, `issuer`, not by key",
)
def unknown_document(drafts: Drafts) -> Iterator[Hit]:
    """A citation or an outline names a document by a key that no document has.

    Why: a plan whose directive is mistyped silently stays out of the cascade, and would be missing from its launch.
    Example: `implements: [ct-34-ttg-2021]` for `ct-33-ttg-2021`; it is told on launching the latter, too.
    Mend: correct the key; cite a document that is not on file by `{number, date, issuer}`.
    """
    library = drafts.cascade.library
    for document in (*drafts.cascade.documents, *_left_out(drafts)):
        for reference in references(document):
            if reference.is_key and reference.key not in library.loaded:
                yield Hit(reference.place, document.key, _unknown(library, reference))


def _left_out(drafts: Drafts) -> Iterator[Document]:
    """Documents of the year that would most likely be in the cascade, were the key of one above them not mistyped."""
    library, year = drafts.cascade.library, drafts.cascade.year
    for document in library.documents:
        above = {citation.document for citation in (*document.implements, *document.carries)} - {None}
        meant = {key for wrong in above - library.loaded.keys() for key in library.nearest(str(wrong), _MISTYPED)}
        if not meant or not document.in_force_in(year):
            continue
        inside = {inner.key for inner in library.cascade_of(drafts.cascade.directive.key)}
        if document.key not in inside and meant & inside:
            yield document


def _unknown(library: Library, reference: Reference) -> dict[str, Any]:
    near = ", ".join(library.nearest(reference.key))
    nearest = Both(f"gần nhất: {near}; ", f"nearest: {near}; ") if near else ""
    return {"key": reference.key, "nearest": nearest, "discriminator": reference.key}
