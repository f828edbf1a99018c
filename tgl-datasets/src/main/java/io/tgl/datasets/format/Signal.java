package io.tgl.datasets.format;

/**
 * Readings of nodes.
 *
 * @param steps number of steps S
 * @param nodes number of nodes N
 * @param width readings W of a node at a step
 * @param input [S, N, W], row-major; what a model sees
 * @param target [S, N], row-major; what is to be foretold; empty where the format leaves that to the user
 */
public record Signal(int steps, int nodes, int width, float[] input, float[] target) {}
