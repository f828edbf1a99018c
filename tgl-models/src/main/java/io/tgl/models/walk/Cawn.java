package io.tgl.models.walk;

import io.tgl.core.event.FeatureTable;
import io.tgl.core.graph.NeighborSource;
import io.tgl.core.kernel.Compute;
import io.tgl.core.nn.Dropouts;
import io.tgl.core.nn.Initializers;
import io.tgl.core.nn.Linear;
import io.tgl.core.nn.Lstm;
import io.tgl.core.nn.TimeEncoding;
import io.tgl.core.nn.TransformerEncoder;
import io.tgl.core.tensor.Parameters;
import io.tgl.core.tensor.Tape;
import io.tgl.core.tensor.Tensor;
import io.tgl.core.tensor.op.LinearOp;
import io.tgl.core.tensor.op.LinearOp.Activation;
import io.tgl.core.tensor.op.LinearOp.Part;
import io.tgl.core.tensor.op.LstmOp.Forest;
import io.tgl.core.tensor.op.LstmOp.Term;
import io.tgl.core.tensor.op.Sequences;
import io.tgl.core.tensor.op.SumOp;
import io.tgl.core.tensor.op.TimeEncodingOp;
import io.tgl.core.tensor.op.WeightedSumOp;
import io.tgl.models.model.EncodedScorer;
import io.tgl.models.model.PairEncoder;
import io.tgl.models.walk.WalkSampler.Walks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Causal anonymous walks (Wang et al., "Inductive Representation Learning in Temporal Networks via Causal Anonymous
 * Walks", ICLR 2021) as DyGLib computes them. For both ends of a link, k^L walks of L steps back in time; a position of a
 * walk is x = [node ; phi(t - t_i) ; edge ; code], where the code says how often either side's walks visit the node
 * ({@link PositionCodes}). A bidirectional LSTM over x and one over the codes alone encode a walk by their output at its
 * last valid position; a Transformer block mixes the walks of a side, their mean is its embedding.
 *
 * <p>Only the output at the last valid position is read. So the backward direction is one step from zero state, and the
 * forward direction is computed once for each distinct prefix of walks. Equal draws are equal walks, hence one token with
 * a multiplicity; everything that hangs on a time difference, a code, a node or an event alone is projected once for each
 * of them ({@link WalkTokens}). Pairs are computed in chunks of a fixed size, so that memory does not grow with the batch.
 *
 * <p>Letters: N node width, T time width, E edge width, P position width, X = N + T + E + P, A attention width, H heads;
 * R rows of shares, C codes, I inputs, F prefixes, K tokens, S distinct sides.
 */
public final class Cawn implements PairEncoder {
    /** Links whose walks fit into the caches together. */
    private static final int LINKS = 16;

    private final CawnConfig config;
    private final FeatureTable nodeFeatures;
    private final FeatureTable edgeFeatures;
    private final TimeEncoding time;
    private final Linear codeFirst;
    private final Linear codeSecond;
    private final Lstm.Bidirectional featureLstm;
    private final Lstm.Bidirectional positionLstm;
    private final TransformerEncoder transformer;
    private final Linear tokenProjection;
    private final Linear outputProjection;
    private final WalkSampler sampler;

    private Cawn(
            CawnConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            WalkSampler sampler,
            Parameters parameters,
            Initializers init) {
        this.config = config;
        this.nodeFeatures = nodeFeatures;
        this.edgeFeatures = edgeFeatures;
        this.sampler = sampler;
        int p = config.positionWidth();
        int x = config.inputWidth();
        int a = config.attentionWidth();
        String walk = "model.walk_encoder.";
        String code = "model.position_encoder.position_encode_layer";
        this.time = TimeEncoding.create(parameters, "model.time_encoder", config.timeWidth());
        this.codeFirst = Linear.create(parameters, init, code + ".0", config.walkLength() + 1, p);
        this.codeSecond = Linear.create(parameters, init, code + ".2", p, p);
        this.featureLstm =
                Lstm.Bidirectional.create(parameters, init, walk + "feature_encoder.bilstm_encoder", x, x / 2);
        this.positionLstm =
                Lstm.Bidirectional.create(parameters, init, walk + "position_encoder.bilstm_encoder", p, p / 2);
        this.transformer = new TransformerEncoder(
                parameters, init, walk + "transformer_encoder", a, config.heads(), TransformerEncoder.Norm.POST);
        this.tokenProjection = Linear.create(parameters, init, walk + "projection_layers.0", x / 2 * 2 + p / 2 * 2, a);
        this.outputProjection = Linear.create(parameters, init, walk + "projection_layers.1", a, config.nodeWidth());
    }

    /**
     * A model of fresh parameters.
     *
     * @param nodeFeatures one row a node, or absent
     * @param edgeFeatures one row an event id, or absent
     * @param secondsPerTick length of a tick in the unit of the time ladder
     * @param seed of parameters, walks and dropout
     */
    public static EncodedScorer scorer(
            CawnConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            double secondsPerTick,
            long seed,
            Compute compute) {
        return scorer(
                config,
                nodeFeatures,
                edgeFeatures,
                own -> new WalkSampler(config, secondsPerTick, seed, own.workers()),
                seed,
                compute);
    }

    /** A model over these walks, e.g. ones that replay the draws of a published implementation. */
    static EncodedScorer scorer(
            CawnConfig config,
            FeatureTable nodeFeatures,
            FeatureTable edgeFeatures,
            Function<Compute, WalkSampler> sampler,
            long seed,
            Compute compute) {
        EncodedScorer.requireWidths("CAWN", nodeFeatures, config.nodeWidth(), edgeFeatures, config.edgeWidth());
        EncodedScorer.Training training =
                new EncodedScorer.Training(config.dropout(), config.learningRate(), config.mergeDraws(), seed);
        return EncodedScorer.ofPairs(
                (parameters, init, own) ->
                        new Cawn(config, nodeFeatures, edgeFeatures, sampler.apply(own), parameters, init),
                config.nodeWidth(),
                training,
                compute);
    }

    @Override
    public String name() {
        return "CAWN";
    }

    @Override
    public void attach(NeighborSource source) {
        sampler.attach(source);
    }

    @Override
    public boolean dependsOnCall() {
        return sampler.isReplaying();
    }

    /** A replayed sequence of draws belongs to whole calls. */
    @Override
    public int pairsAtOnce() {
        return sampler.isReplaying() ? Integer.MAX_VALUE : LINKS;
    }

    @Override
    public Ends embed(Tape tape, List<Call> calls, Dropouts dropout, boolean merged) {
        Walks walks = tape.recording() ? sampler.training(calls, dropout) : sampler.scoring(calls);
        WalkTokens sides = sides(walks, merged);
        Tensor z = embed(tape, sides, dropout);
        int[] source = new int[walks.source().length];
        int[] destination = new int[source.length];
        Arrays.setAll(source, i -> sides.rowOfSide()[2 * i]);
        Arrays.setAll(destination, i -> sides.rowOfSide()[2 * i + 1]);
        return new Ends(z, source, destination);
    }

    /** Two sides a link: source, destination. */
    private WalkTokens sides(Walks walks, boolean merged) {
        int[] side = new int[2 * walks.source().length];
        int[] partner = new int[side.length];
        for (int i = 0; i < walks.source().length; i++) {
            side[2 * i] = walks.source()[i];
            side[2 * i + 1] = walks.destination()[i];
            partner[2 * i] = side[2 * i + 1];
            partner[2 * i + 1] = side[2 * i];
        }
        return new WalkTokens(
                walks.trees(),
                new PositionCodes(walks.trees(), config.neighbors()),
                side,
                partner,
                nodeFeatures.width() > 0,
                edgeFeatures.width() > 0,
                merged);
    }

    /** Embeddings of the distinct sides [S, N]. */
    private Tensor embed(Tape tape, WalkTokens sides, Dropouts dropouts) {
        Sequences sequences = sides.sequences();
        Tensor tokens = tokens(tape, sides);
        Tensor mixed = transformer.encode(tape, tokens, sequences, sides.multiplicity(), dropouts, "transformer");
        Tensor mean = WeightedSumOp.apply(tape, mixed, means(sides));
        return LinearOp.apply(
                tape,
                sequences.count(),
                outputProjection.weight(),
                outputProjection.bias(),
                Activation.NONE,
                Part.of(mean, 0));
    }

    private WeightedSumOp.Entries means(WalkTokens sides) {
        float walks = (float) StrictMath.pow(config.neighbors(), config.walkLength());
        int[] row = new int[sides.sequences().rows()];
        float[] weight = new float[row.length];
        for (int t = 0; t < row.length; t++) {
            row[t] = t;
            weight[t] = sides.multiplicity()[t] / walks;
        }
        return new WeightedSumOp.Entries(sides.sequences().offset(), row, weight);
    }

    /** Encoded walks [K, A]. */
    private Tensor tokens(Tape tape, WalkTokens sides) {
        Tensor code = codes(tape, sides);
        Tensor phi = TimeEncodingOp.apply(tape, time.w(), time.b(), sides.gaps(), sides.gapCount());
        int[] inputs = sides.inputOfPrefix();
        Tensor ahead = featureLstm
                .forward()
                .apply(tape, sides.forest(), terms(tape, featureLstm.forward(), sides, phi, code, inputs));
        Tensor back = featureLstm
                .backward()
                .apply(
                        tape,
                        Forest.ofRoots(sides.inputCount()),
                        terms(tape, featureLstm.backward(), sides, phi, code, null));
        Tensor codeAhead = codeDirection(tape, positionLstm.forward(), code, sides.codeForest(), sides.codeOfPrefix());
        Tensor codeBack = codeDirection(tape, positionLstm.backward(), code, Forest.ofRoots(code.rows()), null);
        int width = config.inputWidth() / 2;
        int codeColumn = 2 * width;
        return LinearOp.apply(
                tape,
                sides.sequences().rows(),
                tokenProjection.weight(),
                tokenProjection.bias(),
                Activation.NONE,
                new Part(ahead, 0, sides.prefixOfToken()),
                new Part(back, width, sides.inputOfToken()),
                new Part(codeAhead, codeColumn, sides.codePrefixOfToken()),
                new Part(codeBack, codeColumn + config.positionWidth() / 2, sides.codeOfToken()));
    }

    /** Position codes [C, P]: the sum of the encodings of both sides' shares. */
    private Tensor codes(Tape tape, WalkTokens sides) {
        PositionCodes codes = sides.codes();
        int levels = config.walkLength() + 1;
        Tensor shares = Tensor.constant(codes.shares(), codes.rows(), levels);
        Tensor hidden = LinearOp.apply(
                tape, codes.rows(), codeFirst.weight(), codeFirst.bias(), Activation.RELU, Part.of(shares, 0));
        Tensor rows = LinearOp.apply(
                tape, codes.rows(), codeSecond.weight(), codeSecond.bias(), Activation.NONE, Part.of(hidden, 0));
        return SumOp.apply(
                tape,
                codes.size(),
                config.positionWidth(),
                new SumOp.Term(rows, 0, codes.first()),
                new SumOp.Term(rows, 0, codes.second()));
    }

    private static Tensor codeDirection(Tape tape, Lstm lstm, Tensor code, Forest forest, int @Nullable [] codeOf) {
        Tensor projected = LinearOp.apply(
                tape, code.rows(), lstm.inputWeight(), lstm.inputBias(), Activation.NONE, Part.of(code, 0));
        return lstm.apply(tape, forest, new Term(projected, codeOf));
    }

    /** The projected inputs of one direction: of distinct time differences, codes, nodes and events. */
    private Term[] terms(Tape tape, Lstm lstm, WalkTokens sides, Tensor phi, Tensor code, int @Nullable [] inputOf) {
        int timeColumn = config.nodeWidth();
        int edgeColumn = timeColumn + config.timeWidth();
        int codeColumn = edgeColumn + config.edgeWidth();
        List<Term> terms = new ArrayList<>();
        terms.add(term(tape, lstm, code, codeColumn, true, sides.codeOfInput(), inputOf));
        terms.add(term(tape, lstm, phi, timeColumn, false, sides.gapOfInput(), inputOf));
        if (nodeFeatures.width() > 0) {
            Tensor rows = rows(tape, nodeFeatures, sides.nodes(), sides.nodeCount());
            terms.add(term(tape, lstm, rows, 0, false, sides.nodeOfInput(), inputOf));
        }
        if (sides.eventCount() > 0) {
            Tensor rows = rows(tape, edgeFeatures, sides.events(), sides.eventCount());
            terms.add(term(tape, lstm, rows, edgeColumn, false, sides.eventOfInput(), inputOf));
        }
        return terms.toArray(Term[]::new);
    }

    private static Term term(
            Tape tape, Lstm lstm, Tensor x, int column, boolean withBias, int[] rowOfInput, int @Nullable [] inputOf) {
        Tensor projected = LinearOp.apply(
                tape,
                x.rows(),
                lstm.inputWeight(),
                withBias ? lstm.inputBias() : null,
                Activation.NONE,
                Part.of(x, column));
        int[] rowOf = rowOfInput;
        if (inputOf != null) {
            rowOf = new int[inputOf.length];
            for (int i = 0; i < rowOf.length; i++) {
                rowOf[i] = rowOfInput[inputOf[i]];
            }
        }
        return new Term(projected, rowOf);
    }

    private static Tensor rows(Tape tape, FeatureTable table, int[] ids, int count) {
        float[] rows = tape.scratch(count * table.width());
        for (int i = 0; i < count; i++) {
            table.copyRow(ids[i], rows, i * table.width());
        }
        return Tensor.constant(rows, count, table.width());
    }
}
