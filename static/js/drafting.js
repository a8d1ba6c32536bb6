/* A statement is saved as it is typed: the real form is sent a moment after typing stops, with the revision it starts
   from. Until the site has said that it is saved, this browser keeps it, for the person signed in alone. Without this,
   the buttons of the form do the same. */
(() => {
  "use strict";
  const PREFIX = "draft:", PAUSE = 1200, AGAIN = 8000; /* milliseconds; signing out empties what begins so (site.js) */
  let held = null;
  try { held = localStorage; held.length; } catch { held = null; }
  const read = (place) => { try { return JSON.parse(held?.getItem(PREFIX + place)); } catch { return null; } };
  const forget = (place) => { try { held?.removeItem(PREFIX + place); } catch { /* nothing is held */ } };
  const write = (place, value) => { try { held?.setItem(PREFIX + place, JSON.stringify(value)); } catch { /* full */ } };

  for (const message of document.querySelectorAll("[data-sent]")) forget(message.dataset.sent);
  for (const link of document.querySelectorAll("[data-typed-drop]")) {
    link.addEventListener("click", () => forget(link.dataset.typedDrop));
  }

  const follow = (root) => {
    const form = root.querySelector("form[data-typed]");
    if (!form || form.dataset.followed) return;
    form.dataset.followed = "1";
    const text = form.elements.text, said = form.querySelector("[data-typed-said]"), found = root.querySelector("[data-typed-found]");
    let place = form.dataset.typed, wait = 0, sending = false, stopped = false, waiting = false;
    let saved = text.value;

    const keep = () => (text.value === saved ? forget(place) : write(place, { text: text.value, from: saved, at: Date.now() }));
    const plan = (delay) => { clearTimeout(wait); wait = setTimeout(save, delay); };
    const tell = (words) => { if (said && said.textContent !== words) said.textContent = words; };

    const overtaken = (words) => {
      stopped = true; /* nothing more is sent by itself: the button shows both texts */
      tell(words + " ");
      const button = document.createElement("button");
      button.className = "button-link";
      button.textContent = form.dataset.overtaken;
      said.append(button);
    };

    const kept = (answer, sent) => {
      if (form.elements.revision) form.elements.revision.value = answer.revision;
      else { /* a new statement has its own address from now on */
        const revision = Object.assign(document.createElement("input"), { type: "hidden", name: "revision", value: answer.revision });
        form.append(revision);
        form.action = answer.url;
        form.elements.section?.closest(".field")?.remove();
        form.elements.origin?.remove();
        for (const button of form.querySelectorAll("[hx-post]")) button.setAttribute("hx-post", answer.url);
        window.htmx?.process(form);
        forget(place);
        place = place.replace(/^enonce-.*-p/, `enonce-${answer.url.match(/(\d+)\/$/)[1]}-p`);
        history.replaceState(null, "", answer.url);
      }
      saved = sent;
      keep();
      tell(answer.said);
      if (text.value !== saved) plan(PAUSE);
    };

    const save = async () => {
      clearTimeout(wait);
      if (stopped || sending) { waiting = sending; return; }
      if (!text.value.trim()) return;
      sending = true;
      const sent = text.value;
      try {
        const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Typed": "1" }, redirect: "error", keepalive: sent.length < 20000 });
        const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
        if (answer.ok && told) kept(told, sent);
        else if (answer.status === 409 && told) overtaken(told.said);
        else if (answer.status === 422 && told) tell(told.said);
        else tell(form.dataset.away);
      } catch { /* no network, or the session has ended: this browser has it, and it is tried again */
        keep();
        tell(form.dataset.away);
        plan(AGAIN);
      }
      sending = false;
      if (waiting) { waiting = false; plan(0); }
    };

    form.addEventListener("input", (event) => {
      if (event.target.name === "idea") return;
      keep();
      plan(PAUSE);
    });
    form.elements.idea?.addEventListener("change", () => document.getElementById("montrer")?.click());
    addEventListener("online", () => plan(0));
    addEventListener("pagehide", () => { if (form.isConnected && text.value !== saved) { keep(); save(); } });
    form.addEventListener("submit", () => { clearTimeout(wait); stopped = true; });
    form.addEventListener("htmx:configRequest", () => clearTimeout(wait));

    const draft = read(place);
    if (draft && draft.text !== text.value && found) {
      found.querySelector("[data-typed-text]").textContent = draft.text;
      found.hidden = false;
      found.querySelector("[data-typed-take]").addEventListener("click", () => {
        text.value = draft.text;
        found.hidden = true;
        text.focus();
        text.dispatchEvent(new Event("input", { bubbles: true }));
      });
      found.querySelector("[data-typed-forget]").addEventListener("click", () => { forget(place); found.hidden = true; text.focus(); });
    } else if (draft) forget(place);
  };

  /* Both texts are shown in the place of the form when a passage is picked after somebody else has saved. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 409) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  document.addEventListener("htmx:load", (event) => { if (event.target.id === "etabli") follow(event.target.parentElement); });
  follow(document);
})();
