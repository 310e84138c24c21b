"""A download ends with the whole file or with one sentence, whatever the server does."""

from __future__ import annotations

import errno
import os
import pathlib

import pytest

from gan_core.catalog.download import Transfer, Unreachable, fetch
from gan_core.errors import Cancelled, DownloadError
from tests.catalog.unreliable import Answer, unreliable_site

CONTENT = bytes(range(256)) * 4000  # 1 MB


@pytest.fixture
def site():
    with unreliable_site() as running:
        yield running


def transfer(tmp_path, url, **options) -> Transfer:
    return Transfer(url, tmp_path / "file.bin", pause=0.01, **options)


def only_the_file(tmp_path) -> bool:
    return [p.name for p in tmp_path.iterdir()] == ["file.bin"]


def test_a_good_server(tmp_path, site):
    url = site.serve("/a", Answer(CONTENT))
    seen = []
    wanted = transfer(tmp_path, url, on_progress=lambda *told: seen.append(told))
    assert fetch(wanted).read_bytes() == CONTENT
    assert only_the_file(tmp_path)
    assert seen[-1] == (len(CONTENT), len(CONTENT), "file.bin")
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)


def test_a_broken_connection_goes_on_where_it_stopped(tmp_path, site):
    url = site.serve(
        "/a",
        Answer(CONTENT, stop_after=300_000),
        Answer(CONTENT, stop_after=300_000),
        Answer(CONTENT),
    )
    assert fetch(transfer(tmp_path, url)).read_bytes() == CONTENT
    assert [span for _, span in site.requests] == [None, "bytes=300000-", "bytes=600000-"]


def test_many_breaks_are_no_reason_to_give_up_while_something_arrives(tmp_path, site):
    url = site.serve("/a", Answer(CONTENT, stop_after=60_000))
    assert fetch(transfer(tmp_path, url)).read_bytes() == CONTENT
    assert len(site.requests) > 15


def test_a_new_call_goes_on_with_what_an_earlier_one_left(tmp_path, site):
    asked = iter([False, True])
    url = site.serve("/a", Answer(CONTENT))
    with pytest.raises(Cancelled):
        fetch(transfer(tmp_path, url, cancelled=lambda: next(asked)))
    assert fetch(transfer(tmp_path, url)).read_bytes() == CONTENT
    assert site.requests[1][1] == f"bytes={2 * 262144}-"


def test_a_server_without_ranges_is_asked_from_the_beginning(tmp_path, site):
    url = site.serve(
        "/a", Answer(CONTENT, ranges=False, stop_after=300_000), Answer(CONTENT, ranges=False)
    )
    assert fetch(transfer(tmp_path, url)).read_bytes() == CONTENT


def test_a_file_that_changed_between_two_tries_is_not_pieced_together(tmp_path, site):
    other = bytes(reversed(CONTENT))
    url = site.serve("/a", Answer(CONTENT, stop_after=300_000), Answer(other, etag='"two"'))
    assert fetch(transfer(tmp_path, url)).read_bytes() == other


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_without_a_sure_version_nothing_is_pieced_together(tmp_path, site, etag):
    url = site.serve(
        "/a", Answer(CONTENT, etag=etag, stop_after=300_000), Answer(CONTENT, etag=etag)
    )
    assert fetch(transfer(tmp_path, url)).read_bytes() == CONTENT
    assert [span for _, span in site.requests] == [None, None]


def test_a_range_other_than_asked_for_is_not_used(tmp_path, site):
    url = site.serve("/a", Answer(CONTENT, stop_after=300_000), Answer(CONTENT, wrong_range=True))
    with pytest.raises(Unreachable):
        fetch(transfer(tmp_path, url))
    assert not (tmp_path / "file.bin").exists()


def test_a_part_that_the_server_does_not_know_is_thrown_away(tmp_path, site):
    url = site.serve("/a", Answer(CONTENT, stop_after=300_000), Answer(CONTENT[:200_000]))
    assert fetch(transfer(tmp_path, url)).read_bytes() == CONTENT[:200_000]


def test_a_length_that_is_not_kept_is_not_a_file(tmp_path, site):
    url = site.serve("/a", Answer(CONTENT, announce=len(CONTENT) + 10, etag=None))
    with pytest.raises(Unreachable, match="breaks off again and again"):
        fetch(transfer(tmp_path, url))
    assert not (tmp_path / "file.bin").exists()


def test_another_size_than_published_is_refused_before_it_is_fetched(tmp_path, site):
    url = site.serve("/a", Answer(CONTENT))
    seen = []
    with pytest.raises(DownloadError, match="1024000 bytes instead of the published 99"):
        fetch(transfer(tmp_path, url, size=99, on_progress=lambda *told: seen.append(told)))
    assert seen == []


def test_passing_trouble_is_waited_out(tmp_path, site):
    url = site.serve("/a", Answer(b"", status=503), Answer(b"", status=429), Answer(CONTENT))
    assert fetch(transfer(tmp_path, url)).read_bytes() == CONTENT


def test_a_missing_file_is_not_asked_for_again(tmp_path, site):
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1 does not give out the file \(404\)"):
        fetch(transfer(tmp_path, site.url + "/nothing"))
    assert len(site.requests) == 1


def test_nobody_answers(tmp_path):
    with unreliable_site() as gone:
        url = gone.url + "/a"
    with pytest.raises(Unreachable, match="cannot be reached"):
        fetch(transfer(tmp_path, url))


def test_redirects_are_followed(tmp_path, site):
    site.serve("/b", Answer(CONTENT))
    url = site.serve("/a", Answer(b"", status=302, location=site.url + "/b"))
    assert fetch(transfer(tmp_path, url)).read_bytes() == CONTENT


@pytest.mark.parametrize("where", ["http://example.org/x", "file:///etc/passwd", "ftp://a/b"])
def test_only_https_is_followed_and_fetched(tmp_path, site, where):
    with pytest.raises(DownloadError, match="over https only"):
        fetch(transfer(tmp_path, where))
    url = site.serve("/a", Answer(b"", status=302, location=where))
    with pytest.raises(DownloadError):
        fetch(transfer(tmp_path, url))


def test_a_proxy_from_the_environment_is_used(tmp_path, site, monkeypatch):
    monkeypatch.setenv("http_proxy", site.url)
    monkeypatch.setenv("no_proxy", "")
    site.serve("http://localhost:1/a", Answer(CONTENT))
    assert fetch(transfer(tmp_path, "http://localhost:1/a")).read_bytes() == CONTENT
    assert site.requests[0][0] == "http://localhost:1/a"


def test_a_full_disk_gets_a_sentence(tmp_path, site, monkeypatch):
    url = site.serve("/a", Answer(CONTENT))

    def full(path, mode="r", **options):
        if "b" in mode and path.name.endswith(".part"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return opened(path, mode, **options)

    opened = pathlib.Path.open
    monkeypatch.setattr(pathlib.Path, "open", full)
    with pytest.raises(DownloadError, match=r"The disk is full: 'file\.bin' does not fit"):
        fetch(transfer(tmp_path, url))
