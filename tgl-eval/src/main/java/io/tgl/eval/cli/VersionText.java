package io.tgl.eval.cli;

import io.tgl.core.base.Provenance;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        Provenance here = Provenance.current("", 1);
        return new String[] {
            "tgl " + here.version(), "commit  " + here.commit(), "JDK     " + here.javaVersion(),
        };
    }
}
