"""Opens a collection with QGIS's OGC API Features provider and asks of it what a person would; prints one JSON object.

qgis_client.py URL COLLECTION W,S,E,N SUBSET X,Y EPSG… : a box to count in, a layer filter, a place to identify, reference systems.
The scenes are filtered by their date too, which every version of QGIS leaves to the server.
"""
import json
import os
import sys

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsFeatureRequest, QgsProject,  # noqa: E402
                       QgsRectangle, QgsVectorLayer, QgsWkbTypes)

url, collection, box, subset, place, *codes = sys.argv[1:]
QgsApplication.setPrefixPath('/usr', True)
app = QgsApplication([], False)
app.initQgis()
QgsApplication.messageLog().messageReceived.connect(lambda message, tag, level: print(tag, level, message, file=sys.stderr))


def opened(srs=None, sql=None, name=collection):
    uri = f"typename='{name}' url='{url}' restrictToRequestBBOX='1'"
    if srs:
        uri += f" srsname='EPSG:{srs}'"
    found = QgsVectorLayer(uri, name, 'OAPIF')
    if sql:
        found.setSubsetString(sql)
    return found


def inside(asked, west, south, east, north):
    return list(asked.getFeatures(QgsFeatureRequest().setFilterRect(QgsRectangle(west, south, east, north))))


layer = opened()
result = {'valid': layer.isValid()}
if layer.isValid():
    boxed = inside(layer, *map(float, box.split(',')))
    x, y = map(float, place.split(','))
    identified = inside(layer, x - 1e-6, y - 1e-6, x + 1e-6, y + 1e-6)
    result |= {
        'count': layer.featureCount(), 'in_box': len(boxed), 'all': sum(1 for _ in layer.getFeatures()),
        'fields': {f.name(): f.typeName() for f in layer.fields()},
        'geometry': QgsWkbTypes.displayString(layer.wkbType()),
        'label': next((f['label_es'] for f in boxed if f['class_code'] == 'building'), None),
        'identified': [f['area_m2'] for f in identified],
    }
    middle = {f['area_m2']: f.geometry().centroid().asPoint() for f in boxed}
    result['crs'] = {}
    for code in codes:
        projected = opened(srs=code)
        there = QgsCoordinateTransform(QgsCoordinateReferenceSystem('OGC:CRS84'), QgsCoordinateReferenceSystem(f'EPSG:{code}'), QgsProject.instance())
        rectangle = there.transformBoundingBox(QgsRectangle(*map(float, box.split(','))))
        found = {f['area_m2']: f.geometry().centroid().asPoint() for f in projected.getFeatures(QgsFeatureRequest().setFilterRect(rectangle))}
        result['crs'][code] = {
            'authid': projected.crs().authid(), 'north_first': QgsCoordinateReferenceSystem(f'EPSG:{code}').hasAxisInverted(), 'in_box': len(found),
            'farthest': max((there.transform(middle[k]).distance(found[k]) for k in middle if k in found), default=None),
            'shared': len(middle.keys() & found.keys()),
        }
        del projected
    filtered = opened(sql=subset)
    result['filtered'] = sum(1 for _ in filtered.getFeatures())
    dated = opened(sql='"acquired" >= \'2024-03-01T00:00:00Z\'', name='scenes')
    result['dated'] = [f['id'] for f in dated.getFeatures()]
    del boxed, identified, filtered, dated
print(json.dumps(result, ensure_ascii=False))
del layer
app.exitQgis()
