// A form with a file shows how far the sending is, then the answer in place. Without script it is an ordinary form.
import htmx from "htmx.org/dist/htmx.esm.js";
import { formatNumber, language } from "./common.js";

function tell(holder, text) {
  const place = holder.querySelector("[data-upload-error]");
  place.textContent = text;
  place.hidden = !text;
}

function tooBig(holder) {
  const most = Number(holder.dataset.maxBytes ?? 0);
  const files = [...holder.querySelector("input[type=file]").files];
  return most > 0 && files.some((one) => one.size > most);
}

function send(form, holder, submitter) {
  const request = new XMLHttpRequest();
  const box = holder.querySelector("[data-upload-progress]");
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-upload-text]");
  const buttons = [...form.querySelectorAll("button[type=submit]")];
  box.hidden = false;
  buttons.forEach((one) => { one.disabled = true; });
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    bar.value = (event.loaded / event.total) * 100;
    const share = formatNumber((event.loaded / event.total) * 100, 0);
    text.textContent = language() === "en" ? `${share}%` : `${share} %`;
  });
  const end = () => { box.hidden = true; buttons.forEach((one) => { one.disabled = false; }); };
  request.addEventListener("load", () => { end(); show(request); });
  request.addEventListener("error", () => { end(); tell(holder, holder.dataset.lost); });
  request.open("POST", form.action || location.href);
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  request.send(data);
}

function show(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const fresh = page.querySelector("main");
  if (!fresh) return location.assign(request.responseURL);
  if (request.responseURL && request.responseURL !== location.href) history.pushState({}, "", request.responseURL);
  document.title = page.title;
  const main = document.importNode(fresh, true);
  document.querySelector("main").replaceWith(main);
  const had = new Set([...document.scripts].map((one) => one.src));
  [...page.scripts].filter((one) => one.getAttribute("src") && !had.has(new URL(one.getAttribute("src"), location.href).href)).forEach((one) => {
    const script = document.createElement("script");
    script.type = "module";
    script.src = one.getAttribute("src");
    document.body.append(script);
  });
  htmx.process(main);
  document.dispatchEvent(new CustomEvent("dieuhanh:swapped"));
  (main.querySelector(".faults") ?? main).focus();
}

document.addEventListener("submit", (event) => {
  const holder = event.target.querySelector?.("[data-upload]");
  if (!holder || event.defaultPrevented) return;
  event.preventDefault();
  if (tooBig(holder)) return tell(holder, holder.dataset.tooBig);
  tell(holder, "");
  send(event.target, holder, event.submitter);
});
