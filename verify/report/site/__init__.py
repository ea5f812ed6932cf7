"""The report as a folder of pages: ``index.html``, a page for each claim, the functions of ``theory`` that they call, the studies.

The pages need no server, no network and no script but a filter of one table; formulas are MathML. Everything on them comes from a
ledger, from the source of the claims and from recorded results. An audit is one page of the same kind (``audit_page``).
"""

from verify.report.site.write import write_site

__all__ = ["write_site"]
