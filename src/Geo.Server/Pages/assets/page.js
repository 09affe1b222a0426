// Copy buttons, and filter forms that leave empty fields out of the address.
document.addEventListener('click', async e => {
  const text = e.target.dataset?.copy
  if (!text) return
  try {
    await navigator.clipboard.writeText(text)
  } catch { // no clipboard on plain http: select it, so that Ctrl+C does
    getSelection().selectAllChildren(e.target.previousElementSibling)
    document.execCommand('copy')
  }
  const was = e.target.textContent
  e.target.textContent = '✓'
  setTimeout(() => { e.target.textContent = was }, 1200)
})
document.addEventListener('submit', e => {
  for (const input of e.target.querySelectorAll('input')) if (input.value === '') input.disabled = true
})
