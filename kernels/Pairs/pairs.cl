// All pairs of points: tiles of 64 x 64 squared distances by differences. A work-group of 256 brings 16 dimensions of 64 rows and 64 columns
// into local memory at a time, each work-item keeps 4 x 4 sums, and two 16-byte loads feed 16 differences. Then four work-items a row look at
// 16 columns each, so that no distance leaves the chip but where it is asked for.

#define TILE 64
#define DEPTH 16
#define STRIDE (TILE + 4)
#define PARTS 4

// squares: TILE x (TILE + 1). row_of: the points that are the rows. Columns past the end repeat the last point.
inline void square_tile(global const float *points, const int count, const int dimensions, local const int *row_of, const int first_column,
                        local float4 *a4, local float4 *b4, local float *squares)
{
    local float *a = (local float *)a4, *b = (local float *)b4;
    const int item = get_local_id(0), x = item % 16, y = item / 16;
    float4 sum[4];
    for (int r = 0; r < 4; r++) sum[r] = 0;
    for (int depth = 0; depth < dimensions; depth += DEPTH) {
        const int j = depth + x;
        for (int row = y; row < TILE; row += 16) {
            const int column = min(first_column + row, count - 1);
            a[x * STRIDE + row] = j < dimensions ? points[(size_t)row_of[row] * dimensions + j] : 0;
            b[x * STRIDE + row] = j < dimensions ? points[(size_t)column * dimensions + j] : 0;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        #pragma unroll
        for (int t = 0; t < DEPTH; t++) {
            const float4 rows = a4[t * (STRIDE / 4) + y], columns = b4[t * (STRIDE / 4) + x];
            float4 d = (float4)(rows.x) - columns;
            sum[0] = fma(d, d, sum[0]);
            d = (float4)(rows.y) - columns;
            sum[1] = fma(d, d, sum[1]);
            d = (float4)(rows.z) - columns;
            sum[2] = fma(d, d, sum[2]);
            d = (float4)(rows.w) - columns;
            sum[3] = fma(d, d, sum[3]);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    for (int r = 0; r < 4; r++) {
        local float *to = squares + (4 * y + r) * (TILE + 1) + 4 * x;
        to[0] = sum[r].x;
        to[1] = sum[r].y;
        to[2] = sum[r].z;
        to[3] = sum[r].w;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
}

// Euclidean distances, count x count.
kernel __attribute__((reqd_work_group_size(256, 1, 1)))
void pair_distances(global const float *points, const int count, const int dimensions, global float *distances)
{
    local float4 a[DEPTH * STRIDE / 4], b[DEPTH * STRIDE / 4];
    local float squares[TILE * (TILE + 1)];
    local int row_of[TILE];
    const int item = get_local_id(0), first = (int)get_group_id(0) * TILE, first_column = (int)get_group_id(1) * TILE;
    if (item < TILE) row_of[item] = min(first + item, count - 1);
    barrier(CLK_LOCAL_MEM_FENCE);
    square_tile(points, count, dimensions, row_of, first_column, a, b, squares);
    for (int i = item; i < TILE * TILE; i += 256) {
        const int row = first + i / TILE, column = first_column + i % TILE;
        if (row < count && column < count)
            distances[(size_t)row * count + column] = sqrt(squares[(i / TILE) * (TILE + 1) + i % TILE]);
    }
}

// For every point and cluster the sum of the distances to its members; members sorted by cluster. Neighbours read neighbouring distances. The sums
// carry what float32 loses (Kahan 1965).
kernel void pair_cluster_sums(global const float *distances, const int count, global const int *members, global const int *starts,
                              global float *sums, const int k)
{
    const int i = get_global_id(0), cluster = get_global_id(1);
    if (i >= count) return;
    float sum = 0, lost = 0;
    for (int m = starts[cluster]; m < starts[cluster + 1]; m++) {
        const float value = distances[(size_t)members[m] * count + i] - lost;
        const float next = sum + value;
        lost = (next - sum) - value;
        sum = next;
    }
    sums[(size_t)i * k + cluster] = sum;
}

// The k nearest others of rows first to first + 63 of each group. part_*: rows x 4 x k, the lists of the four work-items of a row.
kernel __attribute__((reqd_work_group_size(256, 1, 1)))
void pair_nearest(global const float *points, const int count, const int dimensions, const int first_row, const int k,
                  global int *part_index, global float *part_square, global int *index_out, global float *square_out)
{
    local float4 a[DEPTH * STRIDE / 4], b[DEPTH * STRIDE / 4];
    local float squares[TILE * (TILE + 1)];
    local int row_of[TILE];
    const int item = get_local_id(0), row = item / PARTS, part = item % PARTS;
    const int from = (int)get_group_id(0) * TILE, self = first_row + from + row;
    if (item < TILE) row_of[item] = min(first_row + from + item, count - 1);
    barrier(CLK_LOCAL_MEM_FENCE);

    global int *index = part_index + (size_t)((from + row) * PARTS + part) * k;
    global float *square = part_square + (size_t)((from + row) * PARTS + part) * k;
    for (int n = 0; n < k; n++) {
        index[n] = INT_MAX;
        square[n] = INFINITY;
    }
    float last = INFINITY;
    for (int first_column = 0; first_column < count; first_column += TILE) {
        square_tile(points, count, dimensions, row_of, first_column, a, b, squares);
        for (int c = part * (TILE / PARTS); c < (part + 1) * (TILE / PARTS); c++) {
            const float value = squares[row * (TILE + 1) + c];
            const int column = first_column + c;
            if (!(value < last) || column >= count || column == self) continue;
            int n = k - 1;
            for (; n > 0 && square[n - 1] > value; n--) {
                square[n] = square[n - 1];
                index[n] = index[n - 1];
            }
            square[n] = value;
            index[n] = column;
            last = square[k - 1];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    barrier(CLK_GLOBAL_MEM_FENCE);
    if (part != 0 || self >= count) return;

    int taken[PARTS];
    for (int p = 0; p < PARTS; p++) taken[p] = 0;
    for (int n = 0; n < k; n++) {
        int best = -1;
        for (int p = 0; p < PARTS; p++) {
            if (taken[p] == k) continue;
            if (best < 0 || square[p * k + taken[p]] < square[best * k + taken[best]]
                || (square[p * k + taken[p]] == square[best * k + taken[best]] && index[p * k + taken[p]] < index[best * k + taken[best]])) best = p;
        }
        index_out[(size_t)self * k + n] = index[best * k + taken[best]];
        square_out[(size_t)self * k + n] = square[best * k + taken[best]];
        taken[best]++;
    }
}

// For each row the nearest point of another group by mutual reachability, all squared.
kernel __attribute__((reqd_work_group_size(256, 1, 1)))
void pair_nearest_outside(global const float *points, const int count, const int dimensions, global const int *rows, const int row_count,
                          global const int *groups, global const float *core, global int *nearest, global float *reach)
{
    local float4 a[DEPTH * STRIDE / 4], b[DEPTH * STRIDE / 4];
    local float squares[TILE * (TILE + 1)];
    local int row_of[TILE], part_nearest[TILE * PARTS];
    local float part_reach[TILE * PARTS];
    const int item = get_local_id(0), row = item / PARTS, part = item % PARTS, from = (int)get_group_id(0) * TILE;
    if (item < TILE) row_of[item] = rows[min(from + item, row_count - 1)];
    barrier(CLK_LOCAL_MEM_FENCE);

    const int self = row_of[row], own = groups[self];
    const float own_core = core[self];
    float least = INFINITY;
    int at = -1;
    for (int first_column = 0; first_column < count; first_column += TILE) {
        square_tile(points, count, dimensions, row_of, first_column, a, b, squares);
        for (int c = part * (TILE / PARTS); c < (part + 1) * (TILE / PARTS); c++) {
            const int column = first_column + c;
            if (column >= count || groups[column] == own) continue;
            const float value = fmax(squares[row * (TILE + 1) + c], fmax(own_core, core[column]));
            if (value < least) {
                least = value;
                at = column;
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    part_reach[item] = least;
    part_nearest[item] = at;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (part != 0 || from + row >= row_count) return;
    for (int p = 1; p < PARTS; p++) {
        const float other = part_reach[item + p];
        const int other_at = part_nearest[item + p];
        if (other < least || (other == least && other_at >= 0 && other_at < at)) {
            least = other;
            at = other_at;
        }
    }
    nearest[from + row] = at;
    reach[from + row] = least;
}
