"""Rendering the pages and writing the folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from verify.claim import Claim
from verify.claim.source import full_name
from verify.counterexample import write_json
from verify.files import safe_name, write_whole
from verify.report.abstract import SENTENCES
from verify.report.recorded import entries as recorded
from verify.report.site import content
from verify.report.site.environment import templates
from verify.report.site.figures import figures, of_study, others
from verify.report.site.graph import graph
from verify.report.trusted_base import functions_of

COLOURS = {"holds": "#146c2e", "conditional": "#7a4b00", "refuted": "#a3161f", "undecided": "#454b54"}


def write_site(folder: Path, ledger: Mapping[str, Any], claims: Mapping[str, Claim], *, abstract: bool = True) -> int:
    """Write the report of ``ledger`` to ``folder``, and return how many files that were; the first page comes last.

    Args:
        ledger: as :func:`verify.report.ledger.read_ledger` gives it.
        claims: the claims of the ledger, by id.
        abstract: whether the paper's sentences and the graph are shown; not for a reviewer's own claims.

    Raises ``OSError`` where the folder cannot be written.
    """
    entries = [entry for entry in ledger["claims"] if entry["id"] in claims]
    env = templates()
    env.globals.update(full_name=full_name, functions_of=functions_of, show_abstract=abstract, ledger=ledger)
    pages, files = {}, {}
    for entry in entries:
        claim, witness = claims[entry["id"]], content.witness_of(entry)
        name = page_of(claim.id)
        replayable = witness is not None and witness.get("program") is not None
        if replayable:
            files[f"claims/{name}.json"] = witness
        pages[f"claims/{name}.html"] = env.get_template("claim.html.j2").render(
            entry=entry, claim=claim, witness=witness, replay=f"{name}.json" if replayable else "", root="../", name=name
        )
    called = content.called({entry["id"]: claims[entry["id"]] for entry in entries})
    pages["theory.html"] = env.get_template("theory.html.j2").render(called=called, root="")
    drawn = Markup(_graph({e["id"]: e for e in entries}, claims)) if abstract else ""
    pages["index.html"] = env.get_template("index.html.j2").render(entries=entries, claims=claims, graph=drawn, root="", page_of=page_of)
    pictures = figures() if abstract else {}
    if abstract:
        pages["studies.html"] = env.get_template("studies.html.j2").render(
            studies=[{**study, "pictures": of_study(study["file"], pictures)} for study in recorded()], others=others(pictures), root=""
        )
    for name, picture in pictures.items():
        write_whole(folder / "figures" / name, picture)
    for name, data in files.items():
        write_json(folder / name, data)
    for name, text in pages.items():
        write_whole(folder / name, text)
    return len(pictures) + len(files) + len(pages)


def page_of(claim_id: str) -> str:
    """The name of a claim's page, without ending: letters, digits, '.', '+', '-' and '_'."""
    return safe_name(claim_id).lstrip(".") or "claim"


def _graph(entries: Mapping[str, Any], claims: Mapping[str, Claim]) -> str:
    """Sentences, the claims that they rest on, and the functions of ``theory`` that these call."""
    sentences = [s for s in SENTENCES if s.rests_on and set(s.rests_on) <= entries.keys()]
    tied = list(dict.fromkeys(i for s in sentences for i in s.rests_on))
    functions = {f.__name__: f for i in tied for f in functions_of(claims[i])}
    label = {i: f"{i} {entries[i]['found']}" for i in tied}
    edges = [(s.id, label[i]) for s in sentences for i in s.rests_on]
    edges += [(label[i], f.__name__) for i in tied for f in functions_of(claims[i])]
    style = {label[i]: {"color": COLOURS.get(entries[i]["found"], COLOURS["refuted"])} for i in tied}
    urls = {label[i]: f"claims/{page_of(i)}.html" for i in tied} | {s.id: f"#{s.id}" for s in sentences}
    urls |= {name: f"theory.html#{full_name(f)}" for name, f in functions.items()}
    return graph(([s.id for s in sentences], list(label.values()), sorted(functions)), edges, style, urls) if sentences else ""
