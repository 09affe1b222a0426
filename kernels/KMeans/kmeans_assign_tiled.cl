// The assign step of Lloyd's k-means, for GPUs: a matrix product in tiles. A work-group of 256 takes 128 points and passes 64
// centroids at a time, 16 dimensions at a time, through local memory; a work-item keeps the scores of 8 points x 4 centroids, so
// three 16-byte loads feed 32 multiply-adds. Panels of centroids are laid out by CentroidPanels.cs with a width of 16.

#define POINTS 128
#define CENTROIDS 64
#define DEPTH 16
#define LANES 16
#define PER_ITEM 8
#define POINT_STRIDE (POINTS + 4)

kernel __attribute__((reqd_work_group_size(256, 1, 1)))
void kmeans_assign(global const float *points, const int count, const int dimensions,
                   global const float *panels, const int panel_count,
                   global const float *centroids, global int *labels, global float *squared_distances)
{
    local float4 point_tile4[DEPTH * POINT_STRIDE / 4], centroid_tile4[DEPTH * CENTROIDS / 4];
    local float lane_best[POINTS * LANES];
    local int lane_nearest[POINTS * LANES];
    local int nearest_of[POINTS];
    local float *point_tile = (local float *)point_tile4, *centroid_tile = (local float *)centroid_tile4;

    const int item = get_local_id(0), x = item % LANES, y = item / LANES;
    const int first = (int)get_group_id(0) * POINTS;
    const size_t panel_stride = (size_t)(dimensions + 1) * LANES;

    float best[PER_ITEM];
    int nearest[PER_ITEM];
    #pragma unroll
    for (int r = 0; r < PER_ITEM; r++) {
        best[r] = INFINITY;
        nearest[r] = 0;
    }

    for (int first_panel = 0; first_panel < panel_count; first_panel += CENTROIDS / LANES) {
        // Centroids 4x to 4x+3 of the tile; ones past the end score infinity.
        const int panel = first_panel + x / 4;
        const float4 start = panel < panel_count ? vload4(x % 4, panels + panel * panel_stride) : (float4)(INFINITY);
        float4 score[PER_ITEM];
        #pragma unroll
        for (int r = 0; r < PER_ITEM; r++) score[r] = start;

        for (int depth = 0; depth < dimensions; depth += DEPTH) {
            const int j = depth + x;
            for (int row = y; row < POINTS; row += 16)
                point_tile[x * POINT_STRIDE + row] =
                    first + row < count && j < dimensions ? points[(size_t)(first + row) * dimensions + j] : 0;
            for (int p = 0; p < CENTROIDS / LANES; p++)
                centroid_tile[y * CENTROIDS + p * LANES + x] =
                    first_panel + p < panel_count && depth + y < dimensions
                        ? panels[(first_panel + p) * panel_stride + (size_t)(depth + y + 1) * LANES + x] : 0;
            barrier(CLK_LOCAL_MEM_FENCE);

            #pragma unroll
            for (int t = 0; t < DEPTH; t++) {
                const float4 c = centroid_tile4[t * (CENTROIDS / 4) + x];
                const float4 low = point_tile4[t * (POINT_STRIDE / 4) + 2 * y], high = point_tile4[t * (POINT_STRIDE / 4) + 2 * y + 1];
                score[0] = fma((float4)(low.x), c, score[0]);
                score[1] = fma((float4)(low.y), c, score[1]);
                score[2] = fma((float4)(low.z), c, score[2]);
                score[3] = fma((float4)(low.w), c, score[3]);
                score[4] = fma((float4)(high.x), c, score[4]);
                score[5] = fma((float4)(high.y), c, score[5]);
                score[6] = fma((float4)(high.z), c, score[6]);
                score[7] = fma((float4)(high.w), c, score[7]);
            }
            barrier(CLK_LOCAL_MEM_FENCE);
        }

        const int index = first_panel * LANES + 4 * x;
        #pragma unroll
        for (int r = 0; r < PER_ITEM; r++) {
            if (score[r].x < best[r]) { best[r] = score[r].x; nearest[r] = index; }
            if (score[r].y < best[r]) { best[r] = score[r].y; nearest[r] = index + 1; }
            if (score[r].z < best[r]) { best[r] = score[r].z; nearest[r] = index + 2; }
            if (score[r].w < best[r]) { best[r] = score[r].w; nearest[r] = index + 3; }
        }
    }

    for (int r = 0; r < PER_ITEM; r++) {
        lane_best[(PER_ITEM * y + r) * LANES + x] = best[r];
        lane_nearest[(PER_ITEM * y + r) * LANES + x] = nearest[r];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < POINTS) {
        float least = lane_best[item * LANES];
        int label = lane_nearest[item * LANES];
        for (int lane = 1; lane < LANES; lane++) {
            const float s = lane_best[item * LANES + lane];
            const int at = lane_nearest[item * LANES + lane];
            if (s < least || (s == least && at < label)) {
                least = s;
                label = at;
            }
        }
        nearest_of[item] = label;
        if (first + item < count) labels[first + item] = label;
    }
    barrier(CLK_LOCAL_MEM_FENCE);

    // Distances from differences, since the score has lost small ones to cancellation: 16 work-items share a point's dimensions.
    for (int row = y; row < POINTS; row += 16) {
        float sum = 0;
        if (first + row < count)
            for (int j = x; j < dimensions; j += LANES) {
                const float difference =
                    points[(size_t)(first + row) * dimensions + j] - centroids[(size_t)nearest_of[row] * dimensions + j];
                sum = fma(difference, difference, sum);
            }
        lane_best[row * LANES + x] = sum;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < POINTS && first + item < count) {
        float sum = 0;
        for (int lane = 0; lane < LANES; lane++) sum += lane_best[item * LANES + lane];
        squared_distances[first + item] = sum;
    }
}
