package io.tgl.eval.report;

/**
 * A row of a published leaderboard, figures as printed there (fractions).
 *
 * @param data data set
 * @param metric e.g. "MRR"
 * @param model name on the board
 * @param ours name of the same model here; empty if there is none
 * @param test test figure
 * @param testDeviation its deviation over seeds; empty if not published
 * @param validation validation figure; empty if not published
 * @param validationDeviation its deviation over seeds; empty if not published
 * @param visibility what a query saw, or "not stated"
 * @param source where it was published
 */
public record LeaderboardRow(
        String data,
        String metric,
        String model,
        String ours,
        String test,
        String testDeviation,
        String validation,
        String validationDeviation,
        String visibility,
        String source) {}
