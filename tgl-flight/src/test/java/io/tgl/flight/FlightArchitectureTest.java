package io.tgl.flight;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.function.Predicate;

/** The rules of the design for this module; those of the modules below it are in tgl-eval. */
@AnalyzeClasses(packages = "io.tgl", importOptions = ImportOption.DoNotIncludeTests.class)
class FlightArchitectureTest {
    private static final Set<String> BELOW =
            Set.of("io.tgl.models.live", "io.tgl.models.wire", "io.tgl.models.model", "io.tgl.models.query");

    private static DescribedPredicate<JavaClass> ours(String what, Predicate<String> packages) {
        return DescribedPredicate.describe(what, used -> packages.test(used.getPackageName()));
    }

    @ArchTest
    static final ArchRule USES_CORE_AND_THE_LIVE_PREDICTOR = noClasses()
            .that()
            .resideInAPackage("io.tgl.flight")
            .should()
            .dependOnClassesThat(ours(
                    "are others of the library",
                    name -> name.startsWith("io.tgl.")
                            && !name.equals("io.tgl.flight")
                            && !name.startsWith("io.tgl.core.")
                            && !BELOW.contains(name)));

    @ArchTest
    static final ArchRule NOTHING_ELSE_KNOWS_FLIGHT = noClasses()
            .that()
            .resideOutsideOfPackage("io.tgl.flight")
            .should()
            .dependOnClassesThat(ours(
                    "are of Flight, gRPC or netty",
                    name -> name.equals("io.tgl.flight")
                            || name.startsWith("org.apache.arrow.flight")
                            || name.startsWith("io.grpc")
                            || name.startsWith("io.netty")));

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_PRINTS = noClasses()
            .that()
            .resideInAPackage("io.tgl.flight")
            .and()
            .doNotHaveFullyQualifiedName("io.tgl.flight.FlightCommand")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule NOBODY_SLEEPS = noClasses()
            .that()
            .resideInAPackage("io.tgl.flight")
            .should()
            .accessTargetWhere(DescribedPredicate.describe(
                    "it is Thread.sleep",
                    (JavaAccess<?> access) -> access.getTargetOwner().getName().equals("java.lang.Thread")
                            && access.getName().equals("sleep")));
}
