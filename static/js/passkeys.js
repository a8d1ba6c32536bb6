// What asks for a passkey is shown where the browser has them; a refusal is said in the page, not only in the console.
(() => {
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act)

  if (window.PublicKeyCredential) each('[data-passkey]', (part) => { part.hidden = false })

  document.addEventListener('allauth.error', (event) => {
    event.preventDefault()
    each('[data-passkey-error]', (part) => { part.hidden = false })
  })
})()
