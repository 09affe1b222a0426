namespace Geo.Pipeline.Pictures;

/// <summary>
/// Share of each pixel that a shape covers, 0 to 1. Filling accumulates the signed area left of each edge (exact for
/// polygons that do not cross themselves); stroking keeps the greatest coverage, so joints are not blended twice.
/// </summary>
internal sealed class Coverage
{
    readonly int _width, _height, _stride;
    readonly float[] _a;
    int _left, _top, _right, _bottom;                    // what may be other than zero

    public Coverage(int width, int height)
    {
        (_width, _height, _stride) = (width, height, width + 2);
        _a = new float[_stride * height];
        Clear();
    }

    /// <summary>Adds an edge of a ring to be filled; the sum over all rings must wind the inside once.</summary>
    public void FillEdge(double x0, double y0, double x1, double y1, float sign)
    {
        if (y0 == y1) return;
        if (y0 > y1) (x0, y0, x1, y1, sign) = (x1, y1, x0, y0, -sign);
        if (y1 <= 0 || y0 >= _height) return;
        var slope = (x1 - x0) / (y1 - y0);
        var x = x0;
        if (y0 < 0) (x, y0) = (x - y0 * slope, 0);
        var end = (int)Math.Min(_height, Math.Ceiling(y1));
        var reached = x + slope * (end - y0);
        Touch((int)y0, end, Math.Min(x, Math.Min(x1, reached)), Math.Max(x, Math.Max(x1, reached)));
        for (var y = (int)y0; y < end; y++)
        {
            var share = Math.Min(y + 1, y1) - Math.Max(y, y0);
            var next = x + slope * share;
            Accumulate(y, Math.Clamp(Math.Min(x, next), 0, _width), Math.Clamp(Math.Max(x, next), 0, _width), sign * (float)share);
            x = next;
        }
    }

    /// <summary>Adds a line with round ends.</summary>
    public void Stroke(double x0, double y0, double x1, double y1, double width)
    {
        double half = width / 2, reach = half + 0.5, dx = x1 - x0, dy = y1 - y0, length2 = dx * dx + dy * dy;
        int first = Math.Max(0, (int)Math.Floor(Math.Min(y0, y1) - reach)), last = Math.Min(_height - 1, (int)Math.Floor(Math.Max(y0, y1) + reach));
        if (first > last) return;
        Touch(first, last + 1, Math.Min(x0, x1) - reach, Math.Max(x0, x1) + reach);
        for (var y = first; y <= last; y++)
        {
            var cy = y + 0.5;
            double t0 = 0, t1 = 1;                       // the stretch of the line that reaches this row
            if (dy != 0)
            {
                double u = (cy - reach - y0) / dy, v = (cy + reach - y0) / dy;
                (t0, t1) = (Math.Clamp(Math.Min(u, v), 0, 1), Math.Clamp(Math.Max(u, v), 0, 1));
            }
            double xa = x0 + t0 * dx, xb = x0 + t1 * dx;
            int from = Math.Max(0, (int)Math.Floor(Math.Min(xa, xb) - reach)), to = Math.Min(_width - 1, (int)Math.Floor(Math.Max(xa, xb) + reach));
            for (var x = from; x <= to; x++)
            {
                double px = x + 0.5 - x0, py = cy - y0;
                var t = length2 > 0 ? Math.Clamp((px * dx + py * dy) / length2, 0, 1) : 0;
                var distance = Math.Sqrt((px - t * dx) * (px - t * dx) + (py - t * dy) * (py - t * dy));
                ref var a = ref _a[y * _stride + x];
                a = Math.Max(a, (float)Math.Clamp(reach - distance, 0, Math.Min(1, width)));
            }
        }
    }

    /// <summary>Mixes a colour into the image where edges were filled, and forgets them.</summary>
    public void BlendFill(RgbImage image, Rgb colour, float opacity)
    {
        for (var y = _top; y < _bottom; y++)
        {
            var sum = 0f;
            for (var x = _left; x < Math.Min(_right, _width); x++)
            {
                sum += _a[y * _stride + x];
                var covered = Math.Min(1, Math.Abs(sum));
                if (covered > 1e-3f) image.Blend(x, y, colour, covered * opacity);
            }
        }
        Clear();
    }

    /// <summary>Mixes a colour into the image where lines were stroked, and forgets them.</summary>
    public void BlendStroke(RgbImage image, Rgb colour, float opacity)
    {
        for (var y = _top; y < _bottom; y++)
            for (var x = _left; x < Math.Min(_right, _width); x++)
                if (_a[y * _stride + x] is > 0 and var covered) image.Blend(x, y, colour, covered * opacity);
        Clear();
    }

    void Accumulate(int y, double left, double right, float d)
    {
        var row = _a.AsSpan(y * _stride, _stride);
        int first = (int)left, end = (int)Math.Ceiling(right);
        if (end <= first + 1)
        {
            var mean = (float)((left + right) / 2 - first);
            row[first] += d * (1 - mean);
            row[first + 1] += d * mean;
            return;
        }
        float s = (float)(1 / (right - left)), f0 = (float)(left - first), f1 = (float)(right - end + 1);
        float head = 0.5f * s * (1 - f0) * (1 - f0), tail = 0.5f * s * f1 * f1;
        row[first] += d * head;
        if (end == first + 2) row[first + 1] += d * (1 - head - tail);
        else
        {
            var second = s * (1.5f - f0);
            row[first + 1] += d * (second - head);
            for (var x = first + 2; x < end - 1; x++) row[x] += d * s;
            row[end - 1] += d * (1 - (second + (end - first - 3) * s) - tail);
        }
        row[end] += d * tail;
    }

    void Touch(int top, int bottom, double left, double right) => (_left, _top, _right, _bottom) = (
        Math.Min(_left, (int)Math.Clamp(left, 0, _width)), Math.Min(_top, top),
        Math.Max(_right, (int)Math.Clamp(right + 2, 0, _stride)), Math.Max(_bottom, bottom));

    void Clear()
    {
        for (var y = _top; y < _bottom; y++) Array.Clear(_a, y * _stride + _left, _right - _left);
        (_left, _top, _right, _bottom) = (_stride, _height, 0, 0);
    }
}
