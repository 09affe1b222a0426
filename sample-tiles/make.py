"""Makes scene.tif, truth.geojson and areas.geojson of the demo. All of it is synthetic.

    python3 sample-tiles/make.py            needs numpy, scipy, Pillow and GDAL with its Python bindings (3.6 or newer)
"""
import json
import math
import os

import numpy as np
from osgeo import gdal, ogr, osr
from scipy import ndimage

import town

SEED = 20260                                              # training used seeds 1 and 9
GSD = 0.5                                                 # metres
EAST, NORTH = 271_400.0, 2_391_800.0                      # upper left corner, EPSG:32614: open country on the Mexican plateau
ACQUIRED = '2026:02:14 16:30:00'
NOTE = 'Synthetic scene painted by a program. It shows no real place.'
MIN_TRUTH_PX = 36
HERE = os.path.dirname(os.path.abspath(__file__))

gdal.UseExceptions()
ogr.UseExceptions()


def crs(code):
    s = osr.SpatialReference()
    s.ImportFromEPSG(code)
    s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return s


UTM, LONLAT = crs(32614), crs(4326)
TO_LONLAT = osr.CoordinateTransformation(UTM, LONLAT)


def memory_raster(a, kind):
    bands = a.shape[2] if a.ndim == 3 else 1
    d = gdal.GetDriverByName('MEM').Create('', a.shape[1], a.shape[0], bands, kind)
    d.SetGeoTransform((EAST, GSD, 0, NORTH, 0, -GSD))
    d.SetProjection(UTM.ExportToWkt())
    for i in range(bands):
        d.GetRasterBand(i + 1).WriteArray(a[..., i] if bands > 1 else a)
    return d


def write_scene(rgb, path):
    source = memory_raster(rgb, gdal.GDT_Byte)
    source.SetMetadata({'TIFFTAG_DATETIME': ACQUIRED, 'TIFFTAG_IMAGEDESCRIPTION': NOTE, 'TIFFTAG_SOFTWARE': 'sample-tiles/make.py',
                        'TIFFTAG_COPYRIGHT': 'Synthetic. Same licence as the project.'})
    gdal.SetConfigOption('JPEG_QUALITY_OVERVIEW', '85')
    d = gdal.GetDriverByName('GTiff').CreateCopy(path, source, options=[
        'TILED=YES', 'BLOCKXSIZE=256', 'BLOCKYSIZE=256', 'COMPRESS=JPEG', 'PHOTOMETRIC=YCBCR', 'JPEG_QUALITY=90'])
    d.BuildOverviews('AVERAGE', [2, 4, 8])
    d.FlushCache()


def truth(scene):
    """One feature a 4-connected part of an object, numbered from 1: (number map, class, area in px)."""
    lut = np.array([scene.object_of.get(i, -1) for i in range(scene.count + 1)])
    objects = lut[scene.leaf]
    numbers, rows = np.zeros(objects.shape, np.int32), []
    for k, box in enumerate(ndimage.find_objects(objects + 1)):
        if box is None:
            continue
        parts, n = ndimage.label(objects[box] == k)
        for i, area in enumerate(np.bincount(parts.ravel(), minlength=n + 1)[1:], 1):
            if area >= MIN_TRUTH_PX:
                rows.append((scene.objects[k], int(area)))
                numbers[box][parts == i] = len(rows)
    return numbers, rows


def polygons(numbers):
    """Number -> geometry in the scene's CRS, simplified by three quarters of a pixel."""
    d = memory_raster(numbers, gdal.GDT_Int32)
    store = ogr.GetDriverByName('Memory').CreateDataSource('')    # the bindings do not keep a layer's or band's owner alive
    layer = store.CreateLayer('p', UTM, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn('n', ogr.OFTInteger))
    mask = memory_raster((numbers > 0).astype(np.uint8), gdal.GDT_Byte)
    gdal.Polygonize(d.GetRasterBand(1), mask.GetRasterBand(1), layer, 0)
    for f in layer:
        g = f.GetGeometryRef().SimplifyPreserveTopology(0.75 * GSD)
        if not g.IsValid():
            g = g.MakeValid()
        yield f.GetField('n'), g


def rounded(geometry, digits):
    g = json.loads(geometry.ExportToJson(options=[f'COORDINATE_PRECISION={digits}']))
    return {'type': g['type'], 'coordinates': g['coordinates']}


def write_geojson(path, name, features):
    head = {'type': 'FeatureCollection', 'name': name, 'synthetic': True, 'note': NOTE}
    with open(path, 'w', encoding='utf-8') as f:
        f.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n')
        f.write(',\n'.join(json.dumps(x, ensure_ascii=False, separators=(',', ':')) for x in features) + '\n]}\n')


def write_truth(scene, path):
    numbers, rows = truth(scene)
    features = []
    for n, g in sorted(polygons(numbers), key=lambda q: q[0]):
        code, area = rows[n - 1]
        g.Transform(TO_LONLAT)
        features.append({'type': 'Feature', 'id': n, 'properties': {'class': code, 'area_px': area}, 'geometry': rounded(g, 7)})
    assert len(features) == len(rows)
    write_geojson(path, 'truth (synthetic)', features)
    return rows


def border(a, b, bend, n=14):
    rng = np.random.default_rng([int(abs(v)) for v in (*a, *b)])
    return [a, *map(tuple, town.smooth_line(rng, a, b, bend, n)[1:-1]), b]


def areas():
    """Four areas that share wandering borders; positions in pixels of the scene. The last reaches far beyond it."""
    centre, north, south, west, east = (1085, 1010), (1020, 64), (975, 1985), (66, 1075), (1992, 1130)
    nw, ne, sw = (90, 105), (1985, 88), (58, 1992)
    n, s, w, e = (border(centre, q, 38) for q in (north, south, west, east))
    top_w, top_e = border(nw, north, 14), border(north, ne, 14)
    left_n, left_s = border(nw, west, 12), border(west, sw, 12)
    low, right = border(sw, south, 12), border(ne, east, 12)
    outside = [(2650, 1250), (2700, 2050), (2300, 2440), (1300, 2470)]
    back = lambda line: line[::-1]                        # noqa: E731
    return [('99001', 'Peñón de Ceniza', 4210, 1395, n + back(top_w) + left_n + back(w)),
            ('99002', 'Villa Índigo del Río', 18730, 6021, n + top_e + right + back(e)),
            ('99003', 'Cañada de los Añiles', 2985, 1012, w + left_s + low + back(s)),
            ('99004', 'Órbita del Páramo', 7340, 2467, e + outside + back(s))]


def write_areas(path):
    features = []
    for code, name, population, dwellings, ring in areas():
        points, g = [], ogr.Geometry(ogr.wkbLinearRing)
        for p in ring + ring[:1]:
            if not points or math.dist(points[-1], p) > 1e-6:
                points.append(p)
                g.AddPoint_2D(EAST + float(p[0]) * GSD, NORTH - float(p[1]) * GSD)
        polygon = ogr.Geometry(ogr.wkbPolygon)
        polygon.AddGeometry(g)
        assert polygon.IsValid(), name
        polygon.Transform(TO_LONLAT)
        features.append({'type': 'Feature', 'properties': {'code': code, 'name': name, 'level': 'municipality', 'set': 'muestra-ficticia',
                         'population': population, 'dwellings': dwellings, 'fictional': True}, 'geometry': rounded(polygon, 7)})
    write_geojson(path, 'areas (synthetic)', features)


def main():
    scene = town.paint_town(SEED)
    write_scene(town.photograph(scene.rgb), os.path.join(HERE, 'scene.tif'))
    rows = write_truth(scene, os.path.join(HERE, 'truth.geojson'))
    write_areas(os.path.join(HERE, 'areas.geojson'))
    for code in sorted({c for c, _ in rows}):
        print('%-9s %5d objects, %4d of more than 100 px' % (code, sum(c == code for c, _ in rows), sum(c == code and a > 100 for c, a in rows)))


if __name__ == '__main__':
    main()
