package io.tgl.eval.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Recipes with a name, for {@code tgl run --recipe NAME}: the options that the name stands for. */
enum NamedRecipe {
    /**
     * TGN on the first events of CollegeMsg, two epochs with dropout, widths that fill no vector: small enough for an
     * interpreter, and its scores have the same bits on any machine.
     */
    SAME_BITS("same-bits", smallTgn(1)),
    /** The same with two layers. */
    SAME_BITS_2_LAYERS("same-bits-2-layers", smallTgn(2));

    private final String title;
    private final List<String> arguments;

    NamedRecipe(String title, String arguments) {
        this.title = title;
        this.arguments = List.of(arguments.split(" "));
    }

    private static String smallTgn(int layers) {
        return "--data uci --first 240 --model tgn --set tgn.node-width=11 --set tgn.edge-width=3"
                + " --set tgn.time-width=13 --set tgn.neighbors=5 --set tgn.dropout=0.2 --set tgn.learning-rate=0.01"
                + " --set tgn.layers=" + layers + " --epochs 2 --batch-size 40 --seed 0";
    }

    /** The name as typed. */
    String title() {
        return title;
    }

    /** The options of this recipe. */
    List<String> arguments() {
        return arguments;
    }

    /** The names, for the help text. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(values()).map(NamedRecipe::title).iterator();
        }
    }

    /** Puts a recipe's options behind its name, as if they had been typed there. */
    static final class Unfold implements IParameterPreprocessor {
        @Override
        public boolean preprocess(Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            if (!words.isEmpty()) {
                String title = words.peek();
                NamedRecipe recipe = Arrays.stream(values())
                        .filter(known -> known.title.equals(title))
                        .findFirst()
                        .orElseThrow(() -> new ParameterException(
                                command.commandLine(),
                                "--recipe: expected one of " + String.join(", ", new Names()) + ", found \"" + title
                                        + "\""));
                words.addAll(words.size() - 1, recipe.arguments.reversed());
            }
            return false;
        }
    }
}
