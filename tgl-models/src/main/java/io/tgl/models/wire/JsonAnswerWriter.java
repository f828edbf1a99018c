package io.tgl.models.wire;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tgl.core.event.ArrivingEvents.Numbers;
import io.tgl.core.event.ArrivingEvents.Texts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Answers as JSON, a line each: {@code {"src":1,"dst":2,"time":3,"score":0.5,"position":4}}; a refused batch is one line
 * {@code {"refused":"why","position":4}}. Scores have the digits that give the same float32 back.
 */
public final class JsonAnswerWriter implements AnswerWriter {
    private final OutputStream out;

    /** Begins; nothing is written yet. */
    public JsonAnswerWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(Answers answers) {
        StringBuilder lines = new StringBuilder(64 * answers.size());
        for (int i = 0; i < answers.size(); i++) {
            lines.append("{\"src\":");
            switch (answers.links()) {
                case Numbers numbers ->
                    lines.append(numbers.source()[i]).append(",\"dst\":").append(numbers.destination()[i]);
                case Texts texts -> {
                    quoted(lines, texts.source()[i]);
                    quoted(lines.append(",\"dst\":"), texts.destination()[i]);
                }
            }
            float score = answers.score()[i];
            lines.append(",\"time\":").append(answers.time()[i]).append(",\"score\":");
            lines.append(Float.isFinite(score) ? Float.toString(score) : "null");
            lines.append(",\"position\":").append(answers.position()).append("}\n");
        }
        print(lines);
    }

    @Override
    public void refuse(String reason, long position) {
        StringBuilder line = new StringBuilder("{\"refused\":");
        quoted(line, reason);
        print(line.append(",\"position\":").append(position).append("}\n"));
    }

    private static void quoted(StringBuilder to, String text) {
        to.append('"')
                .append(JsonStringEncoder.getInstance().quoteAsString(text))
                .append('"');
    }

    private void print(StringBuilder text) {
        try {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write answers: " + e.getMessage(), e);
        }
    }

    @Override
    public void end() {
        print(new StringBuilder());
    }

    @Override
    public void close() {}
}
