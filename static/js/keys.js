/* The keys of a desk. data-key names the key of a link, a button, a box to tick or a field; digits choose among the
   radios of [data-digits]. A person may switch them off (data-keys-switch): this browser remembers. Nothing is heard
   while somebody types, and each key is written beside what it does. */
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const TYPING = "textarea, select, input:not([type=radio], [type=checkbox])";
  const kept = (value) => {
    try { return value === undefined ? localStorage.getItem("keys") : localStorage.setItem("keys", value); } catch { return null; }
  };
  let on = kept() !== "off";
  const keys = new Map();

  const name = (target, key) => {
    const mark = document.createElement("kbd");
    mark.textContent = key;
    mark.setAttribute("aria-hidden", "true");
    (target.matches("input, select, textarea") ? target.labels?.[0] || target.parentElement : target).append(mark);
    target.setAttribute("aria-keyshortcuts", key);
    keys.set(key, target);
  };
  all("[data-key]").forEach((target) => name(target, target.dataset.key));
  all("[data-digits]").forEach((group) => all("input[type=radio]", group).slice(0, 9).forEach((radio, place) => name(radio, String(place + 1))));

  const show = () => document.body.classList.toggle("keys-off", !on);
  for (const box of all("[data-keys-switch]")) {
    box.checked = on;
    box.addEventListener("change", () => { on = box.checked; kept(on ? "on" : "off"); show(); });
  }
  show();

  const press = (target) => {
    for (let fold; (fold = target.parentElement.closest("details:not([open])"));) fold.open = true;
    if (target.matches("a, button, summary, input[type=checkbox]")) return target.click();
    if (target.matches("input[type=radio]")) target.checked = true;
    target.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest?.(TYPING)) return;
    const target = keys.get(event.key.toLowerCase());
    if (!target || target.disabled) return;
    event.preventDefault();
    press(target);
  });
})();

/* One box for all the boxes of a list. */
for (const whole of document.querySelectorAll("[data-check-all]")) {
  whole.addEventListener("change", () => {
    for (const box of whole.form.querySelectorAll(`[name="${whole.dataset.checkAll}"]`)) box.checked = whole.checked;
  });
}
