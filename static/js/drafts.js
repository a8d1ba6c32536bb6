/* What is typed and not sent is not lost: on the site for those signed in (htmx sends it), in this browser for the others
   and when the site cannot be reached. What a browser holds is shown to nobody else who signs in there. */
(() => {
  "use strict";
  const PREFIX = "draft:", DAY = 864e5, LONGEST = 200000;
  const SKIPPED = ["csrfmiddlewaretoken"];
  let held;
  try { held = localStorage; held.length; } catch { return; }

  const names = () => Object.keys(held).filter((name) => name.startsWith(PREFIX));
  const read = (place) => { try { return JSON.parse(held.getItem(PREFIX + place)); } catch { return null; } };
  const forget = (place) => held.removeItem(PREFIX + place);

  for (const name of names()) { /* thirty days at most */
    const draft = read(name.slice(PREFIX.length));
    if (!(draft?.at > Date.now() - 30 * DAY)) held.removeItem(name);
  }
  for (const message of document.querySelectorAll("[data-sent]")) forget(message.dataset.sent);

  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const place = form.dataset.draft, signedIn = "signedIn" in form.dataset;
  const found = document.querySelector("[data-draft-found]"), said = document.querySelector("[data-draft-said]");
  const line = document.getElementById("brouillon");
  const controls = () => [...form.elements].filter((control) => control.name && !SKIPPED.includes(control.name) && control.type !== "submit");
  const fields = () => Object.fromEntries([...new FormData(form)].filter(([name, value]) => !SKIPPED.includes(name) && typeof value === "string"));
  /* Nothing typed: a form that changes a text begins with it, so there it means that nothing differs. */
  const isEmpty = () => place.startsWith("e") ? controls().every((control) => control.value === control.defaultValue) : controls().every((control) => ["hidden", "radio", "checkbox"].includes(control.type) || !control.value.trim());

  let wait = 0;
  /* One tab, known to itself alone: what was typed in it before signing in may be taken up in it after. */
  let tab = sessionStorage.getItem("tab");
  if (!tab) sessionStorage.setItem("tab", (tab = `${Date.now()}-${Math.random()}`));

  const keep = () => {
    const draft = JSON.stringify({ fields: fields(), at: Date.now(), tab });
    if (isEmpty()) forget(place);
    else if (draft.length < LONGEST) try { held.setItem(PREFIX + place, draft); } catch { return; }
    if (said) said.hidden = isEmpty();
  };

  const draft = read(place);
  const mayTake = draft && (!signedIn || (draft.tab === tab && draft.at > Date.now() - DAY / 24));
  if (mayTake && isEmpty() && found) found.hidden = false;
  found?.querySelector("[data-draft-take]")?.addEventListener("click", () => {
    for (const control of controls()) {
      const value = draft.fields[control.name];
      if (value === undefined) continue;
      if (control.type === "radio") control.checked = control.value === value;
      else control.value = value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
    found.hidden = true;
    (form.elements.title || form.elements.body)?.focus();
  });
  for (const button of document.querySelectorAll("[data-draft-forget]")) {
    button.addEventListener("click", () => {
      forget(place);
      clearTimeout(wait);
      wait = 0;
      if (said?.contains(button)) form.reset();
      button.closest("[data-draft-found], [data-draft-said]").hidden = true;
      (form.elements.title || form.elements.body)?.focus();
    });
  }

  if (!signedIn) {
    form.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(keep, 600); });
    addEventListener("pagehide", () => { if (wait) keep(); });
    if (said) said.hidden = isEmpty();
    return;
  }
  /* The site keeps it; when it does not answer, or the session has ended, this browser does. */
  const away = (event) => { event.stopPropagation(); line.textContent = line.dataset.away; keep(); };
  for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) line?.addEventListener(failed, away);
  line?.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) forget(place); });
  form.addEventListener("htmx:responseError", (event) => { if (event.target !== line) event.stopPropagation(); }); /* a preview that does not come is no news */
  form.addEventListener("submit", () => { if (line) line.remove(); });
})();
