// Copy buttons, and the filter form: it writes the condition that was picked as CQL2 and leaves empty fields out of the address.
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

const reserved = /^(and|or|not|like|in|between|is|null|true|false|date|timestamp|interval|casei|accenti|div)$/i
const signsOf = { text: ['=', '<>', 'contains', 'starts'], boolean: ['=', '<>'], number: ['=', '<>', '<', '<=', '>', '>='] }
const quoted = text => `'${text.replaceAll("'", "''")}'`
const pattern = text => text.replace(/[\\%_]/g, c => '\\' + c)

function condition(field, sign, value) {
  const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(field.name) && !reserved.test(field.name) ? field.name : `"${field.name.replaceAll('"', '""')}"`
  if (sign === 'null') return `${name} IS NULL`
  if (sign === 'not null') return `${name} IS NOT NULL`
  if (sign === 'contains' || sign === 'starts') return `CASEI(${name}) LIKE CASEI(${quoted((sign === 'contains' ? '%' : '') + pattern(value) + '%')})`
  const literal = { number: () => String(Number(value)), boolean: () => value === 'false' ? 'FALSE' : 'TRUE', date: () => `DATE('${value}')`, timestamp: () => `TIMESTAMP('${value}T00:00:00Z')` }
  return `${name} ${sign} ${literal[field.kind]?.() ?? quoted(value)}`
}

for (const builder of document.querySelectorAll('.builder')) {
  const fields = JSON.parse(builder.dataset.fields), names = JSON.parse(builder.dataset.signs)
  const part = name => builder.querySelector(`[data-part=${name}]`)
  const [field, sign, value] = [part('field'), part('sign'), part('value')], filter = builder.closest('form').elements.filter
  const chosen = () => fields[field.selectedIndex]
  const valueless = () => sign.value.endsWith('null')
  field.replaceChildren(...fields.map(f => new Option(f.title, f.name)))
  const known = fields.findIndex(f => f.values?.length)
  field.selectedIndex = known < 0 ? Math.min(1, fields.length - 1) : known
  const showValue = () => { value.disabled = valueless() }
  const showField = () => {
    const { kind, values } = chosen()
    const offered = [...signsOf[kind] ?? signsOf.number, 'null', 'not null']
    sign.replaceChildren(...names.filter(([s]) => offered.includes(s)).map(([s, name]) => new Option(name, s)))
    value.type = kind === 'number' ? 'number' : kind === 'date' || kind === 'timestamp' ? 'date' : 'text'
    value.step = 'any'
    value.value = ''
    value.list.replaceChildren(...(values ?? (kind === 'boolean' ? ['true', 'false'] : [])).map(v => new Option(v)))
    showValue()
  }
  const add = () => {
    if (!valueless() && value.value === '') return false
    const next = condition(chosen(), sign.value, value.value), before = filter.value.trim()
    filter.value = before === '' ? next : / or /i.test(before) ? `(${before}) AND ${next}` : `${before} AND ${next}`
    value.value = ''
    return true
  }
  field.addEventListener('change', showField)
  sign.addEventListener('change', showValue)
  part('add').addEventListener('click', () => { if (add()) filter.focus(); else value.focus() })
  builder.closest('form').addEventListener('submit', () => { if (value.value !== '') add() })
  showField()
  builder.hidden = false
  if (filter.dataset.wrongAt) { filter.focus(); filter.setSelectionRange(filter.dataset.wrongAt - 1, filter.dataset.wrongAt) }
}

document.addEventListener('submit', e => {
  for (const input of e.target.querySelectorAll('[name]')) if (input.value.trim() === '') input.disabled = true
})
addEventListener('pageshow', () => { for (const input of document.querySelectorAll('form [name]')) input.disabled = false }) // after "back"
