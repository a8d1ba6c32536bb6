/* The harvest desk: what is selected in the text goes into the form (keys.js: digits choose its nature). Without this
   script the passage is copied by hand. */
(() => {
  "use strict";
  const text = document.querySelector("[data-harvest]");
  const passage = document.querySelector("[name=passage]");
  if (!text || !passage) return;
  const form = passage.form;
  const before = form.elements.before;

  const take = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return;
    const chosen = selection.toString().trim();
    if (!chosen) return;
    const lead = document.createRange();
    lead.setStart(text, 0);
    lead.setEnd(range.startContainer, range.startOffset);
    passage.value = chosen;
    before.value = lead.toString().slice(-200);
    passage.dispatchEvent(new Event("input", { bubbles: true }));
  };
  document.addEventListener("selectionchange", take);
  passage.addEventListener("beforeinput", () => { before.value = ""; }); /* typed by hand: what came before is unknown */

  /* Sentence by sentence from the keyboard, where the browser knows sentences; word by word elsewhere. */
  const move = (alter) => {
    const selection = getSelection();
    if (!selection.rangeCount || !text.contains(selection.anchorNode)) selection.collapse(text, 0);
    else if (alter === "move") selection.collapseToEnd();
    const size = () => selection.toString().replace(/\s/g, "").length;
    const length = size();
    for (const step of ["sentence", "sentence", "sentence", "word"]) { /* the end of a paragraph is a step of its own */
      try { selection.modify("extend", "forward", step); } catch { continue; }
      if (size() > length) break;
    }
    take(); /* the browser tells of the selection a moment later: a fast hand does not wait for it */
  };
  text.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(event.shiftKey ? "extend" : "move");
  });
})();
