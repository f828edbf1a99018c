package io.tgl.models.exchange;

import io.tgl.core.base.InvalidInput;
import io.tgl.core.io.NamedArrays;
import io.tgl.core.io.Npz;
import io.tgl.core.io.Safetensors;
import io.tgl.models.model.ModelState;
import io.tgl.models.model.TrainableScorer;
import io.tgl.models.query.LinkQueries;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A model that was trained in Python, from a file of named arrays ({@code .npz} or {@code .safetensors}):
 *
 * <pre>
 * param/NAME        the parameters, PyTorch's names and layouts: "model." and "head." before DyGLib's own
 * memory            [V + 1, N] float32, row 0 is padding
 * last_update       [V + 1] float32, seconds
 * pending/node      [P] int64, from 1
 * pending/message   [P, M] float32, the message that counts (the last one stored)
 * pending/time      [P] float64, seconds
 * query/src dst     [Q] int64, from 1        query/time  [Q] float64, seconds        query/logit  [Q] float32
 * </pre>
 *
 * <p>Only the parameters must be there. Memory, last update and pending messages belong together; the queries are links
 * with the logits that the model gave for them in this state. Ids start at 1 in the file and at 0 here.
 * {@code docs/exchange-with-python.md} has the lines of Python that write it.
 */
public final class PythonModel {
    private static final String PARAMETER = "param/";
    private static final String ROWS = "memory/rows";
    private static final String LAST_UPDATE = "memory/last_update";
    private static final String PENDING = "mailbox/";

    private final String file;
    private final NamedArrays arrays;
    private final double secondsPerTick;

    private PythonModel(String file, NamedArrays arrays, double secondsPerTick) {
        this.file = file;
        this.arrays = arrays;
        this.secondsPerTick = secondsPerTick;
    }

    /**
     * Reads a file.
     *
     * @param secondsPerTick of the stream that the model is used on
     */
    public static PythonModel read(Path path, double secondsPerTick) {
        boolean safetensors = path.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors");
        return new PythonModel(path.toString(), safetensors ? Safetensors.read(path) : Npz.read(path), secondsPerTick);
    }

    /** Whether the file has a state. */
    public boolean hasState() {
        return arrays.has("memory");
    }

    /**
     * Gives a model the parameters, and the state if there is one; all of it or nothing.
     *
     * @throws InvalidInput naming what the file lacks, has too much or has in another size
     */
    public void applyTo(TrainableScorer model) {
        ModelState before = model.state();
        if (hasState()) {
            model.restore(state(before));
        }
        try {
            model.loadParameters(parameters());
        } catch (InvalidInput e) {
            model.restore(before);
            throw e;
        }
    }

    private Map<String, float[]> parameters() {
        Map<String, float[]> values = new LinkedHashMap<>();
        for (String name : arrays.names()) {
            if (name.startsWith(PARAMETER)) {
                values.put(name.substring(PARAMETER.length()), arrays.floats(name));
            }
        }
        return values;
    }

    private ModelState state(ModelState model) {
        Map<String, Object> state = new LinkedHashMap<>(model.arrays());
        if (!(state.get(ROWS) instanceof float[] rows && state.get(LAST_UPDATE) instanceof float[] lastUpdate)) {
            throw InvalidInput.at(file, "parameters alone: the model has no node memory", "a memory");
        }
        state.put(ROWS, withoutPadding("memory", rows.length, rows.length / Math.max(1, lastUpdate.length)));
        state.put(LAST_UPDATE, withoutPadding("last_update", lastUpdate.length, 1));
        if (state.get(PENDING + "rows") instanceof float[] messages) {
            putPending(state, lastUpdate.length, messages.length / Math.max(1, lastUpdate.length));
        }
        return new ModelState(state);
    }

    private float[] withoutPadding(String name, int length, int width) {
        float[] values = arrays.floats(name);
        if (values.length != length + width) {
            throw InvalidInput.at(
                    file + ", " + name,
                    (length / width + 1) + " rows of " + width + ", the first of them padding",
                    "shape " + Arrays.toString(arrays.shape(name)));
        }
        return Arrays.copyOfRange(values, width, values.length);
    }

    private void putPending(Map<String, Object> state, int nodes, int width) {
        int[] node = ids("pending/node", nodes);
        float[] message = arrays.floats("pending/message");
        double[] seconds = arrays.doubles("pending/time");
        int given = node.length == 0 ? width : message.length / node.length;
        if (message.length != node.length * given || given < width || seconds.length != node.length) {
            throw InvalidInput.at(
                    file + ", pending",
                    node.length + " times and messages of at least " + width,
                    seconds.length + " times, messages of shape " + Arrays.toString(arrays.shape("pending/message")));
        }
        float[] rows = new float[nodes * width];
        long[] time = new long[nodes];
        int[] count = new int[nodes];
        for (int i = 0; i < node.length; i++) {
            String where = file + ", pending message of node " + (node[i] + 1);
            if (count[node[i]]++ > 0) {
                throw InvalidInput.at(where, "one message", "two");
            }
            System.arraycopy(message, i * given, rows, node[i] * width, width);
            for (int j = width; j < given; j++) {
                if (message[i * given + j] != 0f) {
                    throw InvalidInput.at(
                            where + ", column " + j, "0: the data have no such feature", message[i * given + j]);
                }
            }
            time[node[i]] = ticks(where, seconds[i]);
        }
        state.put(PENDING + "rows", rows);
        state.put(PENDING + "time", time);
        state.put(PENDING + "count", count);
    }

    private int[] ids(String name, int nodes) {
        int[] ids = arrays.ints(name);
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 1 || ids[i] > nodes) {
                throw InvalidInput.at(file + ", " + name + ", element " + i, "a node from 1 to " + nodes, ids[i]);
            }
            ids[i]--;
        }
        return ids;
    }

    private long ticks(String where, double seconds) {
        double ticks = Math.rint(seconds / secondsPerTick);
        if (!(Math.abs(ticks * secondsPerTick - seconds) <= 1e-6 * Math.max(1, Math.abs(seconds)))) {
            throw InvalidInput.at(where, "a whole number of ticks of " + secondsPerTick + " s", seconds + " s");
        }
        return (long) ticks;
    }

    /**
     * The links with the logits that Python gave for them.
     *
     * @param links queries
     * @param logits [Q]
     */
    public record Answers(LinkQueries links, float[] logits) {}

    /** The stored queries; none if the file has none. */
    public Answers answers() {
        if (!arrays.has("query/logit")) {
            return new Answers(LinkQueries.of(new int[0], new int[0], new long[0]), new float[0]);
        }
        int[] source = ids("query/src", Integer.MAX_VALUE);
        int[] destination = ids("query/dst", Integer.MAX_VALUE);
        double[] seconds = arrays.doubles("query/time");
        float[] logits = arrays.floats("query/logit");
        if (source.length != logits.length || destination.length != logits.length || seconds.length != logits.length) {
            throw InvalidInput.at(
                    file + ", query",
                    "as many sources, destinations and times as logits: " + logits.length,
                    source.length + ", " + destination.length + ", " + seconds.length);
        }
        long[] time = new long[seconds.length];
        for (int i = 0; i < time.length; i++) {
            time[i] = ticks(file + ", query/time, element " + i, seconds[i]);
        }
        return new Answers(LinkQueries.of(source, destination, time), logits);
    }
}
