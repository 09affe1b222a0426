"""Opens a collection with QGIS's OGC API Features provider: qgis_client.py URL COLLECTION W,S,E,N; prints one JSON object."""
import json
import os
import sys

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer, QgsWkbTypes  # noqa: E402

url, collection, box = sys.argv[1:]
QgsApplication.setPrefixPath('/usr', True)
app = QgsApplication([], False)
app.initQgis()
QgsApplication.messageLog().messageReceived.connect(lambda message, tag, level: print(tag, level, message, file=sys.stderr))
layer = QgsVectorLayer(f"typename='{collection}' url='{url}' restrictToRequestBBOX='1'", collection, 'OAPIF')
result = {'valid': layer.isValid()}
if layer.isValid():
    inside = list(layer.getFeatures(QgsFeatureRequest().setFilterRect(QgsRectangle(*map(float, box.split(','))))))
    everything = list(layer.getFeatures())
    result |= {
        'count': layer.featureCount(), 'in_box': len(inside), 'all': len(everything),
        'fields': {f.name(): f.typeName() for f in layer.fields()},
        'geometry': QgsWkbTypes.displayString(layer.wkbType()),
        'label': next((f['label_es'] for f in inside if f['class_code'] == 'building'), None),
    }
    del inside, everything
print(json.dumps(result, ensure_ascii=False))
del layer
app.exitQgis()
