// A form's figures by keyboard: arrows and Enter move, a spreadsheet can be pasted, drafts save themselves.
// What could not be sent is kept in the browser until it could.
import { csrf, language, onEach } from "./common.js";

const words = {
  vi: { saving: "Đang lưu nháp…", saved: "Đã lưu nháp lúc", failed: "Chưa lưu được nháp; số đã nhập còn trong trình duyệt này và sẽ được gửi lại.", back: "Đã khôi phục số nhập dở từ trình duyệt này.", pasted: "ô đã dán" },
  en: { saving: "Saving the draft…", saved: "Draft saved at", failed: "The draft could not be saved yet; what you typed is kept in this browser and will be sent again.", back: "Unfinished entries were brought back from this browser.", pasted: "cells pasted" },
};

class Grid {
  constructor(table) {
    this.table = table;
    this.changed = new Map();
    this.store = `draft:${table.dataset.draftUrl ?? location.pathname}`;
    this.status = document.querySelector(`[data-grid-status="${table.id}"]`) ?? this.makeStatus();
    this.words = words[language()];
  }

  makeStatus() {
    const place = document.createElement("p");
    place.className = "grid-status";
    place.setAttribute("role", "status");
    this.table.after(place);
    return place;
  }

  start() {
    this.index();
    this.table.addEventListener("keydown", (event) => this.press(event));
    this.table.addEventListener("paste", (event) => this.paste(event));
    this.table.addEventListener("input", (event) => this.note(event.target));
    this.table.addEventListener("focusin", (event) => event.target.matches("input") && event.target.select());
    this.restore();
  }

  index() {
    this.rows = [...this.table.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => cell.querySelector("input")));
  }

  place(input) {
    const row = this.rows.findIndex((one) => one.includes(input));
    return [row, row < 0 ? -1 : this.rows[row].indexOf(input)];
  }

  // A computed cell bears its name apart, so that the form does not send it.
  cell(name) {
    const escaped = CSS.escape(name);
    return this.table.querySelector(`[name="${escaped}"], [data-cell="${escaped}"]`);
  }

  press(event) {
    const input = event.target;
    if (!input.matches?.("input") || event.altKey || event.ctrlKey || event.metaKey) return;
    const [start, end, length] = [input.selectionStart, input.selectionEnd, input.value.length];
    const whole = start === 0 && end === length;
    const ways = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0] };
    if (whole || (start === 0 && end === 0)) ways.ArrowLeft = [0, -1];
    if (whole || (start === length && end === length)) ways.ArrowRight = [0, 1];
    if (event.key === "Escape" && input.value !== input.defaultValue) {
      event.preventDefault();
      input.value = input.defaultValue;
      return this.note(input);
    }
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    this.step(input, way);
  }

  step(input, [down, right]) {
    let [row, column] = this.place(input);
    for (;;) {
      row += down;
      column += right;
      if (!this.rows[row] || column < 0 || column >= this.rows[row].length) return;
      const next = this.rows[row][column];
      if (next && !next.disabled) return next.focus();
    }
  }

  // Cells as a spreadsheet copies them: tabs between, a line a row, quotes around what holds either.
  paste(event) {
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!event.target.matches?.("input") || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const [row, column] = this.place(event.target);
    let count = 0;
    text.split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((value, right) => {
      const input = this.rows[row + down]?.[column + right];
      if (!input || input.readOnly || input.disabled) return;
      input.value = value.trim().replace(/^"|"$/g, "");
      this.note(input);
      count += 1;
    }));
    this.say(`${count} ${this.words.pasted}`);
  }

  note(input) {
    this.changed.set(input.name, input.value);
    localStorage.setItem(this.store, JSON.stringify([...this.changed]));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 1200);
  }

  async save() {
    const url = this.table.dataset.draftUrl;
    if (!url || !this.changed.size) return;
    const sent = new Map(this.changed);
    this.say(this.words.saving);
    try {
      const answer = await fetch(url, { method: "POST", body: new URLSearchParams([...sent]), headers: { "X-CSRFToken": csrf(), Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      this.taken(sent, answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {});
    } catch {
      this.say(this.words.failed);
      this.timer = setTimeout(() => this.save(), 10000);
    }
  }

  taken(sent, told) {
    for (const [name, value] of sent) if (this.changed.get(name) === value) this.changed.delete(name);
    if (this.changed.size) localStorage.setItem(this.store, JSON.stringify([...this.changed]));
    else localStorage.removeItem(this.store);
    this.mark(told.faults ?? [], sent);
    for (const [name, value] of Object.entries(told.computed ?? {})) {
      const input = this.cell(name);
      if (input && input.readOnly) input.value = value;
    }
    const at = new Date().toLocaleTimeString(language() === "en" ? "en-GB" : "vi-VN");
    this.say(`${this.words.saved} ${at}`);
  }

  mark(faults, sent) {
    for (const name of sent.keys()) this.cell(name)?.removeAttribute("aria-invalid");
    for (const fault of faults) {
      const input = this.cell(fault.field ?? "");
      if (!input) continue;
      input.setAttribute("aria-invalid", "true");
      input.title = fault.message;
    }
  }

  restore() {
    const kept = localStorage.getItem(this.store);
    if (!kept) return;
    for (const [name, value] of JSON.parse(kept)) {
      const input = this.cell(name);
      if (!input || input.readOnly || input.value === value) continue;
      input.value = value;
      this.changed.set(name, value);
    }
    if (!this.changed.size) return localStorage.removeItem(this.store);
    this.say(this.words.back);
    this.timer = setTimeout(() => this.save(), 1200);
  }

  say(text) {
    this.status.textContent = text;
  }
}

onEach("table[data-grid]", (table) => new Grid(table).start());
