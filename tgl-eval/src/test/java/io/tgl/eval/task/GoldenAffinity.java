package io.tgl.eval.task;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.io.Npz;
import io.tgl.models.query.AffinityQueries;
import io.tgl.models.query.AffinityTargets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Streams and labels of the golden files of node affinity. */
final class GoldenAffinity {
    private GoldenAffinity() {}

    static EventStream stream(Npz golden) {
        int[] source = golden.ints("src");
        int[] destination = golden.ints("dst");
        int width = golden.shape("msg")[1];
        float[] weight = new float[source.length];
        int nodes = 0;
        for (int i = 0; i < weight.length; i++) {
            weight[i] = golden.floats("msg")[i * width];
            nodes = Math.max(nodes, 1 + Math.max(source[i], destination[i]));
        }
        return EventStream.of(nodes, source, destination, golden.longs("time"))
                .weight(weight)
                .features(FeatureTable.of(golden.floats("msg"), source.length, width))
                .build();
    }

    static AffinityLabels labels(Npz golden) {
        long[] times = golden.longs("label_time");
        int classes = golden.shape("label0/target")[1];
        List<AffinityLabels.Step> steps = new ArrayList<>();
        for (int step = 0; step < times.length; step++) {
            int[] node = golden.ints("label" + step + "/node");
            float[] target = golden.floats("label" + step + "/target");
            steps.add(new AffinityLabels.Step(new AffinityQueries(node, times[step]), targets(target, classes)));
        }
        return new AffinityLabels(IntStream.range(0, classes).toArray(), steps);
    }

    private static AffinityTargets targets(float[] dense, int classes) {
        int[] offset = new int[dense.length / classes + 1];
        int[] classId = new int[dense.length];
        double[] value = new double[dense.length];
        int n = 0;
        for (int i = 0; i < dense.length; i++) {
            if (dense[i] != 0) {
                classId[n] = i % classes;
                value[n++] = dense[i];
            }
            offset[i / classes + 1] = n;
        }
        return new AffinityTargets(offset, Arrays.copyOf(classId, n), Arrays.copyOf(value, n));
    }
}
