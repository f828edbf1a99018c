package io.tgl.eval.cli;

import picocli.CommandLine.Command;

/** {@code tgl data}: about data sets. */
@Command(
        name = "data",
        description = "About data sets: find, fetch, check and convert public ones; import or generate one's own.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {
            DataListCommand.class,
            DataInfoCommand.class,
            DataFetchCommand.class,
            DataImportCommand.class,
            DataGenerateCommand.class,
            DataVerifyCommand.class,
            DataConvertCommand.class,
            DataStatsCommand.class,
            DataSplitCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
final class DataCommand {}
