"""An item that takes long is named while it runs, at times that double, and no other is."""

from verify.session.watchdog import Watchdog


def at(seconds, dog):
    dog.clock = lambda: seconds
    dog.look()


def test_an_item_that_takes_long_is_named_and_then_ever_more_rarely():
    said = []
    dog = Watchdog(60.0, said.append, clock=lambda: 0.0)
    dog.pytest_runtest_logstart("O7-exact")
    for seconds in range(0, 500, 5):
        at(float(seconds), dog)
    assert said == [f"still running after {s} s: O7-exact" for s in (60, 120, 240, 480)]


def test_an_item_that_is_done_is_not_named():
    said = []
    dog = Watchdog(60.0, said.append, clock=lambda: 0.0)
    dog.pytest_runtest_logstart("O7-exact")
    dog.pytest_runtest_logstart("O8-exact")
    dog.pytest_runtest_logfinish("O7-exact")
    at(100.0, dog)
    assert said == ["still running after 100 s: O8-exact"]


def test_the_thread_ends_with_the_run():
    said = []
    dog = Watchdog(0.01, said.append)
    dog.pytest_runtest_logstart("O7-exact")
    dog.pytest_sessionstart()
    while not said:
        pass
    dog.pytest_sessionfinish()
    assert said[0].endswith("O7-exact")
    assert dog.over.is_set()
