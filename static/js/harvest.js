/* The harvest desk: what is selected in the text goes into the form; a digit (keys.js) chooses its nature and, on the desk
   of the first reader ([data-keeps]), keeps it at once. Without this script the passage is copied by hand. */
(() => {
  "use strict";
  const text = () => document.querySelector("[data-harvest]");
  const passage = () => document.querySelector("[name=passage]");

  const take = () => {
    const from = text(), into = passage(), selection = getSelection();
    if (!from || !into || !selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!from.contains(range.startContainer) || !from.contains(range.endContainer)) return;
    const chosen = selection.toString().trim();
    if (!chosen) return;
    const lead = document.createRange();
    lead.setStart(from, 0);
    lead.setEnd(range.startContainer, range.startOffset);
    into.value = chosen;
    into.form.elements.before.value = lead.toString().slice(-200);
    into.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("selectionchange", take);
  document.addEventListener("beforeinput", (event) => { /* typed by hand: what came before is unknown */
    if (event.target === passage()) passage().form.elements.before.value = "";
  });

  /* Sentence by sentence from the keyboard, where the browser knows sentences; word by word elsewhere. */
  const move = (alter) => {
    const selection = getSelection();
    if (!selection.rangeCount || !text().contains(selection.anchorNode)) selection.collapse(text(), 0);
    else if (alter === "move") selection.collapseToEnd();
    const size = () => selection.toString().replace(/\s/g, "").length;
    const length = size();
    for (const step of ["sentence", "sentence", "sentence", "word"]) { /* the end of a paragraph is a step of its own */
      try { selection.modify("extend", "forward", step); } catch { continue; }
      if (size() > length) break;
    }
    take(); /* the browser tells of the selection a moment later: a fast hand does not wait for it */
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" && event.target === text()) {
      event.preventDefault();
      move(event.shiftKey ? "extend" : "move");
    } else if (event.key === "Escape" && event.target.matches?.("[data-keeps] :is(input, select, textarea)")) {
      text()?.focus(); /* back where keys are heard */
    }
  });

  document.addEventListener("pressed", (event) => {
    const form = event.target.form;
    if (form?.matches("[data-keeps]") && event.target.name === "nature" && passage().value.trim()) form.requestSubmit();
  });

  /* The current one of the proposed passages is lit in the text, where the browser can light words without changing the
     page (the list says them everywhere); who steps to it by key sees it come into the window, and hears it. */
  const range = (before, length) => { /* white space apart, as synthesis/reading/harvest.py counts */
    const found = document.createRange(), walker = document.createTreeWalker(text(), NodeFilter.SHOW_TEXT);
    let count = 0;
    for (let node; (node = walker.nextNode());) {
      let place = 0;
      for (const letter of node.data) {
        if (!/[\s\x1c-\x1f\x85]/.test(letter)) {
          count += 1;
          if (count === before + 1) found.setStart(node, place);
          if (count === before + length) { found.setEnd(node, place + letter.length); return found; }
        }
        place += letter.length;
      }
    }
    return null;
  };
  const current = () => document.querySelector("[data-step][aria-current][data-before]");
  const place = () => {
    const step = current();
    return step && text() && range(Number(step.dataset.before), Number(step.dataset.length));
  };
  const light = () => {
    if (!globalThis.CSS?.highlights) return;
    const lit = place();
    if (lit) CSS.highlights.set("proposed", new Highlight(lit));
    else CSS.highlights.delete("proposed");
  };
  const bring = (lit, step) => { /* both in the window where there is room, else the list, which has the focus */
    step.scrollIntoView({ block: "nearest", behavior: "instant" });
    const box = lit.getBoundingClientRect(), list = step.closest(".proposals"), own = step.getBoundingClientRect();
    const band = document.querySelector(".coverage-band")?.getBoundingClientRect();
    const top = Math.max(0, band?.bottom ?? 0) + 8, sticks = getComputedStyle(list).position === "sticky";
    const bottom = (sticks ? list.getBoundingClientRect().top : innerHeight) - 8;
    const way = box.top < top ? box.top - top : box.bottom > bottom ? Math.min(box.bottom - bottom, box.top - top) : 0;
    if (!way || (!sticks && (own.top - way < top || own.bottom - way > innerHeight))) return;
    scrollBy({ top: way, behavior: "instant" }); /* without motion, for everybody: a fast hand does not wait for it */
  };
  document.addEventListener("current", light);
  document.addEventListener("stepped", () => {
    const step = current(), lit = place(), said = document.querySelector("[data-step-said]");
    if (lit) bring(lit, step);
    if (said) [said.firstElementChild.textContent, said.lastElementChild.textContent] = [step.dataset.said, step.querySelector("q").textContent];
  });
  document.addEventListener("htmx:load", light);
  light();

  /* A suggestion fills its field; nothing is sent. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-fill]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const fields = document.querySelector("[data-keeps]").elements;
    if (link.dataset.fill === "idea") fields.new_idea.value = "";
    fields[link.dataset.fill].value = link.dataset.value;
  });
})();
