package io.tgl.eval.cli;

import picocli.CommandLine.Command;

/** {@code tgl negatives}: the lists that events are ranked against. */
@Command(
        name = "negatives",
        description = "Stored negatives of the link-ranking protocol (docs/negatives.md).",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        subcommands = {
            NegativesGenerateCommand.class,
            NegativesVerifyCommand.class,
            NegativesExportCommand.class,
            NegativesImportCommand.class
        },
        synopsisSubcommandLabel = "COMMAND")
final class NegativesCommand {}
