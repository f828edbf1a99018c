package io.tgl.datasets.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tgl.core.event.EventStream;
import io.tgl.core.event.TimeGranularity;
import io.tgl.core.io.NodeIds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every data set of the folder that {@code TGL_DATA} names, read whole and counted: the counts are those that were
 * measured, independently, when the folder was put together. Skipped, and said so, without the folder.
 */
class ManifestTest {
    private static final String VARIABLE = "TGL_DATA";
    private static final FormatOptions USUAL = FormatOptions.USUAL;

    private static Path find(String file) {
        Path folder = Path.of(Optional.ofNullable(System.getenv(VARIABLE)).orElse(""));
        return Stream.of("", ".zst", ".gz")
                .map(ending -> folder.resolve(file + ending))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no file " + file + " in " + folder));
    }

    private static DynamicTest check(
            DataFormat format, FormatOptions options, List<String> files, Consumer<ImportedEvents> expected) {
        return DynamicTest.dynamicTest(format.text() + " " + String.join(" ", files), () -> {
            assumeTrue(System.getenv(VARIABLE) != null, VARIABLE + " is not set: no data sets to read");
            List<Path> paths = files.stream().map(ManifestTest::find).toList();
            expected.accept(Formats.read(format, paths, options));
        });
    }

    private static DynamicTest counts(DataFormat format, FormatOptions options, String file, int events, int nodes) {
        return check(format, options, List.of(file), read -> counted(read, events, nodes));
    }

    private static void counted(ImportedEvents read, int events, int nodes) {
        assertThat(read.statistics().events()).isEqualTo(events);
        assertThat(read.statistics().nodesWithEvents()).isEqualTo(nodes);
    }

    private static void times(ImportedEvents read, long first, long last, int distinct) {
        assertThat(read.statistics().firstTime()).isEqualTo(first);
        assertThat(read.statistics().lastTime()).isEqualTo(last);
        if (distinct > 0) {
            assertThat(read.statistics().distinctTimes()).isEqualTo(distinct);
        }
    }

    @TestFactory
    Stream<DynamicTest> interactions() {
        return Stream.of(
                check(DataFormat.JODIE, USUAL.withBipartite(false), List.of("wikipedia/wikipedia_edges.csv"), read -> {
                    counted(read, 157_474, 9_227);
                    times(read, 0, 2_678_373, 0);
                    assertThat(read.statistics().positive()).isEqualTo(217);
                    assertThat(read.statistics().ascending()).isTrue();
                }),
                check(DataFormat.JODIE, USUAL, List.of("mooc/mooc.csv"), read -> {
                    counted(read, 411_749, 7_144);
                    times(read, 0, 2_572_086, 345_600);
                    assertThat(read.statistics().positive()).isEqualTo(4_066);
                    assertThat(read.statistics().features()).isEqualTo(4);
                    assertThat(read.table().events().granularity()).isEqualTo(TimeGranularity.SECONDS);
                }),
                check(DataFormat.DGB, USUAL, List.of("uslegis/USLegis.csv"), read -> {
                    counted(read, 60_396, 225);
                    times(read, 0, 11, 12);
                    assertThat(read.statistics().features()).isEqualTo(1);
                }),
                check(DataFormat.DGB, USUAL, List.of("canparl/CanParl.csv"), read -> {
                    counted(read, 74_478, 734);
                    assertThat(read.statistics().distinctTimes()).isEqualTo(14);
                    assertThat(read.statistics().features()).isEqualTo(1);
                }),
                check(
                        DataFormat.CSV,
                        USUAL.withColumns(List.of("time", "src", "dst", "weight"))
                                .withTimeUnit(TimeGranularity.TICKS),
                        List.of("canparl/canVote_edgelist.txt"),
                        read -> {
                            counted(read, 74_478, 734);
                            times(read, 2006, 2019, 14);
                        }),
                check(
                        DataFormat.CSV,
                        USUAL.withColumns(List.of("time", "src", "dst", "weight"))
                                .withTimeUnit(TimeGranularity.TICKS),
                        List.of("uslegis/LegisEdgelist.txt"),
                        read -> {
                            counted(read, 60_396, 225);
                            times(read, 0, 11, 12);
                        }),
                check(
                        DataFormat.CSV,
                        USUAL.withColumns(List.of("src", "dst", "weight", "time")),
                        List.of("bitcoin-otc/soc-sign-bitcoinotc.csv"),
                        read -> {
                            counted(read, 35_592, 5_881);
                            assertThat(read.statistics().weightAboveZero()).isEqualTo(32_029);
                            assertThat(read.statistics().weightBelowZero()).isEqualTo(3_563);
                            times(read, 1_289_241_911_728_360L, 1_453_684_323_757_280L, 0);
                            assertThat(read.table().events().granularity()).isEqualTo(TimeGranularity.MICROSECONDS);
                        }),
                check(
                        DataFormat.CSV,
                        USUAL.withColumns(List.of("src", "dst", "weight", "time")),
                        List.of("bitcoin-alpha/soc-sign-bitcoinalpha.csv"),
                        read -> {
                            counted(read, 24_186, 3_783);
                            times(read, 1_289_192_400, 1_453_438_800, 1_647);
                            assertThat(read.statistics().ascending()).isFalse();
                            assertThat(read.notes()).anyMatch(note -> note.contains("sorted stably"));
                            assertThat(read.statistics().weightAboveZero()).isEqualTo(22_650);
                            assertThat(read.statistics().weightBelowZero()).isEqualTo(1_536);
                        }),
                check(DataFormat.CSV, USUAL, List.of("fb-forum/fb-forum.edges"), read -> {
                    counted(read, 33_720, 899);
                    times(read, 1_084_585_996, 1_098_798_101, 0);
                    assertThat(read.statistics().selfLoops()).isEqualTo(34);
                }),
                check(
                        DataFormat.CSV,
                        USUAL.withColumns(List.of("u", "v", "unixts", "relation=type")),
                        List.of("dyrep-github/github_events_2013.csv"),
                        read -> {
                            assertThat(read.statistics().events()).isEqualTo(20_726);
                            assertThat(relationCount(read, "FollowEvent")).isEqualTo(1_455);
                        }),
                check(
                        DataFormat.CSV,
                        USUAL.withColumns(List.of("src=country", "dst=rcid", "time=date", "relation=vote"))
                                .withBipartite(true),
                        List.of("un-votes/un_votes.csv"),
                        read -> {
                            counted(read, 870_109, 200 + 6_203);
                            times(read, date("1946-01-01"), date("2020-01-14"), 0);
                            assertThat(relationCount(read, "yes")).isEqualTo(693_664);
                            assertThat(relationCount(read, "abstain")).isEqualTo(110_897);
                            assertThat(relationCount(read, "no")).isEqualTo(65_548);
                        }));
    }

    private static long date(String day) {
        return java.time.LocalDate.parse(day).toEpochDay() * 86_400;
    }

    private static int relationCount(ImportedEvents read, String name) {
        int wanted = read.table().relations().nodeOf(name);
        EventStream events = read.table().events();
        int count = 0;
        for (int i = 0; i < events.size(); i++) {
            count += events.relation(i) == wanted ? 1 : 0;
        }
        return count;
    }

    @TestFactory
    Stream<DynamicTest> edgeLists() {
        return Stream.of(
                check(DataFormat.SNAP, USUAL, List.of("collegemsg/CollegeMsg.txt"), read -> {
                    counted(read, 59_835, 1_899);
                    times(read, 1_082_040_961, 1_098_777_142, 58_911);
                }),
                check(
                        DataFormat.SNAP,
                        USUAL.withColumns(List.of("time", "src", "dst", "weight")),
                        List.of("collegemsg/OCnodeslinks_chars.txt"),
                        read -> assertThat(read.statistics().events()).isEqualTo(61_734)),
                check(DataFormat.SNAP, USUAL, List.of("enron/ml_enron.txt"), read -> {
                    counted(read, 125_235, 184);
                    times(read, 0, 113_740_399, 22_632);
                    assertThat(read.statistics().selfLoops()).isEqualTo(16_410);
                }),
                check(DataFormat.KONECT, USUAL, List.of("digg-reply/out.munmun_digg_reply.txt"), read -> {
                    counted(read, 87_627, 30_398);
                    times(read, 1_225_229_529, 1_226_536_024, 0);
                    assertThat(read.statistics().selfLoops()).isEqualTo(1_424);
                    assertThat(read.statistics().ascending()).isFalse();
                }),
                check(DataFormat.KONECT, USUAL, List.of("radoslaw-email/out.radoslaw_email.txt"), read -> {
                    counted(read, 82_927, 167);
                    times(read, 1_262_454_010, 1_285_884_492, 57_842);
                }),
                check(DataFormat.KONECT, USUAL, List.of("chess/out.chess.txt"), read -> {
                    counted(read, 65_053, 7_301);
                    times(read, 885_635_999_999_997L, 1_145_808_000_000_000L, 100);
                    assertThat(read.statistics().weightAboveZero()).isEqualTo(21_163);
                    assertThat(read.statistics().weightBelowZero()).isEqualTo(15_224);
                }),
                check(DataFormat.SNAP, USUAL, List.of("mathoverflow/sx-mathoverflow.txt"), read -> {
                    counted(read, 506_550, 24_818);
                    times(read, 1_254_192_988, 1_457_262_355, 0);
                    assertThat(read.statistics().selfLoops()).isEqualTo(116_109);
                }),
                counts(DataFormat.SNAP, USUAL, "mathoverflow/sx-mathoverflow-a2q.txt", 107_581, 21_688),
                counts(DataFormat.SNAP, USUAL, "mathoverflow/sx-mathoverflow-c2q.txt", 203_639, 16_836),
                counts(DataFormat.SNAP, USUAL, "mathoverflow/sx-mathoverflow-c2a.txt", 195_330, 13_840),
                check(DataFormat.SNAP, USUAL, List.of("email-eu/email-Eu-core-temporal.txt"), read -> {
                    counted(read, 332_334, 986);
                    times(read, 0, 69_459_254, 0);
                    assertThat(read.statistics().ascending()).isFalse();
                }),
                counts(DataFormat.SNAP, USUAL, "email-eu/email-Eu-core-temporal-Dept1.txt", 61_046, 309),
                counts(DataFormat.SNAP, USUAL, "email-eu/email-Eu-core-temporal-Dept2.txt", 46_772, 162),
                counts(DataFormat.SNAP, USUAL, "email-eu/email-Eu-core-temporal-Dept3.txt", 12_216, 89),
                counts(DataFormat.SNAP, USUAL, "email-eu/email-Eu-core-temporal-Dept4.txt", 48_141, 142),
                counts(DataFormat.SOCIOPATTERNS, USUAL, "sociopatterns/Primary_School.csv", 125_773, 242),
                counts(DataFormat.SOCIOPATTERNS, USUAL, "sociopatterns/thiers_2012.csv", 45_047, 180),
                counts(DataFormat.SOCIOPATTERNS, USUAL, "sociopatterns/High-School_data_2013.csv", 188_508, 327),
                counts(DataFormat.SOCIOPATTERNS, USUAL, "sociopatterns/Contacts_Hospital.csv", 32_424, 75),
                counts(DataFormat.SOCIOPATTERNS, USUAL, "sociopatterns/workplace_InVS15.dat", 78_249, 217),
                counts(DataFormat.SOCIOPATTERNS, USUAL, "sociopatterns/conference_SFHH.dat", 70_261, 403),
                counts(DataFormat.SOCIOPATTERNS, USUAL, "sociopatterns/conference_HT09.dat", 20_818, 113),
                counts(DataFormat.SOCIOPATTERNS, USUAL, "sociopatterns/sg_infectious_contacts.txt", 415_912, 10_972),
                check(
                        DataFormat.SNAP,
                        USUAL.withTimeUnit(TimeGranularity.TICKS),
                        List.of("patent/patent.txt"),
                        read -> {
                            counted(read, 41_916, 12_214);
                            assertThat(read.statistics().distinctTimes()).isEqualTo(891);
                        }));
    }

    private static DynamicTest graph(
            DataFormat format, String folder, int train, int valid, int test, Consumer<ImportedEvents> more) {
        boolean names = !folder.equals("findkg") && !folder.startsWith("wiki") && !folder.startsWith("yago11");
        List<String> files = Stream.of("test.txt", "train.txt", "valid.txt", "entity2id.txt", "relation2id.txt")
                .map(name -> folder + "/" + name)
                .toList();
        List<String> all = names
                ? Stream.concat(files.stream(), Stream.of(folder + "/stat.txt")).toList()
                : files;
        return check(format, USUAL, all, read -> {
            assertThat(read.files().rows()).containsExactly(train, valid, test);
            assertThat(read.statistics().events()).isEqualTo(train + valid + test);
            more.accept(read);
        });
    }

    private static Consumer<ImportedEvents> knowledge(int entities, int occurring, int relations, int distinct) {
        return read -> {
            assertThat(read.statistics().nodes()).isEqualTo(entities);
            assertThat(read.statistics().nodesWithEvents()).isEqualTo(occurring);
            assertThat(read.statistics().relations()).isEqualTo(relations);
            if (distinct > 0) {
                assertThat(read.statistics().distinctTimes()).isEqualTo(distinct);
                assertThat(read.statistics().ascending()).isTrue();
            }
        };
    }

    @TestFactory
    Stream<DynamicTest> knowledgeGraphs() {
        return Stream.of(
                graph(DataFormat.TKG, "icews14", 74_845, 8_514, 7_371, knowledge(7_128, 7_128, 230, 365)),
                graph(DataFormat.TKG, "icews18", 373_018, 45_995, 49_545, knowledge(23_033, 23_033, 256, 304)),
                graph(DataFormat.TKG, "icews05-15", 368_868, 46_302, 46_159, knowledge(10_488, 10_488, 251, 4_017)),
                graph(DataFormat.TKG, "yago", 161_540, 19_523, 20_026, knowledge(10_623, 10_585, 10, 189)),
                graph(DataFormat.TKG, "findkg", 119_549, 11_444, 13_069, knowledge(13_645, 10_670, 15, 126)),
                graph(DataFormat.INTERVALS, "wikidata12k", 32_497, 4_062, 4_062, knowledge(12_554, 12_554, 24, 0)),
                graph(DataFormat.INTERVALS, "yago11k", 16_408, 2_050, 2_051, read -> {
                    assertThat(read.statistics().relations()).isEqualTo(10);
                    assertThat(read.statistics().nodes()).isEqualTo(10_623);
                    assertThat(read.intervals()).isPresent();
                }),
                check(
                        DataFormat.TKG,
                        USUAL,
                        List.of("icews14/titer_train.txt", "icews14/titer_valid.txt", "icews14/titer_test.txt"),
                        read -> {
                            assertThat(read.files().rows()).containsExactly(63_685, 13_823, 13_222);
                            times(read, 0, 8_736, 365);
                        }));
    }

    @TestFactory
    Stream<DynamicTest> snapshots() {
        return Stream.of(
                check(DataFormat.SNAPSHOTS, USUAL, List.of("as-733/as-733.txt"), read -> {
                    counted(read, 11_965_533, 7_716);
                    times(read, day("1997-11-08"), day("2000-01-02"), 733);
                    assertThat(lastStep(read)).isEqualTo(26_467);
                }),
                check(DataFormat.SNAPSHOTS, USUAL, List.of("ctgcn-snapshots/facebook-wall_monthly.tsv"), read -> {
                    counted(read, 607_487, 60_730);
                    times(read, day("2006-10-01"), day("2008-12-01"), 27);
                }),
                check(DataFormat.SNAPSHOTS, USUAL, List.of("ctgcn-snapshots/enron-full_monthly.tsv"), read -> {
                    counted(read, 530_284, 87_036);
                    times(read, day("1999-05-01"), day("2002-06-01"), 38);
                }),
                vgrnn("enron10", 184, 11, 115, 266),
                vgrnn("dblp", 315, 10, 165, 308),
                vgrnn("fb", 663, 9, 844, 1_738));
    }

    private static DynamicTest vgrnn(String name, int nodes, int steps, int least, int most) {
        String file = "vgrnn-snapshots/" + name + "_snapshots.csv";
        return check(DataFormat.SNAPSHOTS, USUAL.withNodeIds(NodeIds.KEEP), List.of(file), read -> {
            assertThat(read.statistics().nodes()).isEqualTo(nodes);
            assertThat(read.statistics().distinctTimes()).isEqualTo(steps);
            int[] sizes = new int[steps];
            for (long time : read.table().events().times()) {
                sizes[(int) time]++;
            }
            assertThat(Arrays.stream(sizes).min().orElse(0)).isEqualTo(least);
            assertThat(Arrays.stream(sizes).max().orElse(0)).isEqualTo(most);
        });
    }

    private static long day(String day) {
        return java.time.LocalDate.parse(day).toEpochDay();
    }

    private static int lastStep(ImportedEvents read) {
        EventStream events = read.table().events();
        int count = 0;
        while (events.time(events.size() - 1 - count) == events.time(events.size() - 1)) {
            count++;
        }
        return count;
    }

    @TestFactory
    Stream<DynamicTest> graphsAndSignals() {
        return Stream.of(
                planetoid("cora", "nodes", 2_708, 5_278, 1_433, 7, 140),
                planetoid("citeseer", "nodes", 3_327, 4_552, 3_703, 6, 120),
                planetoid("pubmed", "nodes_nofeatures", 19_717, 44_324, 0, 3, 60),
                check(
                        DataFormat.SENSORS,
                        USUAL,
                        List.of("traffic-tgcn/los_speed.csv", "traffic-tgcn/los_adj.csv"),
                        read -> signal(read, 2_016, 207)),
                check(DataFormat.SENSORS, USUAL, List.of("traffic-sensor-graph/metr-la_adj.csv"), read -> {
                    counted(read, 1_722, 207);
                    assertThat(read.statistics().events() - read.statistics().selfLoops())
                            .isEqualTo(1_515);
                }),
                check(DataFormat.SENSORS, USUAL, List.of("traffic-sensor-graph/pems-bay_adj.csv"), read -> {
                    counted(read, 2_694, 325);
                    assertThat(read.statistics().events() - read.statistics().selfLoops())
                            .isEqualTo(2_369);
                }),
                check(DataFormat.PYG_TEMPORAL, USUAL, List.of("pyg-temporal/chickenpox.json"), read -> {
                    counted(read, 102, 20);
                    signal(read, 521, 20);
                }),
                check(DataFormat.PYG_TEMPORAL, USUAL, List.of("pyg-temporal/pedalme.json"), read -> {
                    counted(read, 225, 15);
                    signal(read, 31, 15);
                    assertThat(read.signal().orElseThrow().width()).isEqualTo(4);
                }),
                check(
                        DataFormat.PYG_TEMPORAL,
                        USUAL,
                        List.of("pyg-temporal/england_covid.json"),
                        read -> signal(read, 61, 129)),
                check(DataFormat.PYG_TEMPORAL, USUAL, List.of("pyg-temporal/montevideo_bus.json"), read -> {
                    counted(read, 690, 675);
                    signal(read, 744, 675);
                }),
                check(
                        DataFormat.PYG_TEMPORAL,
                        USUAL,
                        List.of("pyg-temporal/twitter_tennis_rg17.json"),
                        read -> signal(read, 120, 1_000)),
                check(
                        DataFormat.PYG_TEMPORAL,
                        USUAL,
                        List.of("pyg-temporal/twitter_tennis_uo17.json"),
                        read -> signal(read, 112, 1_000)));
    }

    private static void signal(ImportedEvents read, int steps, int nodes) {
        assertThat(read.signal().orElseThrow().steps()).isEqualTo(steps);
        assertThat(read.signal().orElseThrow().nodes()).isEqualTo(nodes);
        assertThat(read.statistics().nodes()).isEqualTo(nodes);
    }

    private static DynamicTest planetoid(
            String name, String table, int nodes, int edges, int features, int classes, int train) {
        List<String> files = List.of("planetoid/" + name + "_" + table + ".csv", "planetoid/" + name + "_edges.csv");
        return check(DataFormat.PLANETOID, USUAL, files, read -> {
            NodeTable known = read.nodeTable().orElseThrow();
            assertThat(read.statistics().nodes()).isEqualTo(nodes);
            assertThat(read.statistics().events()).isEqualTo(edges);
            assertThat(known.features().width()).isEqualTo(features);
            assertThat(known.classes().size()).isEqualTo(classes);
            int part = known.splits().nodeOf("train");
            assertThat(Arrays.stream(known.split().orElseThrow()).filter(s -> s == part))
                    .hasSize(train);
        });
    }

    @TestFactory
    Stream<DynamicTest> parquet() {
        return Stream.of(check(
                DataFormat.PARQUET,
                USUAL.withColumns(List.of("origin", "destination", "date", "weight=delay", "distance")),
                List.of("flights/flights-3m.parquet"),
                read -> {
                    counted(read, 3_000_000, 229);
                    assertThat(read.statistics().distinctTimes()).isEqualTo(213_834);
                    assertThat(read.statistics().features()).isEqualTo(1);
                    assertThat(read.statistics().ascending()).isTrue();
                    assertThat(read.table().nodes().isText()).isTrue();
                }));
    }
}
