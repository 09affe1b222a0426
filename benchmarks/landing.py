"""Where a run's polygons land, found without Geo's code: GDAL takes each published polygon back to the raster's pixels, and the mean of the pixels
under it must be the band_mean that the run published for it. The same polygon moved by its own width tells how sharp the check is.

"off" is |mean of the pixels - band_mean| in standard deviations of the band, the mean over the bands: median, 95th percentile, and median of
the moved polygons. "with_data" is the 5th percentile of the share of a polygon's pixels that hold data.
"""
import numpy as np
from osgeo import gdal, ogr

gdal.UseExceptions()
gdal.PushErrorHandler("CPLQuietErrorHandler")
ogr.UseExceptions()


def bands_of(path):
    """Float planes with NaN where the raster has no data; palettes as their colours."""
    raster = gdal.Open(path)
    if raster.GetRasterBand(1).GetColorTable() is not None:
        raster = gdal.Translate("", raster, format="MEM", rgbExpand="rgba")
    kept = [raster.GetRasterBand(i + 1) for i in range(raster.RasterCount)]
    alpha = [b for b in kept if b.GetColorInterpretation() == gdal.GCI_AlphaBand]
    planes = []
    for band in (b for b in kept if b.GetColorInterpretation() != gdal.GCI_AlphaBand):
        pixels = band.ReadAsArray().astype(float)
        pixels[(alpha[0] if alpha else band.GetMaskBand()).ReadAsArray() == 0] = np.nan
        planes.append(pixels)
    return raster, planes


def ring_points(geometry):
    parts = [geometry.GetGeometryRef(i) for i in range(geometry.GetGeometryCount())] if geometry.GetGeometryType() == ogr.wkbMultiPolygon else [geometry]
    return [[[p[:2] for p in part.GetGeometryRef(r).GetPoints()] for r in range(part.GetGeometryCount())] for part in parts]


def in_pixels(polygons, to_pixel, turn):
    """Rings in column and row; longitudes beyond the raster's side of the antimeridian are turned first."""
    shape = ogr.Geometry(ogr.wkbMultiPolygon)
    for rings in polygons:
        polygon = ogr.Geometry(ogr.wkbPolygon)
        for ring in rings:
            line = ogr.Geometry(ogr.wkbLinearRing)
            for lon, lat in ring:
                (x, y, _), ok = to_pixel(lon + 360 if turn and lon < 0 else lon, lat), True
                line.AddPoint_2D(x, y)
            polygon.AddGeometry(line)
        shape.AddGeometry(polygon)
    return shape


def under(shape, width, height):
    """Rows and columns of the pixels whose centres the shape covers."""
    left, right, top, bottom = (int(np.floor(v)) for v in shape.GetEnvelope())
    left, top = max(0, left), max(0, top)
    canvas = gdal.GetDriverByName("MEM").Create("", max(1, min(width, right + 1) - left), max(1, min(height, bottom + 1) - top), 1)
    canvas.SetGeoTransform((left, 1, 0, top, 0, 1))
    source = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = source.CreateLayer("shapes")
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(shape)
    layer.CreateFeature(feature)
    gdal.RasterizeLayer(canvas, [1], layer, burn_values=[1])
    rows, columns = np.nonzero(canvas.ReadAsArray())
    return rows + top, columns + left


def landing(path, shapes):
    """shapes: pairs of the published band means and GeoJSON geometry, EPSG:4326, longitude first."""
    raster, planes = bands_of(path)
    transformer = gdal.Transformer(raster, None, ["DST_SRS=EPSG:4326"] + (["METHOD=GCP_TPS"] if raster.GetGCPCount() else []))

    def to_pixel(lon, lat):
        ok, point = transformer.TransformPoint(1, lon, lat)
        return point if ok else (np.nan, np.nan, 0)

    corners = [transformer.TransformPoint(0, x, y)[1] for x in (0, raster.RasterXSize) for y in (0, raster.RasterYSize)]
    turn = max(c[0] for c in corners) > 180
    deviations = [np.nanstd(p) if np.isfinite(p).any() else 0 for p in planes]
    at, moved, valid = [], [], []
    for means, geometry in shapes:
        shape = in_pixels(ring_points(ogr.CreateGeometryFromJson(geometry)), to_pixel, turn)
        pixels = under(shape, raster.RasterXSize, raster.RasterYSize)
        if not len(pixels[0]): continue
        valid.append(float(np.mean(np.any([np.isfinite(p[pixels]) for p in planes], axis=0))))
        at += difference(planes, pixels, means, deviations)
        left, right, _, _ = shape.GetEnvelope()
        moved += difference(planes, (pixels[0], (pixels[1] + max(1, round(right - left))) % raster.RasterXSize), means, deviations)
    tell = lambda values, q: round(float(np.percentile(values, q)), 3) if values else None
    return {"polygons": len(valid), "with_data": tell(valid, 5), "off": tell(at, 50), "off_worst": tell(at, 95), "off_moved": tell(moved, 50)}


def difference(planes, pixels, means, deviations):
    off = [abs(np.nanmean(p[pixels]) - m) / s for p, m, s in zip(planes, means, deviations) if s > 0 and m is not None and np.isfinite(p[pixels]).any()]
    return [float(np.mean(off))] if off else []
