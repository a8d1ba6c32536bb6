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
