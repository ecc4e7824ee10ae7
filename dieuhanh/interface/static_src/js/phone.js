// Progress by phone: what is written is kept on the phone first, and sent exactly once (an Idempotency-Key that stays with it)
// when there is a network. What stands in the list is what is known: kept, sent, or refused and why.
import { language, readJson } from "./common.js";
import { all, one, openStore, put, remove } from "./phone-store.js";
import { sharePhoto } from "./phone-photo.js";

const words = {
  vi: {
    off: "Không có mạng. Điều đồng chí ghi được giữ trên điện thoại này và gửi khi có mạng.",
    since: "Trang này là bản giữ trên điện thoại lúc",
    kept: "Đang giữ trên điện thoại này", sending: "Đang gửi…", sent: "Đã gửi lúc", refused: "Không được nhận:",
    login: "Phiên đăng nhập đã hết; đăng nhập để gửi.", signin: "Đăng nhập",
    stale: "Trang này đã cũ; mở lại trang để gửi.", busy: "Máy chủ chưa nhận được; sẽ tự gửi lại.",
    others: (count) => `Còn ${count} lần báo cáo chưa gửi của người khác hoặc chức vụ khác; chỉ người ấy gửi được.`,
    back: "Sửa lại", drop: "Bỏ", note: "Hãy ghi việc đã làm.", cause: "Hãy chọn nguyên nhân chậm.", percent: "Ghi tỷ lệ từ 0 đến 100, hoặc để trống.",
    full: "Điện thoại không giữ được (hết chỗ hoặc trình duyệt chặn). Chưa có gì được gửi; đừng đóng trang.", photo: "có ảnh",
    insecure: "Địa chỉ này không mã hóa (https), nên khi mất mạng trang không mở lại được; hãy để trang mở.",
  },
  en: {
    off: "There is no network. What you write is kept on this phone and sent when there is one.",
    since: "This page is the copy kept on this phone at",
    kept: "Kept on this phone", sending: "Being sent…", sent: "Sent at", refused: "Refused:",
    login: "You are no longer signed in; sign in to send it.", signin: "Sign in",
    stale: "This page is out of date; open it again to send.", busy: "The server has not taken it yet; it will be sent again.",
    others: (count) => `${count} unsent ${count === 1 ? "entry" : "entries"} of another person or appointment; only they can send ${count === 1 ? "it" : "them"}.`,
    back: "Correct it", drop: "Drop it", note: "Say what was done.", cause: "Choose the cause of the delay.", percent: "Give a percentage from 0 to 100, or none.",
    full: "The phone could not keep it (no room, or the browser forbids it). Nothing was sent; do not close the page.", photo: "with a photograph",
    insecure: "This address is not encrypted (https), so the page cannot be opened again without a network; leave it open.",
  },
}[language()];
const AGAIN = 15000;
const SHOWN = 10;
const FIELDS = ["note", "percent", "obstacle", "cause"];
const page = readJson("phone");
const form = document.querySelector("form[data-phone]");
const net = document.querySelector("[data-phone-net]");
const box = document.querySelector("[data-phone-entries]");
const time = (at) => new Date(at).toLocaleString(language() === "en" ? "en-GB" : "vi-VN", { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
// The program's own time, also where the copy of the page is days old.
const ahead = page.now - (Number(net.dataset.kept) || Date.now());
const programNow = () => Date.now() + ahead;
const day = (at) => new Date(at).toLocaleDateString("sv-SE", { timeZone: "Asia/Ho_Chi_Minh" });

class Phone {
  async start() {
    this.store = await openStore();
    this.photo = form ? sharePhoto(form.querySelector("input[type=file]"), form.querySelector("[data-phone-photo]"), page.most) : null;
    if (form) {
      await this.restore();
      form.addEventListener("input", () => this.draft());
      form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    }
    for (const name of ["online", "offline"]) addEventListener(name, () => { this.told(); this.send(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.send(); });
    setInterval(() => this.send(), AGAIN);
    document.documentElement.dataset.phone = "ready";
    this.told();
    await this.show();
    await this.send();
  }

  told() {
    const lines = [];
    if (!navigator.onLine) lines.push(words.off);
    if (Number(net.dataset.kept)) lines.push(`${words.since} ${time(Number(net.dataset.kept) + ahead)}.`);
    if (!isSecureContext) lines.push(words.insecure);
    net.textContent = lines.join(" ");
    net.hidden = !lines.length;
  }

  values() {
    return Object.fromEntries(FIELDS.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value.trim()]));
  }

  async draft() {
    await put(this.store, "drafts", { task: `${page.who} ${page.task}`, ...this.values() }).catch(() => {});
  }

  async restore() {
    const draft = await one(this.store, "drafts", `${page.who} ${page.task}`);
    if (!draft || form.querySelector(".faults")) return;
    this.fill(draft);
  }

  fill(row) {
    for (const name of FIELDS) if (form.elements[name] && row[name] !== undefined) form.elements[name].value = row[name] ?? "";
  }

  async submit() {
    const given = this.values();
    const percent = given.percent === "" ? null : Number(given.percent);
    if (!given.note) return this.say(words.note, "note");
    if (form.elements.cause?.required && !given.cause) return this.say(words.cause, "cause");
    if (percent !== null && !(Number.isInteger(percent) && percent >= 0 && percent <= 100)) return this.say(words.percent, "percent");
    const photo = await this.photo.ready();
    const now = programNow();
    const entry = {
      key: `phone-${crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`,
      who: page.who, task: page.task, code: page.code, title: page.title, address: page.send, at: now, state: "kept", why: "",
      body: { ...given, percent, as_of: day(now), appointment: page.who, ...(photo ? { photograph_name: photo.name, photograph_base64: photo.base64 } : {}) },
    };
    try {
      await put(this.store, "entries", entry);
    } catch {
      return this.say(words.full);
    }
    await remove(this.store, "drafts", `${page.who} ${page.task}`);
    form.reset();
    this.photo.clear();
    this.say("");
    await this.show();
    await this.send();
  }

  say(text, field) {
    form.querySelector("[data-phone-said]").textContent = text;
    if (field) form.elements[field].focus();
  }

  // One at a time over all tabs; a second tab that sends the same entry gets the first answer.
  async send() {
    if (!navigator.onLine || this.sending) return;
    this.sending = true;
    try {
      if (navigator.locks) await navigator.locks.request("dieuhanh-phone", { ifAvailable: true }, async (lock) => { if (lock) await this.sendAll(); });
      else await this.sendAll();
    } finally {
      this.sending = false;
      await this.show();
    }
  }

  async sendAll() {
    for (const entry of await all(this.store, "entries")) {
      if (entry.state === "kept" && entry.who === page.who && !(await this.sendOne(entry))) return;
    }
  }

  // Whether the next may be tried: not where nobody is signed in or nothing answers.
  async sendOne(entry) {
    this.now = entry.key;
    await this.show();
    let answer;
    try {
      answer = await fetch(entry.address, {
        method: "POST", credentials: "same-origin", redirect: "error", body: JSON.stringify(entry.body),
        headers: { "Content-Type": "application/json", "Idempotency-Key": entry.key, "X-CSRFToken": document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "" },
      });
    } catch {
      return false;
    } finally {
      this.now = null;
    }
    const told = answer.ok ? {} : await answer.json().catch(() => ({}));
    const code = String(told.type ?? "").split(":").pop();
    if (answer.ok) {
      await put(this.store, "entries", { ...entry, state: "sent", why: "", sentAt: programNow(), body: { ...entry.body, photograph_base64: entry.body.photograph_base64 ? "sent" : "" } });
      await this.forget();
      return true;
    }
    if (answer.status === 401 || code === "other-appointment") return this.wait(entry, words.login);
    if (code === "csrf") return this.wait(entry, words.stale);
    if (answer.status >= 500 || answer.status === 429 || code === "first-still-running") return this.wait(entry, words.busy);
    // What bears a classification marking is kept nowhere, here neither.
    const body = code === "secret-document" ? { note: "–", percent: null } : entry.body;
    await put(this.store, "entries", { ...entry, body, state: "refused", why: reason(told) });
    return true;
  }

  async wait(entry, why) {
    await put(this.store, "entries", { ...entry, why });
    return false;
  }

  // The last few that were sent stay to be seen; older ones go.
  async forget() {
    const sent = (await all(this.store, "entries")).filter((row) => row.state === "sent").sort((a, b) => b.sentAt - a.sentAt);
    for (const row of sent.slice(SHOWN)) await remove(this.store, "entries", row.key);
  }

  async show() {
    const rows = (await all(this.store, "entries")).sort((a, b) => b.at - a.at);
    const mine = rows.filter((row) => row.who === page.who);
    const others = rows.filter((row) => row.who !== page.who && row.state !== "sent").length;
    const list = box.querySelector("ol");
    list.replaceChildren(...mine.map((row) => this.line(row)));
    if (others) list.append(item("quiet", words.others(others)));
    box.hidden = !list.children.length;
  }

  line(row) {
    const line = item("", "");
    line.dataset.state = row.key === this.now ? "sending" : row.state;
    const state = { sending: words.sending, kept: words.kept, sent: `${words.sent} ${time(row.sentAt)}`, refused: `${words.refused} ${row.why}` }[line.dataset.state];
    line.append(text("strong", state));
    if (row.state === "kept" && row.why) line.append(text("span", row.why, "quiet"));
    if (row.why === words.login) line.append(link(words.signin, `${page.login}?next=${encodeURIComponent(location.pathname)}`));
    const percent = row.body.percent === null ? "" : ` (${row.body.percent} %)`;
    line.append(text("span", `${row.body.note}${percent}${row.body.photograph_base64 ? ` · ${words.photo}` : ""}`));
    line.append(text("span", `${row.code} · ${time(row.at)}`, "quiet"));
    if (row.state === "refused") {
      if (row.task === page.task) line.append(this.press(words.back, async () => { this.fill(row.body); this.photo.take(row.body); await this.draft(); await remove(this.store, "entries", row.key); form.elements.note.focus(); }));
      line.append(this.press(words.drop, () => remove(this.store, "entries", row.key)));
    }
    return line;
  }

  press(label, work) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "button is-small", textContent: label });
    made.addEventListener("click", async () => { await work(); await this.show(); });
    return made;
  }
}

function text(name, content, kind = "") {
  return Object.assign(document.createElement(name), { textContent: content, className: kind });
}

const item = (kind, content) => text("li", content, kind);
const link = (label, href) => Object.assign(document.createElement("a"), { href, textContent: label });

function reason(told) {
  const faults = (told.faults ?? []).map((fault) => fault.message).filter(Boolean);
  return faults.join(" ") || told.detail || told.title || "";
}

async function keepPage() {
  if (!navigator.serviceWorker) return;
  const served = Boolean(navigator.serviceWorker.controller);  // asked now: a worker that starts takes over the page it did not serve
  await navigator.serviceWorker.register(page.worker, { scope: page.home });
  if (Number(net.dataset.kept)) return;
  const found = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => new URL(name).pathname.startsWith("/static/"));
  const linked = [...document.querySelectorAll("link[href], script[src]")].map((entry) => entry.href || entry.src);
  const pages = served ? [] : [location.pathname];
  navigator.serviceWorker.addEventListener("message", (event) => { if (event.data?.kept) document.documentElement.dataset.phoneKept = "1"; });
  found.active.postMessage({ keep: [...pages, page.home, ...loaded, ...linked] });
}

new Phone().start();
keepPage().catch(() => {});
