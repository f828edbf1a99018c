package io.tgl.models.wire;

import io.tgl.core.base.InvalidInput;
import io.tgl.models.live.LivePredictor;
import io.tgl.models.live.LivePredictor.Foreseen;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is done with a batch: its links are scored, then its events are taken in. */
public final class WireExchange {
    private static final Pattern ROW = Pattern.compile("row (\\d+), (.*)", Pattern.DOTALL);

    private WireExchange() {}

    /**
     * Scores every row of a batch, then takes its events in, as evaluation does: what a query sees of the batch's events is
     * the model's visibility. All of it happens or nothing.
     *
     * @throws InvalidInput naming batch and row, if the events are refused
     */
    public static Answers answer(LivePredictor live, WireBatch batch) {
        try {
            Foreseen foreseen = live.foresee(batch.links(), batch.time(), batch.events());
            return new Answers(
                    batch.links(),
                    batch.time(),
                    foreseen.scores().score(),
                    foreseen.scores().position(),
                    batch.events().size());
        } catch (InvalidInput e) {
            throw placed(batch, e);
        }
    }

    /** Takes the events of a batch in without scoring anything. */
    public static Answers observe(LivePredictor live, WireBatch batch) {
        try {
            long position = live.observe(batch.events()).firstEvent();
            Answers none = Answers.none(live.hasTextIds(), position);
            return new Answers(
                    none.links(),
                    none.time(),
                    none.score(),
                    position,
                    batch.events().size());
        } catch (InvalidInput e) {
            throw placed(batch, e);
        }
    }

    /** The predictor counts events, the sender rows. */
    private static InvalidInput placed(WireBatch batch, InvalidInput e) {
        String message = String.valueOf(e.getMessage());
        Matcher row = ROW.matcher(message);
        String own =
                row.matches() ? "row " + batch.row()[Integer.parseInt(row.group(1))] + ", " + row.group(2) : message;
        return new InvalidInput(batch.place() + ", " + own, e);
    }
}
