// Keeps a page live: server-sent events first, conditional polling where their port cannot be reached.
// Tells how old the figures are, and greys them with a plain sentence when the source is silent.
import htmx from "htmx.org/dist/htmx.esm.js";
import { formatNumber, language, onEach } from "./common.js";

const named = ["message", "event", "entry", "beat", "reset"];

class Live {
  constructor(sign) {
    this.sign = sign;
    this.heard = Date.now();
    this.connected = false;
    this.failures = 0;
    this.etag = null;
    this.seen = null;
  }

  start() {
    this.connect();
    setInterval(() => this.look(), 1000);
    addEventListener("online", () => this.connect());
    addEventListener("pagehide", () => this.source?.close());
  }

  connect() {
    this.source?.close();
    this.source = new EventSource(this.sign.dataset.liveUrl, { withCredentials: true });
    this.source.addEventListener("open", () => { this.failures = 0; this.hear("live"); });
    for (const name of named) this.source.addEventListener(name, (event) => this.take(event));
    this.source.addEventListener("error", () => this.fail());
  }

  take(event) {
    this.hear("live");
    if (event.type === "beat" || !event.data) return;
    const data = parse(event.data);
    this.announce({ id: event.lastEventId, kind: event.type === "reset" ? "*" : data.kind ?? "*", data });
  }

  // The browser reconnects by itself, with Last-Event-ID; after two failures the other way is taken beside it.
  fail() {
    this.connected = false;
    this.failures += 1;
    if (this.source.readyState === EventSource.CLOSED) setTimeout(() => this.connect(), Math.min(30, 2 ** this.failures) * 1000);
    if (this.failures >= 2 && this.sign.dataset.pollUrl) this.poll();
    this.say();
  }

  async poll() {
    if (this.polling) return;
    this.polling = true;
    while (!this.connected) {
      await this.ask();
      await new Promise((done) => { setTimeout(done, Number(this.sign.dataset.pollSeconds || 10) * 1000); });
    }
    this.polling = false;
  }

  async ask() {
    try {
      const answer = await fetch(this.sign.dataset.pollUrl, { headers: this.etag ? { "If-None-Match": this.etag } : {}, cache: "no-store" });
      if (!answer.ok && answer.status !== 304) return;
      const first = this.etag === null;
      this.etag = answer.headers.get("ETag");
      this.hear("polling");
      if (answer.status === 200 && !first) this.announce({ id: null, kind: "*", data: null });
    } catch {
      // Silence is told by `look`.
    }
  }

  hear(state) {
    const wasStale = this.state === "stale";
    this.heard = Date.now();
    this.connected = state === "live";
    this.state = state;
    if (wasStale) this.announce({ id: null, kind: "*", data: null });
    this.say();
  }

  look() {
    const age = (Date.now() - this.heard) / 1000;
    if (age > Number(this.sign.dataset.staleSeconds || 30)) this.state = "stale";
    this.say();
  }

  say() {
    const words = this.sign.dataset;
    const age = Math.round((Date.now() - this.heard) / 1000);
    const word = { live: words.wordLive, polling: words.wordPolling, stale: words.wordAge }[this.state] ?? words.wordConnecting;
    const told = this.state === "stale" || (this.state && age >= 10) ? `${words.wordAge} ${ago(age)}` : word;
    if (this.sign.dataset.liveState !== (this.state ?? "")) this.sign.dataset.liveState = this.state ?? "";
    const place = this.sign.querySelector("[data-live-word]");
    if (place.textContent !== told) place.textContent = told;
    this.grey(this.state === "stale");
  }

  grey(stale) {
    document.documentElement.classList.toggle("is-stale", stale);
    const place = document.querySelector("[data-live-stale]");
    if (!place) return;
    if (place.hidden === stale) {
      place.hidden = !stale;
      place.textContent = stale ? this.sign.dataset.wordStale : "";
    }
  }

  announce(detail) {
    document.dispatchEvent(new CustomEvent("dieuhanh:event", { detail }));
    document.querySelectorAll("[data-live-kinds]").forEach((tile) => { if (wants(tile, detail.kind)) refresh(tile); });
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function ago(seconds) {
  const [value, vi, en] = seconds < 90 ? [seconds, "giây trước", "s ago"] : seconds < 5400 ? [Math.round(seconds / 60), "phút trước", "min ago"] : [Math.round(seconds / 3600), "giờ trước", "h ago"];
  return `${formatNumber(value, 0)} ${language() === "en" ? en : vi}`;
}

const wants = (tile, kind) => kind === "*" || tile.dataset.liveKinds.split(/\s+/).some((start) => start && kind.startsWith(start));

// Many events within a moment are one refresh.
const waiting = new Map();
function refresh(tile) {
  clearTimeout(waiting.get(tile));
  waiting.set(tile, setTimeout(() => { waiting.delete(tile); htmx.trigger(tile, "dieuhanh:refresh"); }, 250));
}

onEach("[data-live]", (sign) => new Live(sign).start());
