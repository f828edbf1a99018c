package io.tgl.datasets.format;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.metadata.RepetitionType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.ColumnSchema;
import dev.hardwood.schema.FileSchema;
import io.tgl.core.base.InvalidInput;
import io.tgl.core.event.FeatureTable;
import io.tgl.core.event.TimeGranularity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads events from Parquet: flat columns of numbers and texts, mapped by name as those of a csv are. Timestamps and dates
 * have their own unit; texts are ISO times; other numbers are what the options say, or what their size says. Nulls are
 * refused. Rows count from 0.
 */
final class ParquetReader {
    private static final int BATCH = 1 << 14;

    private final FormatOptions options;
    private final ByteBudget budget;
    private final TimeColumn times = new TimeColumn("time");
    private final IsoTime iso = new IsoTime();

    ParquetReader(FormatOptions options) {
        this.options = options;
        this.budget = new ByteBudget(options.maxBytes());
    }

    ImportedEvents read(List<Path> files) {
        Path first = files.getFirst();
        EventCollector events = new EventCollector(
                DataFormat.PARQUET,
                first.toString(),
                options,
                options.bipartite().orElse(false));
        Optional<TimeGranularity> unit = options.timeUnit();
        for (Path file : files) {
            unit = guarded(file, () -> readFile(file, events));
            events.endFile(file.toString());
        }
        TimeRules rules = TimeRules.found(options);
        TimeColumn.Ticks ticks = times.content().ticks(first.toString(), unit, rules.tick(), rules);
        FeatureTable none = FeatureTable.absent(events.size());
        return events.finish(ticks, none, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What the library may do. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    /** The library reports damaged bytes with whatever exception they run into first. */
    private static <T> T guarded(Path file, Reading<T> reading) {
        try {
            return reading.read();
        } catch (InvalidInput e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new InvalidInput(file + ": expected whole Parquet data, found damaged data (" + e + ")", e);
        }
    }

    private Optional<TimeGranularity> readFile(Path file, EventCollector events) throws IOException {
        io.tgl.core.io.InputFile.checked(file);
        Content content = content(file);
        try (InputFile footer = content.open()) {
            ParquetPages.checkFooter(file.toString(), footer);
        }
        try (ParquetFileReader parquet = ParquetFileReader.open(content.open())) {
            FileSchema schema = parquet.getFileSchema();
            List<String> names =
                    schema.getColumns().stream().map(ColumnSchema::name).toList();
            Layout layout = Layout.named(names, options.columns(), file.toString());
            if (!layout.unused().isEmpty()) {
                events.note("columns not read: " + String.join(", ", layout.unused()));
            }
            Set<String> read = new LinkedHashSet<>();
            Set<Integer> columnsRead = new LinkedHashSet<>();
            for (int field : layout.used()) {
                checkFlat(file, schema.getColumn(field));
                read.add(names.get(field));
                columnsRead.add(field);
            }
            try (InputFile pages = content.open()) {
                ParquetPages.check(file.toString(), pages, parquet.getFileMetaData(), columnsRead, options.maxBytes());
            }
            if (events.size() == 0) {
                events.featureWidth(layout.features().size());
            }
            ColumnProjection projection = ColumnProjection.columns(read.toArray(String[]::new));
            try (ColumnReaders columns =
                    parquet.buildColumnReaders(projection).batchSize(BATCH).build()) {
                new Batches(file, columns, layout, events).addAll();
            }
            return unit(schema.getColumn(layout.time()));
        }
    }

    /** What a file holds, decompressed; opened once for each reader of it. */
    @FunctionalInterface
    private interface Content {
        InputFile open();
    }

    private Content content(Path file) throws IOException {
        if (TextSource.isPlain(file)) {
            return () -> InputFile.of(file);
        }
        try (InputStream in = budget.open(file)) {
            byte[] bytes = in.readAllBytes();
            return () -> InputFile.of(ByteBuffer.wrap(bytes));
        }
    }

    private static void checkFlat(Path file, ColumnSchema column) {
        if (column.maxRepetitionLevel() > 0
                || column.repetitionType() == RepetitionType.REPEATED
                || column.type() == PhysicalType.INT96
                || column.type() == PhysicalType.FIXED_LEN_BYTE_ARRAY) {
            throw InvalidInput.at(
                    file + ", column " + column.name(), "a flat column of numbers or texts", column.type());
        }
    }

    private Optional<TimeGranularity> unit(ColumnSchema time) {
        return switch (time.logicalType()) {
            case LogicalType.TimestampType timestamp ->
                Optional.of(
                        switch (timestamp.unit()) {
                            case MILLIS -> TimeGranularity.MILLISECONDS;
                            case MICROS -> TimeGranularity.MICROSECONDS;
                            case NANOS -> TimeGranularity.NANOSECONDS;
                        });
            case LogicalType.DateType _ -> Optional.of(TimeGranularity.DAYS);
            case null, default -> options.timeUnit();
        };
    }

    /** The batches of one file. */
    private final class Batches {
        private final ColumnReaders columns;
        private final Layout layout;
        private final EventCollector events;
        private final RowPlace place;
        private final List<float[]> features = new ArrayList<>();
        private long firstRow;
        private int rows;

        Batches(Path file, ColumnReaders columns, Layout layout, EventCollector events) {
            this.columns = columns;
            this.layout = layout;
            this.events = events;
            this.place = new RowPlace(file.toString(), "row");
        }

        void addAll() {
            int[] source = new int[BATCH];
            int[] destination = new int[BATCH];
            while (columns.nextBatch()) {
                rows = columns.getRecordCount();
                if (source.length < rows) {
                    source = new int[rows];
                    destination = new int[rows];
                }
                addIds(layout.source(), events.sources(), source);
                addIds(layout.destination(), events.destinations(), destination);
                for (int row = 0; row < rows; row++) {
                    events.add(source[row], destination[row]);
                }
                addTimes(layout.time());
                addOptional();
                firstRow += rows;
            }
        }

        private ColumnReader column(int field) {
            ColumnReader column = columns.getColumnReader(name(field));
            if (column.getLeafValidity().hasNulls()) {
                int row = column.getLeafValidity().nextNull(0, rows);
                throw at(row).refuse(name(field), "a value", "null");
            }
            return column;
        }

        private RowPlace at(int row) {
            place.at(firstRow + row);
            return place;
        }

        private String name(int field) {
            return layout.names().get(field);
        }

        private void addIds(int field, NodeCollector nodes, int[] dense) {
            ColumnReader column = column(field);
            String name = name(field);
            switch (column.getColumnSchema().type()) {
                case INT32 -> {
                    int[] values = column.getInts();
                    for (int row = 0; row < rows; row++) {
                        dense[row] = nodes.add(values[row], at(row), name);
                    }
                }
                case INT64 -> {
                    long[] values = column.getLongs();
                    for (int row = 0; row < rows; row++) {
                        dense[row] = nodes.add(values[row], at(row), name);
                    }
                }
                case BYTE_ARRAY -> {
                    byte[] bytes = column.getBinaryValues();
                    int[] offsets = column.getBinaryOffsets();
                    for (int row = 0; row < rows; row++) {
                        dense[row] = nodes.addText(bytes, offsets[row], offsets[row + 1], at(row), name);
                    }
                }
                default ->
                    throw at(0).refuse(
                                    name,
                                    "integers or texts as ids",
                                    column.getColumnSchema().type());
            }
        }

        private void addTimes(int field) {
            ColumnReader column = column(field);
            switch (column.getColumnSchema().type()) {
                case INT32 -> {
                    int[] values = column.getInts();
                    for (int row = 0; row < rows; row++) {
                        times.add(values[row], place);
                    }
                }
                case INT64 -> {
                    long[] values = column.getLongs();
                    for (int row = 0; row < rows; row++) {
                        times.add(values[row], place);
                    }
                }
                case BYTE_ARRAY -> {
                    String[] texts = texts(column);
                    for (int row = 0; row < rows; row++) {
                        if (!iso.parse(texts[row])) {
                            throw at(row).refuse(name(field), "an ISO-8601 time", TimeParser.described(texts[row]));
                        }
                        times.addInstant(iso.seconds(), iso.nanoseconds(), at(row));
                    }
                }
                default -> {
                    double[] values = doubles(column, field);
                    for (int row = 0; row < rows; row++) {
                        times.addDouble(values[row], at(row));
                    }
                }
            }
        }

        private void addOptional() {
            if (layout.weight() >= 0) {
                for (float value : floats(layout.weight())) {
                    events.addWeight(value);
                }
            }
            if (layout.label() >= 0) {
                for (float value : floats(layout.label())) {
                    events.addLabel(value);
                }
            }
            if (layout.relation() >= 0) {
                addRelations(layout.relation());
            }
            features.clear();
            for (int field : layout.featureFields()) {
                features.add(floats(field));
            }
            for (int row = 0; row < rows && !features.isEmpty(); row++) {
                for (float[] feature : features) {
                    events.addFeature(feature[row]);
                }
            }
        }

        private void addRelations(int field) {
            ColumnReader column = column(field);
            switch (column.getColumnSchema().type()) {
                case BYTE_ARRAY -> {
                    for (String text : texts(column)) {
                        events.addRelation(text);
                    }
                }
                case INT32, INT64 -> {
                    double[] values = doubles(column, field);
                    for (int row = 0; row < rows; row++) {
                        events.addRelation((long) values[row], at(row), name(field));
                    }
                }
                default ->
                    throw at(0).refuse(
                                    name(field),
                                    "integers or texts",
                                    column.getColumnSchema().type());
            }
        }

        private String[] texts(ColumnReader column) {
            byte[] bytes = column.getBinaryValues();
            int[] offsets = column.getBinaryOffsets();
            String[] texts = new String[rows];
            for (int row = 0; row < rows; row++) {
                texts[row] = new String(bytes, offsets[row], offsets[row + 1] - offsets[row], StandardCharsets.UTF_8);
            }
            return texts;
        }

        private float[] floats(int field) {
            double[] wide = doubles(column(field), field);
            float[] values = new float[rows];
            for (int row = 0; row < rows; row++) {
                values[row] = (float) wide[row];
                if (!Float.isFinite(values[row])) {
                    throw at(row).refuse(name(field), "a finite number", wide[row]);
                }
            }
            return values;
        }

        private double[] doubles(ColumnReader column, int field) {
            double[] values = new double[rows];
            switch (column.getColumnSchema().type()) {
                case INT32 -> {
                    int[] from = column.getInts();
                    for (int row = 0; row < rows; row++) {
                        values[row] = from[row];
                    }
                }
                case INT64 -> {
                    long[] from = column.getLongs();
                    for (int row = 0; row < rows; row++) {
                        values[row] = from[row];
                    }
                }
                case FLOAT -> {
                    float[] from = column.getFloats();
                    for (int row = 0; row < rows; row++) {
                        values[row] = from[row];
                    }
                }
                case DOUBLE -> System.arraycopy(column.getDoubles(), 0, values, 0, rows);
                case BOOLEAN -> {
                    boolean[] from = column.getBooleans();
                    for (int row = 0; row < rows; row++) {
                        values[row] = from[row] ? 1 : 0;
                    }
                }
                default ->
                    throw at(0).refuse(
                                    name(field),
                                    "numbers",
                                    column.getColumnSchema().type());
            }
            return values;
        }
    }
}
