"""Opens a type with QGIS's WFS provider: qgis_wfs.py URL TYPE VERSION W,S,E,N FILTER; prints one JSON object."""
import json
import os
import sys

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
from qgis.PyQt.QtCore import QVariant  # noqa: E402
from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer, QgsWkbTypes  # noqa: E402

url, name, version, box, expression = sys.argv[1:]
QgsApplication.setPrefixPath('/usr', True)
app = QgsApplication([], False)
app.initQgis()
QgsApplication.messageLog().messageReceived.connect(lambda message, tag, level: print(tag, level, message, file=sys.stderr))


def opened(more='', srs='EPSG:4326'):
    return QgsVectorLayer(f"typename='{name}' url='{url}' version='{version}' srsname='{srs}' restrictToRequestBBOX='1' {more}", name, 'WFS')


layer = opened()
result = {'valid': layer.isValid()}
if layer.isValid():
    inside = list(layer.getFeatures(QgsFeatureRequest().setFilterRect(QgsRectangle(*map(float, box.split(','))))))
    everything = list(layer.getFeatures())
    paged = opened("pagingEnabled='true' pageSize='50' maxNumFeatures='0'" if version != '1.1.0' else '')
    result |= {
        'count': layer.featureCount(), 'in_box': len(inside), 'all': len(everything), 'distinct': len({f['id'] for f in everything}),
        'paged': len({f['id'] for f in paged.getFeatures()}),
        'fields': {f.name(): QVariant.typeToName(f.type()) for f in layer.fields()},
        'geometry': QgsWkbTypes.displayString(layer.wkbType()),
        'x': everything[0].geometry().boundingBox().xMinimum(), 'first': everything[0]['id'],
    }
    filtered = QgsVectorLayer(f"typename='{name}' url='{url}' version='{version}' srsname='EPSG:4326' filter='{expression}'", name, 'WFS')
    result |= {'filtered': sum(1 for _ in filtered.getFeatures()), 'filtered_count': filtered.featureCount()}
    projected = opened(srs='EPSG:6372')
    first = next(f for f in projected.getFeatures() if f['id'] == result['first'])
    result['projected_x'] = first.geometry().boundingBox().xMinimum()
    del inside, everything, paged, filtered, projected, first
print(json.dumps(result, ensure_ascii=False))
del layer
app.exitQgis()
