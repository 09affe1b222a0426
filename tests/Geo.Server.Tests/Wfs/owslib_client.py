"""Reads a service with OWSLib: owslib_client.py URL VERSION; prints one JSON object."""
import json
import sys
import xml.etree.ElementTree as ET

from owslib.fes import PropertyIsEqualTo
from owslib.fes2 import PropertyIsEqualTo as PropertyIsEqualTo2, Filter as Filter2
from owslib.wfs import WebFeatureService

url, version = sys.argv[1:]
wfs = WebFeatureService(url, version=version)
ns = {'gml': 'http://www.opengis.net/gml/3.2' if version == '2.0.0' else 'http://www.opengis.net/gml', 'geo': 'urn:x-geo:features'}


def features(**more):
    root = ET.fromstring(wfs.getfeature(**more).read())
    return len(root.findall('.//geo:segments', ns))


if version == '2.0.0':
    # OWSLib posts filters of 2.0: its addresses name the filter 'query'
    only = {'filter': Filter2(PropertyIsEqualTo2(propertyname='class_code', literal='building')).toXML(), 'method': 'Post'}
else:
    only = {'filter': ET.tostring(ET.fromstring(b'<Filter xmlns="http://www.opengis.net/ogc">' + ET.tostring(PropertyIsEqualTo(propertyname='class_code', literal='building').toXML()) + b'</Filter>'), encoding='unicode')}
print(json.dumps({
    'title': wfs.identification.title, 'types': sorted(wfs.contents), 'operations': sorted(o.name for o in wfs.operations if o.name.startswith(('Get', 'List', 'Describe'))),
    'box': wfs['geo:segments'].boundingBoxWGS84, 'crs': len(wfs['geo:segments'].crsOptions),
    'fields': wfs.get_schema('geo:segments')['properties'],
    'all': features(typename='geo:segments'), 'some': features(typename='geo:segments', maxfeatures=7),
    'boxed': features(typename='geo:segments', bbox=(-102.5501, 22.7499, -102.5, 22.76)),
    'filtered': features(typename='geo:segments', **only),
}))
