"""The report as pages: every link leads somewhere, every formula is MathML, hostile text stays text, and a browser finds nothing wrong."""

import json
import os
import shutil
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from tests.test_replay import SOURCE
from verify import replay
from verify.__main__ import main
from verify.audit import audit
from verify.report.ledger import read_ledger
from verify.report.recorded import entries
from verify.report.site import write_site
from verify.report.site.audit_page import write_audit
from verify.report.site.content import numbers, paragraphs
from verify.report.site.figures import RESULTS
from verify.report.site.write import page_of
from verify.validation.registry import claims_by_id

LEDGER = read_ledger(Path(__file__).parents[1] / "verify/ledgers/0.1.0.json")
CLAIMS = claims_by_id()


class Page(HTMLParser):
    """Links, anchors, and how often each tag stands on a page."""

    def __init__(self, path):
        super().__init__()
        self.links, self.anchors, self.tags = [], set(), {}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.anchors.add(given.get("id"))
        self.links += [given[name] for name in ("href", "xlink:href", "src") if name in given]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    assert main(["report", str(folder)]) == 0
    return folder


def test_there_is_a_page_for_each_claim_and_all_is_small(site):
    assert {p.stem for p in (site / "claims").glob("*.html")} == {page_of(i) for i in CLAIMS}
    assert sum(p.stat().st_size for p in site.rglob("*") if p.is_file()) < 5 * 2**20


def test_every_link_leads_to_a_file_and_an_anchor_and_none_to_the_network(site):
    pages = {p: Page(p) for p in site.rglob("*.html")}
    dead = []
    for path, page in pages.items():
        for link in page.links:
            if link.startswith("#") and link[1:] in page.anchors:
                continue
            file, _, anchor = link.partition("#")
            target = (path.parent / file).resolve()
            if file and target.exists() and (not anchor or anchor in pages[target].anchors):
                continue
            dead.append((path.name, link))
    assert dead == []
    assert sum(len(page.links) for page in pages.values()) > 500


def test_formulas_are_mathml_and_counterexamples_stand_in_numbers(site):
    assert all(Page(site / "claims" / f"{page_of(i)}.html").tags["math"] >= 1 for i, c in CLAIMS.items() if c.latex)
    assert Page(site / "claims" / "O7.html").tags["math"] == 4  # the statement, X_r, X_f and w_*


def test_the_counterexample_beside_a_page_replays(site):
    assert Path(replay.__file__) == SOURCE
    for name in ("O7", "O9", "R7"):
        assert main(["replay", str(site / "claims" / f"{name}.json")]) == 0


def test_text_of_a_claim_cannot_become_markup(tmp_path):
    ledger = json.loads(json.dumps(LEDGER))
    entry = next(e for e in ledger["claims"] if e["id"] == "O7")
    entry["statement"] = entry["source"] = "<script>alert(1)</script>"
    entry["rungs"][0]["note"] = "<img src=x onerror=alert(1)>"
    write_site(tmp_path, ledger, CLAIMS)
    for name in ("index.html", "claims/O7.html"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize(("claim", "page"), [("../../x", "_.._x"), ("a b/c", "a_b_c"), ("..", "claim"), ("O7", "O7")])
def test_the_name_of_a_page_stays_in_its_folder(claim, page):
    assert page_of(claim) == page


def test_a_large_counterexample_is_left_to_its_file():
    assert numbers({"x_r": [["1"]] * 13, "x_f": [["1"]] * 13, "w_star": [["1"]] * 13}) == []
    assert [name for name, _ in numbers({"x_r": [["1/2"]], "x_f": [["-3/4"]], "y_r": [["1"]], "y_f": [["2"]]})] == [
        "X_r",
        "X_f",
        "y_r",
        "y_f",
    ]


def test_indented_blocks_of_a_docstring_stand_as_they_are():
    parts = list(paragraphs("Says\nthis.\n\n    a = b\n      c\n\nThen that."))
    assert [(p.text, p.verbatim) for p in parts] == [("Says this.", False), ("a = b\n  c", True), ("Then that.", False)]


@pytest.mark.parametrize(("content", "message"), [("{}", "`format` must be"), (None, "cannot be read")])
def test_a_ledger_that_does_not_serve_is_refused(tmp_path, capsys, content, message):
    path = tmp_path / "ledger.json"
    if content is not None:
        path.write_text(content)
    assert main(["report", str(tmp_path / "site"), "--ledger", str(path)]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_a_file_is_no_folder(tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    assert main(["report", str(tmp_path / "taken")]) == 2
    assert "`DIR` must be a folder" in capsys.readouterr().err


def test_the_studies_stand_on_a_page_of_their_own(site):
    text = (site / "studies.html").read_text(encoding="utf-8")
    for study in entries():
        assert study["study"] in text and study["sha256"] in text and study["summary"] in text
    shown = Page(site / "studies.html")
    assert shown.tags["img"] == len(list((site / "figures").glob("*.png"))) == len(list(RESULTS.glob("*.png")))
    assert all(p.stat().st_size < 2**18 for p in (site / "figures").glob("*.png"))


def test_claims_of_ones_own_have_no_page_of_studies(tmp_path):
    write_site(tmp_path, LEDGER, CLAIMS, abstract=False)
    assert not (tmp_path / "studies.html").exists()
    assert "studies.html" not in (tmp_path / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """The page of an audit of classes, with a file name that could be markup and weights of one's own."""
    folder = tmp_path_factory.mktemp("audit")
    rng = np.random.default_rng(0)
    np.savez(folder / "<b>$x$.npz", features=rng.normal(size=(60, 8)), targets=np.eye(3)[np.arange(60) % 3], forget=np.arange(60) >= 45)
    np.save(folder / "w.npy", rng.normal(size=(8, 3)))
    typed = ["audit", str(folder / "<b>$x$.npz"), "--weights", str(folder / "w.npy"), "--report", str(folder / "page")]
    assert main(typed) == 0
    return folder / "page"


def test_the_page_of_an_audit_stands_alone_and_says_what_the_terminal_says(audited):
    assert [p.name for p in audited.iterdir()] == ["index.html"]
    page, text = Page(audited / "index.html"), (audited / "index.html").read_text(encoding="utf-8")
    assert all(link.startswith("#") and link[1:] in page.anchors for link in page.links)
    assert "<b>$x$" not in text and "&lt;b&gt;$x$.npz" in text
    assert page.tags["math"] >= 3 and page.tags["svg"] == 1
    for words in ("Best: fine-tuned.", "(best)", "your weights, class by class", "They close", "least D_f", "closed in weights, %"):
        assert words in text


def test_a_page_of_an_audit_in_kernel_space_has_no_blocks(tmp_path):
    rng = np.random.default_rng(0)
    found = audit(rng.normal(size=(12, 3)), rng.normal(size=12), np.arange(12) >= 8, kernel="rbf")
    text = write_audit(tmp_path, found).read_text(encoding="utf-8")
    assert "Blocks:" not in text and "option A</th>" not in text and "exp(-0.333333 ||x - z||^2)" in text


def test_a_report_that_cannot_be_written_is_refused_before_the_audit(audited, tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    data = next(audited.parent.glob("*.npz"))
    assert main(["audit", str(data), "--report", str(tmp_path / "taken")]) == 2
    assert "`--report` must be a folder" in capsys.readouterr().err


needs_browser = pytest.mark.skipif(not shutil.which("chromedriver"), reason="needs Debian's packages chromium and chromium-driver")


@pytest.fixture(scope="module")
def browser():
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    started = launched(webdriver, options)
    yield started
    started.quit()


def launched(webdriver, options):
    """On a machine that is busy a browser may not answer in time when it starts: three tries."""
    from selenium.common.exceptions import WebDriverException

    for left in (2, 1, 0):
        try:
            return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
        except WebDriverException:
            if not left:
                raise
    return None


def at_width(browser, width):
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


PAGES = ("index.html", "claims/O7.html", "claims/S1.html", "theory.html", "studies.html", "audit", "own claims")


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """The first page of a report on claims of one's own."""
    folder = tmp_path_factory.mktemp("own")
    write_site(folder, LEDGER, CLAIMS, abstract=False)
    return folder


def violations(browser):
    """What axe-core has against the page, rules of good practice included; AXE names another copy of axe.min.js."""
    path = os.environ.get("AXE") or Path(pytest.importorskip("axe_core_python").__file__).with_name("axe.min.js")
    browser.execute_script(Path(path).read_text(encoding="utf-8"))
    found = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    return [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]]


@needs_browser
@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_a_browser_and_axe_have_no_complaint(site, audited, own, browser, name, width):
    """No message on the console, nothing wider than the window, no violation of what makes a page readable by all."""
    at_width(browser, width)
    places = {"audit": audited / "index.html", "own claims": own / "index.html"}
    browser.get(places.get(name, site / name).as_uri())
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert violations(browser) == []
    assert browser.get_log("browser") == []


@needs_browser
def test_a_violation_is_seen(browser, tmp_path):
    (tmp_path / "bad.html").write_text("<!doctype html><title>x</title><p style='color:#bbb'>pale<img src='data:,'>")
    browser.get((tmp_path / "bad.html").as_uri())
    assert {v.partition(":")[0] for v in violations(browser)} >= {"color-contrast", "image-alt", "html-has-lang"}


@needs_browser
def test_formulas_are_visible_and_the_filter_filters_by_keyboard(site, browser):
    at_width(browser, 1440)
    browser.get((site / "claims/O7.html").as_uri())
    assert browser.execute_script("return document.querySelector('math').getBoundingClientRect().height") > 10
    browser.get((site / "index.html").as_uri())
    browser.find_element("id", "words").send_keys("golden fine-tuning")
    shown = browser.execute_script("return [...document.querySelectorAll('#claims tr')].filter(r => !r.hidden).length")
    assert 0 < shown < len(CLAIMS)
    seen = set()
    for _ in range(40):  # everything that can be operated is reached with the tabulator key, the skip link first
        browser.switch_to.active_element.send_keys("\ue004")
        seen.add(browser.switch_to.active_element.tag_name)
    assert {"a", "select", "div"} <= seen
