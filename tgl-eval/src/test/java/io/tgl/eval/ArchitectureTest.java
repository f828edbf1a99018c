package io.tgl.eval;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The rules of the design that a compiler does not know, over the classes of all modules. */
@AnalyzeClasses(packages = "io.tgl", importOptions = ArchitectureTest.Ours.class)
class ArchitectureTest {
    private static final String TEMPLATES = "io.tgl.eval.report.template";

    /** From the ground up; a package uses only what stands on a lower floor. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("core.base"),
            Set.of("core.random", "core.parallel"),
            Set.of("core.kernel"),
            Set.of("core.event"),
            Set.of("core.graph", "core.tensor"),
            Set.of("core.tensor.op"),
            Set.of("core.nn", "core.optim", "core.memory", "core.io", "core.nd4j"),
            Set.of("models.query", "datasets.format", "datasets.synthetic", "datasets.fetch", "datasets.statistics"),
            Set.of("models.head"),
            Set.of("models.model", "datasets.catalog"),
            Set.of(
                    "models.heuristic",
                    "models.memory",
                    "models.attention",
                    "models.mixer",
                    "models.walk",
                    "models.snapshot"),
            Set.of("models.audit", "models.registry", "models.exchange"),
            Set.of("models.live"),
            Set.of("models.wire"),
            Set.of("eval.metric", "eval.split", "eval.negative"),
            Set.of("eval.record"),
            Set.of("eval.task", "eval.report"),
            Set.of("eval.train"),
            Set.of("eval.protocol"),
            Set.of("eval.live"),
            Set.of("eval.cli"));

    private static final Set<String> INEXACT = Set.of(
            "exp", "expm1", "log", "log10", "log1p", "pow", "sin", "cos", "tan", "asin", "acos", "atan", "atan2",
            "sinh", "cosh", "tanh", "cbrt", "hypot");

    private static final Set<String> RANDOM = Set.of(
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.concurrent.ThreadLocalRandom",
            "java.security.SecureRandom");

    /** Neither tests nor what the template compiler writes. */
    static final class Ours implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/")
                    && !location.contains("-tests.jar")
                    && !location.contains("/" + TEMPLATES.replace('.', '/') + "/");
        }
    }

    @ArchTest
    static final ArchRule PACKAGES_USE_ONLY_LOWER_FLOORS = classes()
            .should(new ArchCondition<JavaClass>("use only packages on lower floors") {
                @Override
                public void check(JavaClass user, ConditionEvents events) {
                    int floor = floor(user.getPackageName());
                    if (floor < 0) {
                        events.add(SimpleConditionEvent.violated(
                                user, user.getName() + " is in no package of the design"));
                    }
                    for (Dependency use : user.getDirectDependenciesFromSelf()) {
                        String used =
                                use.getTargetClass().getBaseComponentType().getPackageName();
                        boolean other = used.startsWith("io.tgl.") && !used.equals(user.getPackageName());
                        if (other && !used.startsWith(TEMPLATES) && !allowed(user.getPackageName(), used)) {
                            events.add(SimpleConditionEvent.violated(use, use.getDescription()));
                        }
                    }
                }
            });

    private static boolean allowed(String user, String used) {
        boolean sideBySide = user.startsWith("io.tgl.models.") && used.startsWith("io.tgl.datasets.")
                || user.startsWith("io.tgl.datasets.") && used.startsWith("io.tgl.models.");
        return !sideBySide && floor(used) >= 0 && floor(used) < floor(user);
    }

    private static int floor(String packageName) {
        for (int f = 0; f < FLOORS.size(); f++) {
            if (FLOORS.get(f).contains(packageName.substring("io.tgl.".length()))) {
                return f;
            }
        }
        return -1;
    }

    @ArchTest
    static final ArchRule NO_CIRCLES = slices().matching("io.tgl.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_INTRINSIC_THAT_DIFFERS_BETWEEN_MACHINES = noClasses()
            .should()
            .accessTargetWhere(DescribedPredicate.describe(
                    "it is a transcendental function of java.lang.Math",
                    (JavaAccess<?> access) -> access.getTargetOwner().getName().equals("java.lang.Math")
                            && INEXACT.contains(access.getName())));

    @ArchTest
    static final ArchRule NO_REDUCTION_WHOSE_ORDER_CHANGES = noClasses()
            .should()
            .accessTargetWhere(DescribedPredicate.describe(
                    "it is a lane reduction of the Vector API",
                    (JavaAccess<?> access) -> access.getTargetOwner().getName().startsWith("jdk.incubator.vector.")
                            && access.getName().startsWith("reduceLanes")));

    @ArchTest
    static final ArchRule NO_OTHER_RANDOMNESS = noClasses()
            .should()
            .dependOnClassesThat(DescribedPredicate.describe(
                    "are random generators of the JDK", (JavaClass used) -> RANDOM.contains(used.getName())))
            .orShould()
            .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule ONLY_THE_COMMAND_LINE_PRINTS = noClasses()
            .that()
            .resideOutsideOfPackage("io.tgl.eval.cli")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule NOBODY_SLEEPS = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule FASTUTIL_STAYS_INSIDE = classes().should(notExpose("it.unimi.dsi."));

    @ArchTest
    static final ArchRule ARROW_STAYS_AT_THE_EDGE = classes()
            .that()
            .resideOutsideOfPackages("io.tgl.core.io", "io.tgl.models.wire")
            .should(notExpose("org.apache.arrow."));

    @ArchTest
    static final ArchRule ND4J_STAYS_IN_ITS_BRIDGE = noClasses()
            .that()
            .resideOutsideOfPackage("io.tgl.core.nd4j")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.bytedeco..");

    @ArchTest
    static final ArchRule THE_COMMAND_LINES_LIBRARIES_ARE_ITS_OWN = noClasses()
            .that()
            .resideOutsideOfPackage("io.tgl.eval.cli")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "me.tongfei..", "ch.qos.logback..");

    @ArchTest
    static final ArchRule NO_NULL_CROSSES_A_PACKAGE = classes()
            .should(new ArchCondition<JavaClass>("be in a @NullMarked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                        events.add(SimpleConditionEvent.violated(type, type.getPackageName() + " is not @NullMarked"));
                    }
                }
            });

    private static ArchCondition<JavaClass> notExpose(String library) {
        return new ArchCondition<>("not have types of " + library + " in signatures that others see") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getModifiers().contains(JavaModifier.PUBLIC)) {
                    return;
                }
                type.getMembers().stream()
                        .filter(ArchitectureTest::isVisible)
                        .filter(member -> signature(member)
                                .anyMatch(used ->
                                        used.getBaseComponentType().getName().startsWith(library)))
                        .forEach(member -> events.add(SimpleConditionEvent.violated(
                                member, member.getDescription() + " exposes " + library)));
            }
        };
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaClass> signature(JavaMember member) {
        return switch (member) {
            case JavaCodeUnit unit ->
                Stream.concat(Stream.of(unit.getRawReturnType()), unit.getRawParameterTypes().stream());
            case JavaField field -> Stream.of(field.getRawType());
            default -> Stream.empty();
        };
    }
}
