// What is typed into a form is kept as a draft until it is sent: <form data-draft>. Passwords and files never leave it.
import { csrf, language, onEach } from "./common.js";

const words = {
  vi: { saved: "Đã lưu nháp lúc", failed: "Chưa lưu được nháp; sẽ thử lại.", back: "Đã khôi phục phần đồng chí nhập dở lúc", drop: "Bỏ nháp" },
  en: { saved: "Draft saved at", failed: "The draft could not be saved yet; it will be tried again.", back: "Brought back what you typed at", drop: "Drop the draft" },
};
const url = "/drafts/";
const time = (at) => new Date(at).toLocaleString(language() === "en" ? "en-GB" : "vi-VN", { dateStyle: "short", timeStyle: "short" });
const kept = (one) => one.name && !["password", "file", "hidden", "submit", "button"].includes(one.type);

class Draft {
  constructor(form) {
    this.form = form;
    this.words = words[language()];
    this.status = document.createElement("p");
    this.status.className = "draft-status";
    this.status.setAttribute("role", "status");
    form.append(this.status);
  }

  async start() {
    this.form.addEventListener("input", () => this.later());
    this.form.addEventListener("change", () => this.later());
    const mark = document.createElement("input");
    Object.assign(mark, { type: "hidden", name: "_draft", value: location.pathname });
    this.form.append(mark);
    // A form that comes back with faults holds what was typed already.
    if (!this.form.querySelector(".faults, .has-error")) await this.restore();
  }

  fields() {
    return [...this.form.elements].filter(kept);
  }

  body() {
    const data = new FormData();
    data.append("_path", location.pathname);
    for (const one of this.fields()) {
      if (["checkbox", "radio"].includes(one.type)) { if (one.checked) data.append(one.name, one.value); }
      else if (one.multiple) [...one.selectedOptions].forEach((chosen) => data.append(one.name, chosen.value));
      else data.append(one.name, one.value);
    }
    return data;
  }

  later(wait = 1200) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save() {
    try {
      const answer = await fetch(url, { method: "POST", body: this.body(), headers: { "X-CSRFToken": csrf() }, credentials: "same-origin", redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      this.say(`${this.words.saved} ${time(Date.now())}`);
    } catch {
      this.say(this.words.failed);
      this.later(10000);
    }
  }

  async restore() {
    let draft;
    try {
      const answer = await fetch(`${url}?path=${encodeURIComponent(location.pathname)}`, { credentials: "same-origin", redirect: "error" });
      if (!answer.ok) return;
      draft = await answer.json();
    } catch {
      return;
    }
    if (!draft.fields || !this.fill(draft.fields)) return;
    this.say(`${this.words.back} ${time(draft.saved_at)} `);
    const drop = document.createElement("button");
    Object.assign(drop, { type: "button", className: "button is-plain is-small", textContent: this.words.drop });
    drop.addEventListener("click", () => this.drop());
    this.status.append(drop);
  }

  fill(fields) {
    let changed = false;
    for (const one of this.fields()) {
      const values = fields[one.name] ?? [];
      if (["checkbox", "radio"].includes(one.type)) {
        const checked = values.includes(one.value);
        changed ||= checked !== one.checked;
        one.checked = checked;
      } else if (one.multiple) {
        [...one.options].forEach((option) => { option.selected = values.includes(option.value); });
      } else if (values.length && values[0] !== one.value) {
        one.value = values[0];
        changed = true;
      }
    }
    return changed;
  }

  async drop() {
    clearTimeout(this.timer);
    await fetch(`${url}?path=${encodeURIComponent(location.pathname)}`, { method: "DELETE", headers: { "X-CSRFToken": csrf() }, credentials: "same-origin" });
    this.form.reset();
    this.say("");
  }

  say(text) {
    this.status.textContent = text;
  }
}

onEach("form[data-draft]", (form) => new Draft(form).start());
