// On every page: HTMX with the CSRF token, keys, drilling, twins of charts, uploads, progress.
import htmx from "htmx.org/dist/htmx.esm.js";
import "./keys.js";
import "./drill.js";
import "./table-twin.js";
import "./upload.js";
import "./progress.js";
import "./select.js";
import "./draft.js";
import "./signout.js";
import { csrf } from "./common.js";

document.documentElement.classList.add("has-script");

document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx.request;
  if (!/^(GET|HEAD|OPTIONS)$/i.test(request.method)) request.headers["X-CSRFToken"] = csrf();
});

// The fault summary is where the reader must begin.
document.querySelector(".faults")?.focus();

export { htmx };
