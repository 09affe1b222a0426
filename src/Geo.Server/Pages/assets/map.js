import { Map, NavigationControl, Popup, ScaleControl } from './maplibre/maplibre-gl.mjs'

const box = document.getElementById('map')
const { layer, tiles, feature, bounds, item, pictures, titles, classes, plain, fill, text } = JSON.parse(box.dataset.map)
const legend = document.getElementById('legend')
const absolute = path => location.origin + path // not by URL, which would escape {z}
const addressOf = (id, format) => { const a = item.replace('/ID', () => '/' + encodeURIComponent(id)); return a + (a.includes('?') ? '&' : '?') + 'f=' + format }
const colour = classes.length ? ['match', ['coalesce', ['get', 'class_code'], ''], ...classes.flatMap(c => [c.code, c.colour]), plain] : plain

function note(message, role = 'status') {
  box.querySelector('.map-note')?.remove()
  if (message) box.append(Object.assign(document.createElement('div'), { className: 'map-note', role, textContent: message }))
}

function element(name, content, properties = {}) {
  const e = Object.assign(document.createElement(name), properties)
  e.append(...[content].flat())
  return e
}

function drawLegend() {
  const entries = classes.length ? [...classes, { label: text.none, colour: plain }] : []
  legend.replaceChildren(...entries.map(c => {
    const swatch = document.createElement('i')
    swatch.style.background = c.colour
    return element('span', [swatch, c.label])
  }))
  if (!pictures) return
  const shown = element('input', [], { type: 'checkbox', checked: true })
  shown.addEventListener('change', () => map.setLayoutProperty('pictures', 'visibility', shown.checked ? 'visible' : 'none'))
  legend.append(element('label', [shown, text.image]))
}

const show = v => typeof v === 'number' ? String(+v.toPrecision(6)) : Array.isArray(v) ? v.map(show).join(', ') : typeof v === 'object' ? JSON.stringify(v) : String(v)

async function tell(id, at) {
  const popup = new Popup({ maxWidth: 'min(24rem, 80vw)' }).setLngLat(at).setDOMContent(element('p', text.wait)).addTo(map)
  const answer = await fetch(addressOf(id, 'json'), { headers: { Accept: 'application/geo+json' } })
  if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
  const { properties } = await answer.json()
  const table = document.createElement('table')
  for (const [name, value] of Object.entries(properties)) {
    if (value === null) continue
    const row = table.insertRow()
    row.append(element('th', titles[name] ?? name, { scope: 'row' }))
    row.insertCell().textContent = show(value)
  }
  popup.setDOMContent(element('div', [element('a', text.open, { href: addressOf(id, 'html') }), table], { className: 'popup' }))
}

function boundsOf(geometry) {
  const b = [Infinity, Infinity, -Infinity, -Infinity]
  const walk = c => {
    if (typeof c[0] !== 'number') return c.forEach(walk)
    b[0] = Math.min(b[0], c[0]); b[1] = Math.min(b[1], c[1]); b[2] = Math.max(b[2], c[0]); b[3] = Math.max(b[3], c[1])
  }
  if (geometry?.coordinates) walk(geometry.coordinates)
  return b[0] <= b[2] ? b : null
}

let one = null
if (feature) {
  one = await (await fetch(feature, { headers: { Accept: 'application/geo+json' } })).json()
  one.properties.id = one.id
}
const first = bounds ?? boundsOf(one?.geometry)
const ring = b => [[b[0], b[1]], [b[2], b[1]], [b[2], b[3]], [b[0], b[3]], [b[0], b[1]]]
const shapes = type => ({ source: 'features', ...(tiles ? { 'source-layer': layer } : {}), filter: ['in', ['geometry-type'], ['literal', [type, 'Multi' + type]]] })
box.replaceChildren() // what stood in for the map
const map = new Map({
  container: box,
  style: {
    version: 8,
    sources: {
      ...(pictures ? { pictures: { type: 'raster', tiles: [absolute(pictures)], tileSize: 256, maxzoom: 22 } } : {}),
      ...(tiles && first ? { extent: { type: 'geojson', data: { type: 'LineString', coordinates: ring(first) } } } : {}), // where the layer is, while nothing of it is large enough
      features: tiles ? { type: 'vector', tiles: [absolute(tiles)], maxzoom: 18 } : { type: 'geojson', data: one },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': '#eef1ee' } },
      ...(pictures ? [{ id: 'pictures', type: 'raster', source: 'pictures' }] : []),
      ...(tiles && first ? [{ id: 'extent', type: 'line', source: 'extent', layout: { visibility: 'none' }, paint: { 'line-color': plain, 'line-width': 2, 'line-dasharray': [2, 2] } }] : []),
      { id: 'fill', type: 'fill', ...shapes('Polygon'), paint: { 'fill-color': colour, 'fill-opacity': fill } },
      { id: 'edge', type: 'line', ...shapes('Polygon'), paint: { 'line-color': colour, 'line-width': 1.2 } },
      { id: 'line', type: 'line', ...shapes('LineString'), paint: { 'line-color': colour, 'line-width': 2 } },
      { id: 'point', type: 'circle', ...shapes('Point'), paint: { 'circle-color': colour, 'circle-radius': 5, 'circle-stroke-width': 1, 'circle-stroke-color': '#fff' } },
    ],
  },
  attributionControl: false,
  locale: { 'Map.Title': text.map, 'NavigationControl.ZoomIn': text.closer, 'NavigationControl.ZoomOut': text.farther, 'Popup.Close': text.close },
  ...(first ? { bounds: first, fitBoundsOptions: { padding: 24, maxZoom: 19 } } : { center: [-102, 23.5], zoom: 3 }),
})
const clickable = ['point', 'line', 'fill']
map.addControl(new NavigationControl({ showCompass: false }))
map.addControl(new ScaleControl())
drawLegend()
let broken = false
map.on('error', () => { broken = true; note(text.failed, 'alert') })
map.on('idle', () => {
  const drawn = map.queryRenderedFeatures({ layers: clickable }).length
  if (!broken) note(drawn ? '' : text.more)
  if (map.getLayer('extent') && (map.getLayoutProperty('extent', 'visibility') === 'none') === (drawn === 0))
    map.setLayoutProperty('extent', 'visibility', drawn ? 'none' : 'visible')
  const { lng, lat } = map.getCenter()
  box.dataset.view = JSON.stringify([lng, lat, map.getZoom()])
  box.dataset.drawn = String(drawn)
})
map.on('click', e => {
  const [hit] = map.queryRenderedFeatures(e.point, { layers: clickable })
  if (hit) tell(hit.properties.id, e.lngLat).catch(() => note(text.failed, 'alert'))
})
map.on('mousemove', e => {
  if (map.isStyleLoaded()) map.getCanvas().style.cursor = map.queryRenderedFeatures(e.point, { layers: clickable }).length ? 'pointer' : ''
})
