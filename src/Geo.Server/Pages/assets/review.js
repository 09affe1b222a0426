// A reviewer's word, by button or key; then the next decision.
const review = document.getElementById('review')
const words = review && JSON.parse(review.dataset.review)

async function send(button) {
  const { action, value, asks } = button.dataset
  const body = { action, note: document.getElementById('note').value || null }
  if (value) body.value = value
  if (asks && !(body.value = prompt(asks)?.trim())) return
  const buttons = review.querySelectorAll('button')
  buttons.forEach(b => { b.disabled = true })
  try {
    const answer = await fetch(words.post, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    if (answer.ok) return location.assign(words.next)
    document.getElementById('told').textContent = words.failed + ((await answer.json().catch(() => null))?.detail ?? answer.status)
  } catch (e) {
    document.getElementById('told').textContent = words.failed + e.message
  }
  buttons.forEach(b => { b.disabled = false })
}

review?.addEventListener('click', e => {
  const button = e.target.closest('button[data-action]')
  if (button) send(button)
})
addEventListener('keydown', e => {
  if (e.target.matches('input, select, textarea') || e.ctrlKey || e.altKey || e.metaKey) return
  const button = [...review?.querySelectorAll('button[data-key]') ?? []].find(b => b.dataset.key === e.key && !b.disabled)
  if (button) { e.preventDefault(); send(button) }
})
