import { Map, NavigationControl, Popup, ScaleControl } from './maplibre/maplibre-gl.mjs'

const box = document.getElementById('map')
const { lang, live, url, titles } = { ...box.dataset, titles: JSON.parse(box.dataset.titles) }
const legend = document.getElementById('legend')
const palette = ['#4477aa', '#ee6677', '#228833', '#ccbb44', '#66ccee', '#aa3377', '#e08214', '#7b6cc4', '#8c6d46', '#1b9e77', '#d95f8d', '#5f7f2a']
const known = { building: '#d1495b', road: '#6c757d', water: '#2f7fc1', tree: '#1f6f3a', crop: '#d9c24a', grass: '#8bbf4a', soil: '#c07f4a', vehicle: '#c23fb0', other: '#3fb8b8' }
const colours = new globalThis.Map()
let features = []

const categoryOf = p =>
  p[`label_${lang}`] || p.class_code || (p.cluster != null ? `${box.dataset.cluster} ${p.cluster}` : 'cluster' in p ? box.dataset.none : '')

function colourOf(category, code) {
  if (!colours.has(category))
    colours.set(category, known[code] ?? (category === box.dataset.none ? '#9aa5a3' : palette[colours.size % palette.length]))
  return colours.get(category)
}

function boundsOf(features) {
  const b = [Infinity, Infinity, -Infinity, -Infinity]
  const walk = c => {
    if (typeof c[0] !== 'number') return c.forEach(walk)
    b[0] = Math.min(b[0], c[0]); b[1] = Math.min(b[1], c[1]); b[2] = Math.max(b[2], c[0]); b[3] = Math.max(b[3], c[1])
  }
  for (const f of features) if (f.geometry) walk(f.geometry.coordinates)
  return b[0] <= b[2] ? b : null
}

function note(text) {
  box.querySelector('.map-note')?.remove()
  if (text) box.append(Object.assign(document.createElement('div'), { className: 'map-note', textContent: text }))
}

function drawLegend() {
  const seen = new globalThis.Map(features.filter(f => f.properties.__category).map(f => [f.properties.__category, f.properties.__colour]))
  legend.replaceChildren(...[...seen].sort().slice(0, 24).map(([category, colour]) => {
    const entry = document.createElement('span'), swatch = document.createElement('i')
    swatch.style.background = colour
    entry.append(swatch, category)
    return entry
  }))
}

function popup(feature) {
  const root = document.createElement('div'), table = document.createElement('table'), open = document.createElement('a')
  root.className = 'popup'
  open.href = box.dataset.item.replace(/\/items\/(?=\?|$)/, () => `/items/${encodeURIComponent(feature.id)}`)
  open.href += (open.search ? '&' : '?') + 'f=html'
  open.textContent = box.dataset.open
  for (const [name, value] of Object.entries(feature.properties)) {
    if (name.startsWith('__') || value === null) continue
    const row = table.insertRow(), head = document.createElement('th')
    head.textContent = titles[name] ?? name
    const show = v => typeof v === 'number' ? +v.toPrecision(6) : typeof v === 'object' && v !== null && !Array.isArray(v) ? JSON.stringify(v) : v
    row.append(head)
    row.insertCell().textContent = Array.isArray(value) ? value.map(show).join(', ') : show(value)
  }
  root.append(open, table)
  return root
}

// Seen from so far that most shapes are smaller than four pixels, each is drawn as a dot.
function drawDots(drawn) {
  const boxes = drawn.map(f => boundsOf([f]))
  const widths = boxes.map(b => b[2] - b[0]).sort((a, b) => a - b)
  const far = Math.min(24, Math.max(0, Math.log2(4 * 360 / 512 / (widths[widths.length >> 1] || 1e-9))))
  map.setLayerZoomRange('dots', 0, far)
  map.getSource('dots').setData({ type: 'FeatureCollection', features: drawn.map((f, i) => ({
    type: 'Feature', properties: { __i: f.properties.__i, __colour: f.properties.__colour },
    geometry: { type: 'Point', coordinates: [(boxes[i][0] + boxes[i][2]) / 2, (boxes[i][1] + boxes[i][3]) / 2] } })) })
}

const clickable = ['dots', 'point', 'fill']

async function load(address) {
  const answer = await fetch(address, { headers: { Accept: 'application/geo+json' } })
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  const data = await answer.json()
  features = data.features ?? [data]
  features.forEach((f, i) => {
    const category = categoryOf(f.properties)
    Object.assign(f.properties, { __i: i, __category: category, __colour: colourOf(category, f.properties.class_code) })
  })
  const drawn = features.filter(f => f.geometry)
  map.getSource('data').setData({ type: 'FeatureCollection', features: drawn })
  drawDots(drawn)
  drawLegend()
  note(live && data.links?.some(l => l.rel === 'next') ? box.dataset.more : '')
}

async function loadView() {
  const view = map.getBounds()
  const lon = x => ((x + 180) % 360 + 360) % 360 - 180
  const wide = view.getEast() - view.getWest() >= 360
  const bbox = [wide ? -180 : lon(view.getWest()), Math.max(-90, view.getSouth()), wide ? 180 : lon(view.getEast()), Math.min(90, view.getNorth())]
  const address = new URL(url, location.href)
  address.searchParams.set('bbox', bbox.map(v => v.toFixed(6)).join(','))
  await load(address)
}

const failed = () => note(box.dataset.failed)
const first = box.dataset.bounds ? box.dataset.bounds.split(',').map(Number) : null
box.replaceChildren() // what stood in for the map
const map = new Map({
  container: box,
  style: { version: 8, sources: {}, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': '#eef1ee' } }] },
  attributionControl: false,
  ...(first ? { bounds: first, fitBoundsOptions: { padding: 24 } } : { center: [-102, 23.5], zoom: 3 }),
})
map.addControl(new NavigationControl({ showCompass: false }))
map.addControl(new ScaleControl())
map.on('load', async () => {
  map.addSource('data', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } })
  map.addLayer({ id: 'fill', type: 'fill', source: 'data', filter: ['==', ['geometry-type'], 'Polygon'], layout: { 'fill-sort-key': ['-', ['coalesce', ['get', 'area_m2'], 0]] }, // small ones on top of what contains them
    paint: { 'fill-color': ['get', '__colour'], 'fill-opacity': 0.55 } })
  map.addLayer({ id: 'edge', type: 'line', source: 'data', paint: { 'line-color': ['get', '__colour'], 'line-width': 1.2 } })
  map.addLayer({ id: 'point', type: 'circle', source: 'data', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-color': ['get', '__colour'], 'circle-radius': 5 } })
  map.addSource('dots', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } })
  map.addLayer({ id: 'dots', type: 'circle', source: 'dots', paint: { 'circle-color': ['get', '__colour'], 'circle-radius': 3, 'circle-opacity': 0.8 } })
  try {
    if (live) {
      await loadView()
      map.on('moveend', () => loadView().catch(failed))
    } else {
      await load(url)
      const bounds = boundsOf(features)
      if (bounds) map.fitBounds(bounds, { padding: 24, maxZoom: 19, animate: false })
    }
    map.once('idle', () => { box.dataset.drawn = String(map.queryRenderedFeatures({ layers: clickable }).length) })
  } catch { failed() }
})
map.on('click', e => {
  const [hit] = map.queryRenderedFeatures(e.point, { layers: clickable })
  if (hit) new Popup({ maxWidth: '24rem' }).setLngLat(e.lngLat).setDOMContent(popup(features[hit.properties.__i])).addTo(map)
})
map.on('mousemove', e => {
  if (map.getLayer('fill')) map.getCanvas().style.cursor = map.queryRenderedFeatures(e.point, { layers: clickable }).length ? 'pointer' : ''
})
