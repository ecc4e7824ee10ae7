// A job's bar follows its events as they come; the words around it are refreshed by HTMX polling, and at the end.
import htmx from "htmx.org/dist/htmx.esm.js";
import { onEach } from "./common.js";

onEach("[data-job][data-events]", (section) => {
  const source = new EventSource(section.dataset.events);
  source.addEventListener("job", (event) => {
    if (!section.isConnected) return source.close();
    const job = JSON.parse(event.data);
    const bar = section.querySelector("progress");
    if (job.total && bar) {
      bar.max = 100;
      bar.value = (job.done / job.total) * 100;
    }
    if (job.finished_at) {
      source.close();
      htmx.trigger(section, "dieuhanh:job");
    }
  });
});
