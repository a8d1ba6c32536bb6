/* The trees of ideas: an idea is dragged onto another, or between two; a passage onto an idea. Each drop sends what the
   buttons beside the ideas send, which are there for the keyboard and without this script. Where it went is said at the
   foot of the window, and aloud (site.js). */
(() => {
  "use strict";
  const trees = () => [...document.querySelectorAll("[data-tree]")];
  if (!trees().length) return;
  const tell = (value) => value && document.dispatchEvent(new CustomEvent("toast", { detail: { value } }));
  const failed = () => tell(document.body.dataset.failed);
  let dragged = null; /* the row of an idea, or of a passage */
  let target = null;
  let place = "";
  let last = Promise.resolve(); /* what is sent goes one after the other, in the order of the hand */

  /* The tree comes back as the server sees it; what was open is open, what had the focus has it. */
  const replace = (html, focus) => {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-tree]");
    const old = fresh && document.getElementById(fresh.id);
    if (!old) return false;
    old.replaceWith(document.adoptNode(fresh));
    ready(fresh);
    tell(fresh.dataset.said);
    if (focus) {
      const row = document.getElementById(focus.row);
      const menu = row?.querySelector(":scope > .idea-row details");
      if (menu) menu.open = true;
      const again = menu?.querySelector(`[value="${focus.way}"]`) || menu?.querySelector("summary");
      again?.focus();
    }
    return true;
  };

  const send = (address, data, focus) => (last = last.then(() => sent(address, data, focus)));
  const sent = async (address, data, focus) => {
    try {
      const answer = await fetch(address, { method: "POST", body: data, headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (answer.redirected) return location.assign(answer.url);
      const words = await answer.text();
      const shown = (answer.ok || answer.status === 422) && replace(words, focus);
      if (!shown) answer.status === 422 ? tell(words) : failed();
      return answer.ok && shown;
    } catch {
      failed();
      return false;
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.("[data-tree]");
    const button = event.submitter;
    if (!form || !button?.hasAttribute("formaction")) return;
    event.preventDefault();
    const data = new FormData(form);
    data.set(button.name, button.value);
    send(button.formAction, data, { row: button.closest("[data-idea]").id, way: button.value });
  });

  /* Only one menu at a time, and none after a click elsewhere or Escape. */
  const shut = (but) => document.querySelectorAll(".idea-acts[open]").forEach((menu) => { if (menu !== but) menu.open = false; });
  document.addEventListener("click", (event) => shut(event.target.closest?.(".idea-acts")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.(".idea-acts[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  const clear = () => {
    target?.classList.remove("drop-before", "drop-in", "drop-after");
    target = null;
    place = "";
  };
  const over = (event) => {
    const row = event.target.closest?.(".idea-tree .idea-row");
    if (!dragged || !row) return clear();
    const item = row.closest("[data-idea]");
    const inside = dragged.dataset.idea && dragged.contains(item);
    const other = dragged.dataset.idea && dragged.closest("[data-tree]") !== row.closest("[data-tree]");
    if (inside || other) return clear();
    event.preventDefault();
    const box = row.getBoundingClientRect();
    const at = (event.clientY - box.top) / box.height;
    const found = dragged.dataset.extract || (at > 0.3 && at < 0.7) ? "in" : at <= 0.3 ? "before" : "after";
    if (row === target && found === place) return;
    clear();
    target = row;
    place = found;
    row.classList.add(`drop-${found}`);
  };
  const drop = async (event) => {
    if (!dragged || !target) return;
    event.preventDefault();
    const item = target.closest("[data-idea]");
    const moved = dragged;
    const where = place;
    clear();
    const data = new FormData(item.closest("form"));
    if (moved.dataset.extract) {
      data.set("idea", item.dataset.idea);
      data.append("extracts", moved.dataset.extract);
      if (await send(moved.closest("form").action, data)) moved.remove();
      return;
    }
    const beside = (from) => {
      let next = from.nextElementSibling;
      if (next === moved) next = next.nextElementSibling;
      return next ? next.dataset.idea : "";
    };
    const above = item.parentElement.closest("[data-idea]");
    data.set("parent", where === "in" ? item.dataset.idea : above ? above.dataset.idea : "");
    data.set("before", where === "before" ? item.dataset.idea : where === "after" ? beside(item) : "");
    send(moved.dataset.move, data);
  };
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".idea-row")?.closest("[data-idea]") || event.target.closest?.("[data-extract]") || null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.idea || dragged.dataset.extract);
    dragged.classList.add("is-dragged");
  });
  document.addEventListener("dragover", over);
  document.addEventListener("drop", drop);
  document.addEventListener("dragend", () => {
    clear();
    dragged?.classList.remove("is-dragged");
    dragged = null;
  });

  const ready = (root) => root.querySelectorAll(".idea-row, [data-extract]").forEach((row) => { row.draggable = true; });
  trees().forEach(ready);
  document.querySelectorAll("[data-file]").forEach(ready);
})();
