"""The report as a folder of pages: ``index.html``, a page for each claim, the functions of ``theory`` that they call.

The pages need no server, no network and no script but a filter of one table; formulas are MathML. Everything on them comes from a
ledger and from the source of the claims.
"""

from verify.report.site.write import write_site

__all__ = ["write_site"]
