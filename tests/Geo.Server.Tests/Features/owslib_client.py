"""Asks a server with OWSLib (owslib.ogcapi.features); prints one JSON object. owslib_client.py URL"""
import json
import sys

from owslib.ogcapi.features import Features

w = Features(sys.argv[1])
items = w.collection_items('segments', limit=7, bbox=[-102.5501, 22.7499, -102.5, 22.76], filter="class_code = 'building'")
print(json.dumps({
    'collections': w.feature_collections(),
    'conformance': sum('ogcapi-features' in c for c in w.conformance()['conformsTo']),
    'title': w.collection('segments')['title'],
    'paths': len(w.api()['paths']),
    'queryables': sorted(w.collection_queryables('segments')['properties']),
    'returned': items['numberReturned'], 'classes': sorted({f['properties']['class_code'] for f in items['features']}),
    'item': w.collection_item('segments', 'aaaaaaaaaaaa-0000042')['properties']['area_m2'],
}))
