"""Loads a QGIS style into a polygon layer: qgis_style.py FILE.qml; prints one JSON object."""
import json
import os
import sys

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
from qgis.core import QgsApplication, QgsVectorLayer  # noqa: E402

QgsApplication.setPrefixPath('/usr', True)
app = QgsApplication([], False)
app.initQgis()
layer = QgsVectorLayer('MultiPolygon?crs=EPSG:4326&field=class_code:string', 'segments', 'memory')
message, loaded = layer.loadNamedStyle(sys.argv[1])
renderer = layer.renderer()
result = {'loaded': loaded, 'message': message, 'type': renderer.type()}
if renderer.type() == 'categorizedSymbol':
    result |= {
        'field': renderer.classAttribute(),
        'categories': [{'value': str(c.value()), 'label': c.label(), 'colour': c.symbol().color().name()} for c in renderer.categories()],
    }
print(json.dumps(result, ensure_ascii=False))
del renderer, layer
app.exitQgis()
