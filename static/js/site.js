/* What JavaScript adds: every page works without it. No dependency; htmx, when it is there, only brings events. */
(() => {
  "use strict";
  const say = document.body.dataset;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* A short message at the foot of the window, read aloud, gone after a while unless somebody is on it. */
  let toast;
  const tell = (text) => {
    toast?.remove();
    toast = document.createElement("div");
    toast.className = "toast";
    toast.setAttribute("role", "status");
    const words = document.createElement("span");
    const close = document.createElement("button");
    close.className = "button-link";
    close.type = "button";
    close.textContent = say.close || "×";
    close.addEventListener("click", () => toast.remove());
    toast.append(words, close);
    document.body.append(toast);
    words.textContent = text;
    const shown = toast;
    const leave = () => (shown.matches(":hover, :focus-within") ? setTimeout(leave, 3000) : shown.remove());
    setTimeout(leave, 7000);
  };

  /* Copy the address of a link: <a data-copy href="...">. Without the permission, the link is simply followed. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-copy]");
    if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = new URL(link.dataset.copy || link.getAttribute("href"), location.href).href;
    navigator.clipboard.writeText(address).then(() => tell(say.copied), () => location.assign(address));
  });

  /* Signing out, from whatever page, leaves nothing of what was typed in this browser (see drafts.js). */
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-forget]")) return;
    try { for (const name of Object.keys(localStorage)) if (name.startsWith("draft:")) localStorage.removeItem(name); } catch { /* none is kept then */ }
  });

  /* Text areas grow with their text where CSS alone cannot do it. */
  const grow = (area) => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 4}px`;
  };
  const grows = !CSS.supports("field-sizing", "content");

  /* Characters left, counted as the server counts them (code points); said aloud only near the end. */
  const count = (control) => {
    const place = document.getElementById(control.dataset.count);
    const most = Number(control.dataset.max);
    if (!place || !most) return;
    const left = most - [...control.value.replace(/\r?\n/g, "\r\n")].length;
    place.textContent = (left < 0 ? say.over : say.left).replace("%n", Math.abs(left).toLocaleString(document.documentElement.lang));
    place.classList.toggle("is-over", left < 0);
    const near = left < most / 10;
    if (place.hasAttribute("aria-live") !== near) near ? place.setAttribute("aria-live", "polite") : place.removeAttribute("aria-live");
  };

  /* The notes of the margin stand at the height of their passage when there is a margin. */
  const align = (margin) => {
    const items = all("li[id]", margin);
    items.forEach((item) => { item.style.marginTop = ""; });
    if (getComputedStyle(margin).gridColumnStart !== "2") return;
    for (const item of items) {
      const ref = document.querySelector(`a.note-ref[href="#${CSS.escape(item.id)}"]`);
      if (!ref) continue;
      const passage = (ref.closest("mark") || ref).getClientRects()[0];
      const lack = passage.top - item.getBoundingClientRect().top - 6;
      if (lack > 0) item.style.marginTop = `${lack + (parseFloat(getComputedStyle(item).marginTop) || 0)}px`;
    }
  };
  const alignAll = () => all(".marginalia").forEach(align);
  const light = (event) => {
    const ref = event.target.closest?.(".harvested, .marginalia li");
    all(".is-lit").forEach((lit) => lit.classList.remove("is-lit"));
    if (!ref) return;
    const mark = ref.matches("li") ? document.querySelector(`a[href="#${CSS.escape(ref.id)}"]`)?.closest("mark") : ref;
    const note = ref.matches("li") ? ref : document.getElementById(ref.querySelector(".note-ref")?.hash.slice(1) || "");
    mark?.classList.add("is-lit");
    note?.classList.add("is-lit");
  };

  /* A link to something folded opens what folds it. */
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    let shut = false;
    for (let up = target; up; up = up.parentElement?.closest("details")) {
      if (up.matches("details:not([open])")) shut = up.open = true;
    }
    if (shut) target.scrollIntoView();
  };

  const start = (root) => {
    for (const control of all("[data-count]", root)) {
      if (control.maxLength > 0) {
        control.dataset.max = control.maxLength;
        control.removeAttribute("maxlength"); /* a pasted text is not cut in silence: the count says what is too much */
      }
      count(control);
    }
    if (grows) all("textarea", root).forEach(grow);
    all("[data-focus]", root).slice(0, 1).forEach((box) => box.focus());
    alignAll();
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("[data-count]")) count(event.target);
    if (grows && event.target.matches?.("textarea")) grow(event.target);
  });
  document.addEventListener("pointerover", light);
  document.addEventListener("focusin", light);
  let wait;
  addEventListener("resize", () => { clearTimeout(wait); wait = setTimeout(alignAll, 100); });
  addEventListener("hashchange", unfold);
  document.fonts?.ready.then(alignAll);
  let folded = [];
  addEventListener("beforeprint", () => { folded = all("details:not([open])"); folded.forEach((box) => { box.open = true; }); });
  addEventListener("afterprint", () => folded.forEach((box) => { box.open = false; }));

  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) start(event.target); });
  document.addEventListener("htmx:responseError", () => tell(say.failed));
  document.addEventListener("htmx:sendError", () => tell(say.failed));
  document.addEventListener("toast", (event) => tell(event.detail.value || ""));

  start(document);
  unfold();
})();
