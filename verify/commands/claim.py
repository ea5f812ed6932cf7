"""``python -m verify claim O7``: what a claim says, whether it is true and why, on one screen, with how to cite it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from verify.audit.bad_input import BadInputError
from verify.audit.layout import Style, style_of, table
from verify.claim import Claim
from verify.claim.hints import nearest
from verify.commands.report import RELEASED
from verify.counterexample.text import explain
from verify.replay import escaped
from verify.report.pages import whole_ledger
from verify.report.site.content import citation, proof_of, witness_of
from verify.validation.registry import claims_by_id, module_of


def register(subcommands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``claim`` to the command line."""
    parser = subcommands.add_parser("claim", help="whether a statement of the suite is true and why, and how to cite it")
    parser.add_argument("words", nargs="*", metavar="ID|WORD", help="an id such as O7, or words that the statement holds; without any, all")
    parser.add_argument("--ledger", type=Path, default=RELEASED, metavar="FILE", help="the run to tell of (default: the released one)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one claim in full, or a line for each that is meant; raises ``BadInputError`` where none is."""
    claims = claims_by_id()
    try:
        ledger = whole_ledger(arguments.ledger, claims)
    except ValueError as error:
        raise BadInputError(str(error)) from None
    entries, style = {entry["id"]: entry for entry in ledger["claims"]}, style_of(sys.stdout)
    found = _meant(arguments.words, entries)
    lines = _one(claims[found[0]], entries[found[0]], ledger, style) if len(found) == 1 else _list([entries[i] for i in found], style)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    sys.stdout.write("\n".join([*lines, ""]).encode(encoding, errors="replace").decode(encoding))
    return 0


def _meant(words: list[str], entries: Mapping[str, Any]) -> list[str]:
    """The claim of that id, or those whose statement holds every word."""
    if len(words) == 1 and (same := [i for i in entries if i.lower() == words[0].lower()]):
        return same
    found = [i for i, e in entries.items() if all(w.lower() in f"{i} {e['statement']} {e['verdict']}".lower() for w in words)]
    if not found:
        near = nearest(words[0], entries)
        meant = f"; did you mean {' or '.join(near)}?" if near else "; without a word, all are listed"
        raise BadInputError(f"`ID` must be the id of a claim, or words that a statement holds; received {' '.join(words)!r}{meant}")
    return found


def _list(entries: list[Mapping[str, Any]], style: Style) -> list[str]:
    return table([("claim", "verdict", "statement"), *((e["id"], e["found"], e["statement"]) for e in entries)], width=style.width)


def _one(claim: Claim, entry: Mapping[str, Any], ledger: Mapping[str, Any], style: Style) -> Iterator[str]:
    yield style.heading(f"{claim.id}: {entry['verdict']}")
    yield style.wrapped(entry["statement"])
    yield style.wrapped(f"Assumes {'; '.join(f'{name}: {said}' for name, said in entry['assumes'].items())}. Source: {entry['source']}.")
    yield from ("", style.heading("WHY"))
    for part in proof_of(claim):
        yield from part.text.splitlines() if part.verbatim else [style.wrapped(part.text)]
    witness = witness_of(entry)
    if witness is not None and witness.get("program") is not None:
        yield from ("", style.heading("COUNTEREXAMPLE, replayed now"))
        yield from (style.wrapped(line, "    ") if len(line) > style.width else line for line in _replayed(witness))
    yield from ("", style.heading("EVIDENCE"))
    rungs = [(r["rung"], r["answer"], str(r["compared"]), r["note"] or "-") for r in entry["rungs"]]
    yield from table([("rung", "answer", "compared", "note"), *rungs], width=style.width)
    yield from ("", style.heading("HOW TO CITE IT"), style.wrapped(citation(entry, ledger)))
    home = module_of(claim)
    where = "" if home is None else f"Its file: {home.__name__.replace('.', '/')}.py. "
    yield style.wrapped(f"{where}As a page, with what must still be believed: `python -m verify report DIR`.")


def _replayed(witness: Mapping[str, Any]) -> Iterator[str]:
    """Data, both sides and the outcome; the program between them is in the file that a report writes."""
    shown = True
    for line in explain(json.dumps(witness))[1]:
        if line == "program":
            shown = False
        elif line == "sides":
            shown = True
        if shown:
            yield escaped(f"  {line}")
