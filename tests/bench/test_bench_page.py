"""The bench of the page: a real server of a few lines, visited and written to."""

import os
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from bench.page import CHROMIUM, SENTENCES, Face, measure, serving

_SERVER = """
import sys, http.server
PAGE = b'''<!doctype html><textarea onkeydown="if (event.key === 'Enter')
setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<p>yes</p>'), 30)"></textarea>'''
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(PAGE)
    def log_message(self, *about):
        pass
server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[-1])), Handler)
print("ready", flush=True)
server.serve_forever()
"""


def test_an_answer_is_timed_until_it_is_seen():
    if not Path(CHROMIUM).exists() and not os.environ.get("CI"):
        pytest.skip("chromium is not installed")
    face = Face("a page", (sys.executable, "-c", _SERVER), "", "textarea", "textarea", "p")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        found = measure(face, browser.new_page(), 1)
        browser.close()
    assert found["answer"]["calls"] == len(SENTENCES)
    assert found["answer"]["median_ms"] >= 30
    assert found["first_page_seconds"] > 0


def test_a_server_that_says_nothing_is_named():
    face = Face("silent", (sys.executable, "-c", "pass"), "", "p", "p", "p")
    with pytest.raises(SystemExit, match="silent"), serving(face):
        pass
