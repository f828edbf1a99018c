package io.tgl.eval.report;

import io.tgl.core.base.Provenance;
import io.tgl.eval.record.DataRecord;
import io.tgl.eval.record.ProtocolRecord;
import io.tgl.eval.record.RunRecord;
import io.tgl.eval.report.ReportModel.Fact;
import io.tgl.eval.report.ReportModel.FactBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Function;

/** The plain facts of runs: data, protocol, configuration, provenance. Each distinct one once. */
final class RunFacts {
    private RunFacts() {}

    static List<FactBlock> data(List<RunRecord> runs) {
        return runs.stream()
                .map(RunRecord::data)
                .distinct()
                .map(data -> new FactBlock(data.name(), facts(data)))
                .toList();
    }

    private static List<Fact> facts(DataRecord data) {
        return data.distinctTimes() == 0 ? ofStaticGraph(data) : ofStream(data);
    }

    private static List<Fact> ofStaticGraph(DataRecord data) {
        return List.of(
                new Fact("Nodes", Text.count(data.nodes())),
                new Fact("Edges", Text.count(data.events())),
                new Fact("Node features", width(data.nodeFeatureWidth())),
                new Fact("Source", data.source()),
                new Fact("Cite", data.citation()),
                new Fact("Licence", data.license()),
                new Fact("SHA-256", data.sha256()));
    }

    private static List<Fact> ofStream(DataRecord data) {
        return List.of(
                new Fact("Nodes", Text.count(data.nodes())),
                new Fact("Events", Text.count(data.events())),
                new Fact("Distinct times", Text.count(data.distinctTimes())),
                new Fact("Time span", data.firstTime() + " to " + data.lastTime() + " (" + data.timeUnit() + ")"),
                new Fact("Node features", width(data.nodeFeatureWidth())),
                new Fact("Edge features", width(data.edgeFeatureWidth())),
                new Fact("Source", data.source()),
                new Fact("Cite", data.citation()),
                new Fact("Licence", data.license()),
                new Fact("SHA-256", data.sha256()));
    }

    private static String width(int columns) {
        return columns == 0 ? "none" : columns + (columns == 1 ? " column" : " columns");
    }

    /** A block a protocol; what its models see stands together, as that is the models' own. */
    static List<FactBlock> protocols(List<RunRecord> runs) {
        Map<ProtocolRecord, SequencedSet<String>> visibilities = new LinkedHashMap<>();
        for (RunRecord run : runs) {
            visibilities
                    .computeIfAbsent(run.protocol().withVisibility(""), _ -> new LinkedHashSet<>())
                    .add(run.protocol().visibility());
        }
        List<FactBlock> blocks = new ArrayList<>();
        visibilities.forEach((protocol, visible) ->
                blocks.add(new FactBlock(protocol.name(), facts(protocol, String.join("; ", visible)))));
        return blocks;
    }

    private static List<Fact> facts(ProtocolRecord protocol, String visibility) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Recipe", protocol.description()));
        facts.add(new Fact("Negatives", protocol.negatives()));
        facts.add(new Fact("Visibility", visibility));
        facts.add(new Fact("Batch size", Text.count(protocol.batchSize())));
        protocol.splitSizes()
                .forEach((split, events) -> facts.add(new Fact(capital(split), Text.count(events) + " events")));
        return facts;
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    static List<FactBlock> configurations(List<RunGroup> groups, Function<RunGroup, String> heading) {
        List<FactBlock> blocks = new ArrayList<>();
        for (RunGroup group : groups) {
            List<Fact> facts = new ArrayList<>();
            group.first().model().configuration().forEach((name, value) -> facts.add(new Fact(name, value)));
            if (!facts.isEmpty()) {
                blocks.add(new FactBlock(heading.apply(group), facts));
            }
        }
        return blocks;
    }

    static List<FactBlock> provenance(List<RunRecord> runs) {
        List<Provenance> distinct =
                runs.stream().map(RunRecord::provenance).distinct().toList();
        List<FactBlock> blocks = new ArrayList<>();
        for (Provenance p : distinct) {
            blocks.add(new FactBlock(
                    distinct.size() == 1 ? "All runs" : "Environment " + (blocks.size() + 1),
                    List.of(
                            new Fact("TGL for Java", p.version()),
                            new Fact("Commit", p.commit()),
                            new Fact("Java", p.javaVersion()),
                            new Fact("System", p.operatingSystem()),
                            new Fact("Processor", p.processor() + ", " + p.availableProcessors() + " available"),
                            new Fact("Kernels", p.kernels()),
                            new Fact("Threads", String.valueOf(p.threads())))));
        }
        return blocks;
    }
}
