// The wall's own: the clock that ticks, the scene that gives way to the next, the event that has just come.
import { language } from "./common.js";

const zone = "Asia/Ho_Chi_Minh";

for (const place of document.querySelectorAll("[data-ticking]")) {
  const ahead = Date.parse(place.dataset.ticking) - Date.now();
  const tongue = language() === "en" ? "en-GB" : "vi-VN";
  const day = new Intl.DateTimeFormat(tongue, { timeZone: zone, weekday: language() === "en" ? "short" : "long" });
  const date = new Intl.DateTimeFormat(tongue, language() === "en"
    ? { timeZone: zone, day: "numeric", month: "short", year: "numeric" }
    : { timeZone: zone, day: "2-digit", month: "2-digit", year: "numeric" });
  const time = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  const tick = () => {
    const now = new Date(Date.now() + ahead);
    place.textContent = `${day.format(now)} ${date.format(now)}\u2002${time.format(now)}`;
    setTimeout(tick, 1000 - now.getMilliseconds());
  };
  tick();
}

// Nobody who is reading is interrupted: a scene changes only while nothing is open and nothing has the focus.
const turn = document.querySelector("[data-rotate]");
if (turn) {
  setInterval(() => {
    if (document.querySelector("dialog[open]") || (document.activeElement && document.activeElement !== document.body)) return;
    location.assign(turn.href);
  }, Number(turn.dataset.rotate) * 1000);
}

// What was not on the strip before arrives visibly.
let seen = newest();
document.addEventListener("htmx:after:swap", () => {
  for (const line of document.querySelectorAll("[data-event]")) if (Number(line.dataset.event) > seen) line.classList.add("is-new");
  seen = Math.max(seen, newest());
});

function newest() {
  return Math.max(-1, ...[...document.querySelectorAll("[data-event]")].map((line) => Number(line.dataset.event)));
}
