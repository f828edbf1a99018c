package io.tgl.eval.report;

import io.tgl.eval.record.RunRecord;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a figure is about. Names are compared as people mean them: letters and digits only, in lower case; of a protocol
 * the first word counts; data sets have known other names.
 *
 * @param model with its variant, e.g. "EdgeBank unlimited"
 * @param data data set
 * @param protocol evaluation recipe
 * @param negatives how negatives were drawn
 * @param split e.g. "test"
 * @param metric e.g. "AP"
 */
public record FigureKey(String model, String data, String protocol, String negatives, String split, String metric) {
    private static final Set<String> NAMED_IN_SPLIT = Set.of("historical", "inductive");
    private static final Map<String, String> SAME_DATA =
            Map.of("collegemsg", "uci", "contacts", "contact", "unvotes", "unvote");

    /** The key of a run's figure. A split's name starts with its negatives if they are not the protocol's usual ones. */
    public static FigureKey of(RunRecord run, String split, String metric) {
        String first = firstWord(split);
        boolean named = NAMED_IN_SPLIT.contains(first);
        return new FigureKey(
                run.model().name(),
                run.data().name(),
                run.protocol().name(),
                named ? first : run.protocol().negatives().split("[,;]|\\s", 2)[0],
                named ? split.substring(first.length()).strip() : split,
                metric);
    }

    /** The same key with names in the form that is compared. */
    FigureKey normal() {
        String dataName = plain(data);
        return new FigureKey(
                plain(model),
                SAME_DATA.getOrDefault(dataName, dataName),
                plain(firstWord(protocol)),
                plain(firstWord(negatives)),
                plain(split),
                plain(metric));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9@]", "");
    }

    private static String firstWord(String name) {
        return name.strip().split("\\s", 2)[0];
    }
}
