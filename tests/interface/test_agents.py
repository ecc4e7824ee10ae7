"""A browser by its name, from what real ones say of themselves."""

import pytest
from django.test import Client
from django.utils.translation import override

from dieuhanh.interface.rules import read_agent
from dieuhanh.interface.tags.words import agent_words
from tests import factories

_KIT, _SAFARI = "AppleWebKit/537.36 (KHTML, like Gecko)", "Safari/537.36"
AGENTS = [
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_KIT} Chrome/131.0.0.0 {_SAFARI}", "Chrome", "Windows"),
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_KIT} Chrome/131.0.0.0 {_SAFARI} Edg/131.0.0.0", "Edge", "Windows"),
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_KIT} coc_coc_browser/101.0.236 Chrome/95.0.4638.236 {_SAFARI}", "Cốc Cốc", "Windows"),
    (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_KIT} Chrome/117.0.0.0 {_SAFARI} OPR/103.0.0.0", "Opera", "Windows"),
    ("Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer", "Windows"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox", "Linux"),
    (f"Mozilla/5.0 (X11; Linux x86_64) {_KIT} HeadlessChrome/131.0.0.0 {_SAFARI}", "Chromium", "Linux"),
    (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {_KIT} Chrome/131.0.0.0 {_SAFARI}", "Chrome", "ChromeOS"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15", "Safari", "macOS"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1", "Safari", "iPhone"),
    ("Mozilla/5.0 (iPad; CPU OS 13_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/86.0 Mobile/15E148 Safari/604.1", "Chrome", "iPad"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/124.0 Mobile/15E148 Safari/605.1.15", "Firefox", "iPhone"),
    (f"Mozilla/5.0 (Linux; Android 10; K) {_KIT} Chrome/131.0.0.0 Mobile {_SAFARI}", "Chrome", "Android"),
    (f"Mozilla/5.0 (Linux; Android 13; SM-A546E) {_KIT} SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile {_SAFARI}", "Samsung Internet", "Android"),
    ("Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0", "Firefox", "Android"),
    ("curl/8.5.0", "curl", ""),
    ("python-requests/2.32.3", "Python", ""),
    ("Máy quét của Bộ", "", ""),
    ("", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("agent", "browser", "system"), AGENTS)
def test_a_browser_is_called_by_its_name(agent: str, browser: str, system: str) -> None:
    assert read_agent(agent) == (browser, system)


@pytest.mark.parametrize(
    ("agent", "vi", "en"),
    [
        (AGENTS[6][0], "Chromium trên Linux", "Chromium on Linux"),
        ("curl/8.5.0", "curl", "curl"),
        ("Máy quét của Bộ", "Máy quét của Bộ", "Máy quét của Bộ"),
        ("x" * 200, "x" * 80, "x" * 80),
        ("", "Trình duyệt không rõ", "Unknown browser"),
    ],
)
def test_it_is_said_in_the_readers_language(agent: str, vi: str, en: str) -> None:
    for language, words in (("vi", vi), ("en", en)):
        with override(language):
            assert agent_words(agent) == words


def test_my_sessions_are_told_in_words_with_what_was_sent_on_hover(db: None) -> None:
    person = factories.appointment(factories.government(), username="ngoi").person
    person.set_password("Mat-khau-2020-dai")
    person.save()
    agent = AGENTS[1][0]
    client = Client(headers={"User-Agent": agent, "Accept-Language": "vi"})
    client.post("/accounts/login/", {"login": "ngoi", "password": "Mat-khau-2020-dai"})
    shown = client.get("/accounts/sessions/").content.decode()
    assert f'<span title="{agent}">Edge trên Windows</span> · 127.0.0.1 · dùng lần cuối ' in shown
    assert shown.count(agent) == 1
