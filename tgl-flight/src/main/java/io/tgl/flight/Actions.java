package io.tgl.flight;

import com.fasterxml.jackson.databind.JsonNode;
import io.tgl.core.base.InvalidInput;
import io.tgl.models.live.Embedding;
import io.tgl.models.live.LiveStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;

/** What is asked for once, in JSON: an object in, an object out. */
record Actions(Served served, OpenStreams streams, int maxAnswers) {
    static final String STATUS = "status";
    static final String TOP_K = "topk";
    static final String EMBED = "embed";
    static final String AFFINITY = "affinity";
    static final String FORGET = "forget";
    static final String SNAPSHOT = "snapshot";
    static final String DIGEST = "digest";

    static final List<ActionType> TYPES = List.of(
            new ActionType(STATUS, "{} -> model, position, nodes, latest_time and counters"),
            new ActionType(TOP_K, "{source, time, k} -> {position, node: [ids], score: [...]}, of all destinations"),
            new ActionType(EMBED, "{node, time} -> {position, values: [...]}"),
            new ActionType(AFFINITY, "{node, time} -> {position, values: [...]}"),
            new ActionType(FORGET, "{node} -> {position}; memory, neighbors and id of the node are gone"),
            new ActionType(SNAPSHOT, "{} -> {position}; the state is on the disk"),
            new ActionType(DIGEST, "{} -> {digest}; SHA-256 of the state, takes a while"));

    /** Does it. */
    Map<String, Object> run(Action action) {
        String type = action.getType();
        JsonNode body = Notes.object(action.getBody(), type);
        return switch (type) {
            case STATUS -> status();
            case TOP_K -> topK(body);
            case EMBED ->
                values(served.steady(
                        () -> node(body, EMBED),
                        node -> served.live.embed(node, Notes.integer(body, "time", EMBED)),
                        Objects::equals));
            case AFFINITY ->
                values(served.steady(
                        () -> node(body, AFFINITY),
                        node -> served.live.affinity(node, Notes.integer(body, "time", AFFINITY)),
                        Objects::equals));
            case FORGET -> Map.of("position", served.forget(body.get("node"), "forget, node"));
            case SNAPSHOT -> Map.of("position", served.snapshot());
            case DIGEST -> Map.of("digest", served.live.digest());
            default ->
                throw Failure.unknown(
                        "action",
                        "one of " + TYPES.stream().map(ActionType::getType).toList(),
                        type);
        };
    }

    private Integer node(JsonNode body, String action) {
        return served.node(body.get("node"), action + ", node");
    }

    private static Map<String, Object> values(Embedding embedding) {
        return Map.of("position", embedding.position(), "values", embedding.values());
    }

    private Map<String, Object> topK(JsonNode body) {
        long k = Notes.integer(body, "k", TOP_K);
        if (k < 1 || k > maxAnswers) {
            throw InvalidInput.at("topk, k", "1 to " + maxAnswers, k);
        }
        long time = Notes.integer(body, "time", TOP_K);
        Served.Best best = served.best(() -> served.node(body.get("source"), "topk, source"), (int) k, time);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("position", best.ranking().position());
        answer.put("node", best.destination());
        answer.put("score", best.ranking().score());
        return answer;
    }

    private Map<String, Object> status() {
        LiveStatus status = served.live.status();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("model", served.live.model());
        answer.put("visibility", served.live.visibility().name());
        answer.put("text_ids", served.live.hasTextIds());
        answer.put("feature_width", served.live.featureWidth());
        answer.put("position", status.position());
        answer.put("nodes", status.nodes());
        answer.put("latest_time", status.latestTime());
        answer.put("late_events", status.lateEvents());
        answer.put("forgotten_nodes", status.forgottenNodes());
        answer.put("learning_steps", status.learningSteps());
        answer.put("swaps", status.swaps());
        answer.put("pending_swaps", status.pendingSwaps());
        answer.put("forgotten_reaches", status.forgottenReaches());
        answer.put("open_streams", streams.count());
        answer.put("snapshot_failure", served.snapshotFailure());
        return answer;
    }
}
