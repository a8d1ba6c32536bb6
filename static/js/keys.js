/* The keys of a desk. data-key names the key of a link, a button, a box to tick or a field ([data-key-for] holds one);
   digits choose among the radios of [data-digits]; j and k step through the [data-step] of a [data-steps] list, where the
   keys of the current one alone are heard. A person may switch them off (data-keys-switch): this browser remembers.
   Nothing is heard while somebody types, and each key is written beside what it does. What htmx brings is read again. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const TYPING = "textarea, select, input:not([type=radio], [type=checkbox])";
  const kept = (value) => {
    try { return value === undefined ? localStorage.getItem("keys") : localStorage.setItem("keys", value); } catch { return null; }
  };
  let on = kept() !== "off";

  const name = (target, key) => {
    if (!target || target.dataset.pressed) return;
    const mark = document.createElement("kbd");
    mark.textContent = key;
    mark.setAttribute("aria-hidden", "true");
    (target.matches("input, select, textarea") ? target.labels?.[0] || target.parentElement : target).append(mark);
    target.setAttribute("aria-keyshortcuts", key);
    target.dataset.pressed = key;
  };
  const show = () => document.body.classList.toggle("keys-off", !on);
  const start = (root) => {
    all("[data-key]", root).forEach((target) => name(target, target.dataset.key));
    all("[data-key-for]", root).forEach((holder) => name(holder.querySelector("input, select, textarea"), holder.dataset.keyFor));
    all("[data-digits]", root).forEach((group) => all("input[type=radio]", group).slice(0, 9).forEach((radio, place) => name(radio, String(place + 1))));
    for (const box of all("[data-keys-switch]", root)) {
      box.checked = on;
      box.addEventListener("change", () => { on = box.checked; kept(on ? "on" : "off"); show(); });
    }
  };
  start(document);
  show();
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) start(event.target); });

  const press = (target) => {
    for (let fold; (fold = target.parentElement.closest("details:not([open])"));) fold.open = true;
    if (target.matches("a, button, summary, input[type=checkbox]")) return target.click();
    if (target.matches("input[type=radio]")) target.checked = true;
    target.focus();
    target.dispatchEvent(new CustomEvent("pressed", { bubbles: true }));
  };
  const stand = (here) => {
    if (here.matches("[aria-current]")) return;
    here.parentElement.querySelector(":scope > [aria-current]")?.removeAttribute("aria-current");
    here.setAttribute("aria-current", "true");
    here.dispatchEvent(new CustomEvent("current", { bubbles: true }));
  };
  const step = (way) => {
    const steps = all("[data-steps] > [data-step]");
    const at = steps.findIndex((each) => each.matches("[aria-current]"));
    const next = steps[Math.min(steps.length - 1, Math.max(0, at + way))];
    if (!next) return false;
    next.focus();
    stand(next);
    next.dispatchEvent(new CustomEvent("stepped", { bubbles: true }));
    return true;
  };
  document.addEventListener("focusin", (event) => { /* its keys are heard where somebody is, however he came */
    const here = event.target.closest?.("[data-steps] > [data-step]");
    if (here) stand(here);
  });
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest?.(TYPING)) return;
    const heard = (key) => all(`[data-pressed="${CSS.escape(key)}"]`).findLast((each) => !each.disabled && !each.closest("[data-step]:not([aria-current])"));
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1]; /* where digits are typed with the shift key */
    const target = heard(event.key.toLowerCase()) || (digit && heard(digit));
    if (target) press(target);
    else if (!["j", "k"].includes(event.key) || !step(event.key === "j" ? 1 : -1)) return;
    event.preventDefault();
  });
})();

/* One box for all the boxes of a list. */
for (const whole of document.querySelectorAll("[data-check-all]")) {
  whole.addEventListener("change", () => {
    for (const box of whole.form.querySelectorAll(`[name="${whole.dataset.checkAll}"]`)) box.checked = whole.checked;
  });
}
