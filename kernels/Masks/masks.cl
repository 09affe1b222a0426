// Packed masks, one after another in words; a header of 6 ints a mask: x, y, width, height, words a row, first word.

inline ulong bits_at(global const ulong *row, const int words, const int u)
{
    const int word = u >> 6, shift = u & 63;
    const ulong low = word >= 0 && word < words ? row[word] : 0;
    if (shift == 0) return low;
    const ulong high = word + 1 >= 0 && word + 1 < words ? row[word + 1] : 0;
    return (low >> shift) | (high << (64 - shift));
}

inline ulong first_bits(const int count) { return count >= 64 ? ~0UL : (1UL << count) - 1; }

// Mean features. A work-group takes a mask and 256 channels: its 64 work-items first count the mask's pixels in 64 cells, then each
// adds 4 channels of these cells. Cells: rows x columns x quads.
kernel __attribute__((reqd_work_group_size(64, 1, 1)))
void pool_masks(global const float4 *cells, const int quads, const int rows, const int columns, const int stride,
                global const ulong *words, global const int *headers, global float4 *means)
{
    local int counts[64];
    const int item = get_local_id(0), quad = get_group_id(0) * 64 + item, mask = get_group_id(1);
    global const int *h = headers + 6 * mask;
    const int x = h[0], y = h[1], width = h[2], height = h[3], row_words = h[4];
    global const ulong *bits = words + h[5];
    const int column0 = x / stride, row0 = y / stride;
    const int across = width == 0 ? 0 : max(0, min((x + width - 1) / stride, columns - 1) - column0 + 1);
    const int down = height == 0 ? 0 : max(0, min((y + height - 1) / stride, rows - 1) - row0 + 1);

    float4 sum = 0;
    int area = 0;
    for (int base = 0; base < across * down; base += 64) {
        const int cell = base + item;
        int count = 0;
        if (cell < across * down) {
            const int left = (column0 + cell % across) * stride, top = (row0 + cell / across) * stride;
            for (int v = max(top, y); v < min(top + stride, y + height); v++)
                for (int u = 0; u < stride; u += 64)
                    count += (int)popcount(bits_at(bits + (size_t)(v - y) * row_words, row_words, left + u - x) & first_bits(stride - u));
        }
        counts[item] = count;
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = 0; i < min(64, across * down - base); i++) {
            if (counts[i] == 0) continue;
            area += counts[i];
            if (quad < quads)
                sum += cells[(size_t)((row0 + (base + i) / across) * columns + column0 + (base + i) % across) * quads + quad] * (float)counts[i];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (quad < quads) means[(size_t)mask * quads + quad] = area == 0 ? (float4)(0) : sum * (1.0f / area);
}

// Pixels that two masks share: a work-group takes a pair, its work-items the words of their common rectangle.
kernel __attribute__((reqd_work_group_size(64, 1, 1)))
void mask_intersections(global const ulong *words, global const int *headers, global const int2 *pairs, global int *shared)
{
    local int parts[64];
    const int item = get_local_id(0), pair = get_group_id(0);
    global const int *a = headers + 6 * pairs[pair].x, *b = headers + 6 * pairs[pair].y;
    const int x0 = max(a[0], b[0]), x1 = min(a[0] + a[2], b[0] + b[2]), y0 = max(a[1], b[1]), y1 = min(a[1] + a[3], b[1] + b[3]);
    const int across = max(0, (x1 - x0 + 63) / 64), down = max(0, y1 - y0);
    int n = 0;
    for (int i = item; i < across * down; i += 64) {
        const int y = y0 + i / across, x = x0 + 64 * (i % across);
        n += (int)popcount(bits_at(words + a[5] + (size_t)(y - a[1]) * a[4], a[4], x - a[0])
                           & bits_at(words + b[5] + (size_t)(y - b[1]) * b[4], b[4], x - b[0]) & first_bits(x1 - x));
    }
    parts[item] = n;
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int apart = 32; apart > 0; apart /= 2) {
        if (item < apart) parts[item] += parts[item + apart];
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    if (item == 0) shared[pair] = parts[0];
}
