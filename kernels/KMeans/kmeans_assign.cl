// The assign step of Lloyd's k-means, for processors: one work-item takes ROWS points, whose 16 x ROWS scores stay in vector
// registers. Panels of centroids are laid out by CentroidPanels.cs with a width of 16.

#define ROWS 8

kernel void kmeans_assign(global const float *points, const int count, const int dimensions,
                          global const float16 *panels, const int panel_count,
                          global const float *centroids, global int *labels, global float *squared_distances)
{
    const int first = (int)get_global_id(0) * ROWS;
    if (first >= count) return;

    // Rows past the end repeat the last one and write what it writes nowhere.
    global const float *x[ROWS];
    float16 best[ROWS];
    int16 nearest[ROWS];
    #pragma unroll
    for (int r = 0; r < ROWS; r++) {
        x[r] = points + (size_t)min(first + r, count - 1) * dimensions;
        best[r] = INFINITY;
        nearest[r] = 0;
    }

    int16 index = (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    for (int p = 0; p < panel_count; p++, index += 16) {
        global const float16 *panel = panels + (size_t)p * (dimensions + 1);
        float16 score[ROWS];
        #pragma unroll
        for (int r = 0; r < ROWS; r++) score[r] = panel[0];
        for (int j = 0; j < dimensions; j++) {
            const float16 c = panel[j + 1];
            #pragma unroll
            for (int r = 0; r < ROWS; r++) score[r] = fma((float16)(x[r][j]), c, score[r]);
        }
        #pragma unroll
        for (int r = 0; r < ROWS; r++) {
            const int16 less = score[r] < best[r];
            best[r] = select(best[r], score[r], less);
            nearest[r] = select(nearest[r], index, less);
        }
    }

    for (int r = 0; r < ROWS && first + r < count; r++) {
        float lane_best[16];
        int lane_nearest[16];
        vstore16(best[r], 0, lane_best);
        vstore16(nearest[r], 0, lane_nearest);
        float least = lane_best[0];
        int label = lane_nearest[0];
        for (int lane = 1; lane < 16; lane++)
            if (lane_best[lane] < least || (lane_best[lane] == least && lane_nearest[lane] < label)) {
                least = lane_best[lane];
                label = lane_nearest[lane];
            }
        labels[first + r] = label;

        // From differences: the score has lost the small distances to cancellation.
        global const float *c = centroids + (size_t)label * dimensions;
        float16 sum = 0;
        int j = 0;
        for (; j <= dimensions - 16; j += 16) {
            const float16 difference = vload16(0, x[r] + j) - vload16(0, c + j);
            sum = fma(difference, difference, sum);
        }
        const float8 s8 = sum.lo + sum.hi;
        const float4 s4 = s8.lo + s8.hi;
        float total = s4.x + s4.y + s4.z + s4.w;
        for (; j < dimensions; j++) total = fma(x[r][j] - c[j], x[r][j] - c[j], total);
        squared_distances[first + r] = total;
    }
}
