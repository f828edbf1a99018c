package io.tgl.eval.cli;

import java.nio.file.Path;

/**
 * The files of one run in its folder.
 *
 * @param record run record (JSON)
 * @param checkpoint weights, optimizer and curves after the last finished epoch, and the best epoch (safetensors)
 * @param scores every score of the tests (Arrow); written by the benchmark
 */
record RunFiles(Path record, Path checkpoint, Path scores) {
    private static final String RECORD = ".json";
    private static final String CHECKPOINT = ".safetensors";
    private static final String SCORES = ".arrow";

    static RunFiles in(Path folder, String model, long seed) {
        String name = model + "-seed" + seed;
        return new RunFiles(
                folder.resolve(name + RECORD), folder.resolve(name + CHECKPOINT), folder.resolve(name + SCORES));
    }

    /** The checkpoint beside a run record. */
    static Path checkpointOf(Path record) {
        String name = String.valueOf(record.getFileName());
        String stem = name.endsWith(RECORD) ? name.substring(0, name.length() - RECORD.length()) : name;
        return record.resolveSibling(stem + CHECKPOINT);
    }
}
