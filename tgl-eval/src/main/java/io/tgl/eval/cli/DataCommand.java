package io.tgl.eval.cli;

import picocli.CommandLine.Command;

/** {@code tgl data}: about data sets. */
@Command(
        name = "data",
        description = "About data sets.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {DataInfoCommand.class, DataSplitCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class DataCommand {}
