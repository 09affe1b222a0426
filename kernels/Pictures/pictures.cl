// Resize and normalise in one kernel: a work-group makes 16 x 16 pixels of the frame. The columns of every source row that it needs go to local
// memory, rounded to bytes as Pillow does, then its rows, then each byte is looked up and written as float.

#define SIDE 16
#define PRECISION 22

inline uchar clip(const int sum) { return (uchar)clamp(sum >> PRECISION, 0, 255); }

kernel __attribute__((reqd_work_group_size(SIDE, SIDE, 1)))
void fill_frame(global const uchar *rgb, const int source_width, const int width, const int height, const int columns, const int rows,
                const int is_planar, global const int *column_taps, const int column_most, global const int *row_taps, const int row_most,
                global const float *values, global float *frame)
{
    local uchar strip[3 * SIDE * MOST_ROWS];
    const int lx = get_local_id(0), ly = get_local_id(1), x = get_global_id(0), y = get_global_id(1);
    const int y0 = get_group_id(1) * SIDE, y1 = min(y0 + SIDE, height) - 1;
    // A sample's taps: first source sample, number, weights.
    const int source0 = y0 < height ? row_taps[y0 * (row_most + 2)] : 0;
    const int source1 = y0 < height ? row_taps[y1 * (row_most + 2)] + row_taps[y1 * (row_most + 2) + 1] : 0;
    if (x < width) {
        global const int *taps = column_taps + x * (column_most + 2);
        for (int s = source0 + ly; s < source1; s += SIDE) {
            global const uchar *from = rgb + 3 * ((size_t)s * source_width + taps[0]);
            int r = 1 << (PRECISION - 1), g = r, b = r;
            for (int t = 0; t < taps[1]; t++, from += 3) {
                r += from[0] * taps[2 + t];
                g += from[1] * taps[2 + t];
                b += from[2] * taps[2 + t];
            }
            local uchar *to = strip + 3 * ((s - source0) * SIDE + lx);
            to[0] = clip(r);
            to[1] = clip(g);
            to[2] = clip(b);
        }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (x >= columns || y >= rows) return;

    // The last three values are the padding.
    int r = 0, g = 0, b = 0;
    const bool inside = x < width && y < height;
    if (inside) {
        global const int *taps = row_taps + y * (row_most + 2);
        r = g = b = 1 << (PRECISION - 1);
        for (int t = 0; t < taps[1]; t++) {
            local const uchar *from = strip + 3 * ((taps[0] + t - source0) * SIDE + lx);
            r += from[0] * taps[2 + t];
            g += from[1] * taps[2 + t];
            b += from[2] * taps[2 + t];
        }
    }
    const float vr = values[inside ? clip(r) : 768], vg = values[inside ? 256 + clip(g) : 769], vb = values[inside ? 512 + clip(b) : 770];
    const size_t at = (size_t)y * columns + x, plane = (size_t)columns * rows;
    frame[is_planar ? at : 3 * at] = vr;
    frame[is_planar ? plane + at : 3 * at + 1] = vg;
    frame[is_planar ? 2 * plane + at : 3 * at + 2] = vb;
}
