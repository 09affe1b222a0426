// The update step of Lloyd's k-means: sums of the blocks of members that MemberBlocks.cs makes.

// One work-item a block of members and a dimension: neighbours read neighbouring dimensions of one point.
kernel void kmeans_block_sums(global const float *points, const int dimensions,
                              global const int *order, global const int *starts, global float *sums)
{
    const int j = get_global_id(0), block = get_global_id(1);
    if (j >= dimensions) return;
    float sum = 0;
    for (int i = starts[block]; i < starts[block + 1]; i++) sum += points[(size_t)order[i] * dimensions + j];
    sums[(size_t)block * dimensions + j] = sum;
}

// The same with 16 dimensions a work-item, for processors; dimensions is a multiple of 16.
kernel void kmeans_block_sums16(global const float *points, const int dimensions,
                                global const int *order, global const int *starts, global float *sums)
{
    const int j = 16 * (int)get_global_id(0), block = get_global_id(1);
    if (j >= dimensions) return;
    float16 sum = 0;
    for (int i = starts[block]; i < starts[block + 1]; i++) sum += vload16(0, points + (size_t)order[i] * dimensions + j);
    vstore16(sum, 0, sums + (size_t)block * dimensions + j);
}
