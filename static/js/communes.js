/* Proposes communes while one types; without it, the field takes a name or a postcode just the same. */
(() => {
  "use strict";
  const field = document.querySelector("input[data-communes]");
  const list = field && document.getElementById(field.getAttribute("list"));
  if (!list) return;
  const said = document.querySelector("[data-communes-said]"); /* not every reader says how many a list holds */
  let wait, asked = "";
  const ask = async () => {
    const words = field.value.trim();
    if (words.length < 2 || words === asked) return;
    asked = words;
    const answer = await fetch(`${field.dataset.communes}?q=${encodeURIComponent(words)}`).catch(() => null);
    if (!answer?.ok || words !== asked) return;
    const { results } = await answer.json();
    list.replaceChildren(...results.map(({ label }) => Object.assign(document.createElement("option"), { value: label })));
    const chosen = results.some(({ label }) => label === words);
    if (said) said.textContent = chosen ? "" : results.length ? `${said.dataset.some} ${results.length}` : said.dataset.none;
  };
  field.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 180); });
})();
