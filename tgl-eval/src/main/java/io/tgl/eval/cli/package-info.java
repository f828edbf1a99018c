/**
 * The command line {@code tgl}: options, messages, progress, exit codes; one command a file. What a command does lives
 * below. May use everything of this module, picocli, the progress bar and logback (optional dependencies: who imports the
 * harness does not get them). The only package that prints.
 */
@NullMarked
package io.tgl.eval.cli;

import org.jspecify.annotations.NullMarked;
