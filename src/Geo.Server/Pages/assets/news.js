import { Map, NavigationControl, Popup, ScaleControl } from './maplibre/maplibre-gl.mjs'

const box = document.getElementById('map'), legend = document.getElementById('legend'), choices = document.getElementById('choices'), month = document.getElementById('period')
const { tiles, values: of, bounds, months, text } = JSON.parse(box.dataset.map)
const ramp = ['#fff3d6', '#fbcf87', '#f09a55', '#cf5a3c', '#8c1d2c'], empty = '#dfe4e2', withheld = '#b9bfc6'
const lisa = { HH: '#b2182b', LL: '#2166ac', HL: '#ef8a62', LH: '#67a9cf', ns: '#f4f1ea', isolate: '#d9d2c5' }
const absolute = path => location.origin + path // not by URL, which would escape {z}
const period = () => +choices.month.value ? months[choices.month.value - 1] : 'all'
const show = v => typeof v === 'number' ? String(+v.toPrecision(3)) : String(v)
const known = {}

// The values of a period in ascending order, for the limits of the classes.
async function values(p) {
  if (known[p]) return known[p]
  const answer = await fetch(`${of}${of.includes('?') ? '&' : '?'}period=${p}`)
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  return known[p] = await answer.json()
}

function limits(sorted, way) {
  if (way === 'fixed') return [20, 40, 60, 80]
  const low = sorted[0], high = sorted.at(-1)
  const cuts = way === 'equal' ? [1, 2, 3, 4].map(i => low + i * (high - low) / 5) : [1, 2, 3, 4].map(i => sorted[Math.floor(i * sorted.length / 5)])
  return [...new Set(cuts)].filter(c => c > low)
}

function swatch(colour, label) {
  const i = document.createElement('i'), s = document.createElement('span')
  i.style.background = colour
  s.append(i, label)
  return s
}

async function draw() {
  const measure = choices.measure.value, p = period()
  month.textContent = p === 'all' ? text.all : p
  choices.classes.disabled = measure === 'lisa'
  let colour, entries
  if (measure === 'lisa') {
    colour = ['match', ['get', 'lisa'], ...Object.entries(lisa).flat(), empty]
    entries = Object.entries(lisa).map(([k, c]) => swatch(c, `${k === 'ns' || k === 'isolate' ? '' : k + ' '}${text.lisas[k]}`))
  } else {
    const sorted = (await values(p))[measure]
    const cuts = sorted.length ? limits(sorted, choices.classes.value) : []
    const shades = cuts.length === 4 ? ramp : ramp.slice(-cuts.length - 1)
    colour = cuts.length ? ['step', ['get', measure], shades[0], ...cuts.flatMap((c, i) => [c, shades[i + 1]])] : shades[0]
    entries = sorted.length ? shades.map((c, i) => swatch(c, `${show(i ? cuts[i - 1] : choices.classes.value === 'fixed' ? 0 : sorted[0])} – ${i < cuts.length ? show(cuts[i]) : show(Math.max(sorted.at(-1), cuts.at(-1) ?? 0))}`)) : []
    colour = ['case', ['==', ['get', 'withheld'], true], withheld, ['has', measure], colour, empty]
  }
  const bound = end => ['coalesce', ['get', measure.replace('_rate', '') + end], 0], width = ['-', bound('_high'), bound('_low')]
  map.setPaintProperty('fill', 'fill-color', colour)
  map.setPaintProperty('fill', 'fill-opacity', choices.uncertain.checked && !['lisa', 'events'].includes(measure) ? ['case', ['>', width, ['coalesce', ['get', measure], 0]], 0.45, 0.9] : 0.9)
  legend.replaceChildren(...entries, swatch(empty, text.none), swatch(withheld, text.withheld))
  box.dataset.drawn = `${measure} ${p}`
  map.triggerRepaint() // equal colours alone would draw nothing, and nothing would tell that the map is at rest
}

box.replaceChildren()
const source = () => [absolute(`${tiles}&period=${period()}`)]
const map = new Map({
  container: box,
  style: {
    version: 8,
    sources: { indicators: { type: 'vector', tiles: source(), maxzoom: 12 } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': '#eef1ee' } },
      { id: 'fill', type: 'fill', source: 'indicators', 'source-layer': 'indicators', paint: { 'fill-color': empty } },
      { id: 'edge', type: 'line', source: 'indicators', 'source-layer': 'indicators', paint: { 'line-color': '#5b6b69', 'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.1, 9, 1] } },
    ],
  },
  attributionControl: false,
  locale: { 'Map.Title': text.map, 'NavigationControl.ZoomIn': text.closer, 'NavigationControl.ZoomOut': text.farther, 'Popup.Close': text.close },
  ...(bounds ? { bounds, fitBoundsOptions: { padding: 16 } } : { center: [-102, 23.5], zoom: 4 }),
})
const note = message => box.append(Object.assign(document.createElement('div'), { className: 'map-note', role: 'alert', textContent: message }))
map.addControl(new NavigationControl({ showCompass: false }))
map.addControl(new ScaleControl())
map.on('error', () => note(text.failed))
map.on('load', () => draw().catch(() => note(text.failed)))
map.on('idle', () => { box.dataset.idle = box.dataset.drawn ?? '' })
choices.addEventListener('input', e => {
  if (e.target.name === 'month') map.getSource('indicators').setTiles(source())
  draw().catch(() => note(text.failed))
})
map.on('click', 'fill', e => {
  const p = e.features[0].properties
  const rows = p.withheld ? [[text.monitored, p.monitored], [text.withheld, '']] : [[text.monitored, p.monitored], [text.events, p.events],
    ...[['share', 'share'], ['eb_rate', 'eb'], ['spatial_eb_rate', 'spatial_eb'], ['intensity', 'intensity']].filter(([m]) => p[m] != null)
      .map(([m, i]) => [text[m], `${show(p[m])} (${show(p[i + '_low'])} – ${show(p[i + '_high'])})`]), [text.lisa, text.lisas[p.lisa]]]
  const table = document.createElement('table')
  for (const [name, value] of rows) {
    if (value == null) continue
    const row = table.insertRow()
    row.append(Object.assign(document.createElement('th'), { textContent: name, scope: 'row' }))
    row.insertCell().textContent = value
  }
  const title = Object.assign(document.createElement('strong'), { textContent: `${p.name} (${p.code}), ${p.period === 'all' ? text.all : p.period}` })
  const content = document.createElement('div')
  content.className = 'popup'
  content.append(title, table)
  new Popup({ maxWidth: 'min(24rem, 80vw)' }).setLngLat(e.lngLat).setDOMContent(content).addTo(map)
})
