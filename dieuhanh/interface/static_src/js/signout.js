// Whoever signs out leaves nothing of his on the device; what was not sent yet is told first.
import { language } from "./common.js";
import { unsent, wipe } from "./phone-store.js";

const words = {
  vi: { title: "Còn tiến độ chưa gửi", text: (count) => `Trên thiết bị này còn ${count} lần báo cáo tiến độ chưa gửi được. Đăng xuất sẽ xóa hẳn.`, open: "Mở để gửi", erase: "Đăng xuất và xóa", stay: "Ở lại" },
  en: { title: "Progress is not sent yet", text: (count) => `${count} progress ${count === 1 ? "entry" : "entries"} on this device could not be sent yet. Signing out erases what is kept.`, open: "Open it to send", erase: "Sign out and erase", stay: "Stay" },
};

function button(text, kind) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: `button ${kind}`, textContent: text });
  return made;
}

function ask(count) {
  return new Promise((resolve) => {
    const said = words[language()];
    const box = document.createElement("dialog");
    box.className = "keys";
    box.setAttribute("aria-labelledby", "signout-title");
    const title = Object.assign(document.createElement("h2"), { id: "signout-title", textContent: said.title });
    const text = Object.assign(document.createElement("p"), { textContent: said.text(count) });
    const open = Object.assign(document.createElement("a"), { className: "button is-primary", href: "/directives/phone/", textContent: said.open });
    const erase = button(said.erase, "is-danger");
    const stay = button(said.stay, "is-plain");
    const acts = Object.assign(document.createElement("div"), { className: "actions submit" });
    acts.append(open, erase, stay);
    box.append(title, text, acts);
    erase.addEventListener("click", () => { resolve(true); box.close(); });
    stay.addEventListener("click", () => box.close());
    box.addEventListener("close", () => { box.remove(); resolve(false); });
    document.body.append(box);
    box.showModal();
  });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.action.endsWith("/accounts/logout/") || form.dataset.wiped || !self.indexedDB) return;
  event.preventDefault();
  const count = await unsent().catch(() => null);
  if (count && !(await ask(count))) return;
  if (count !== null) await wipe().catch(() => {});
  form.dataset.wiped = "1";
  form.requestSubmit();
});
