package org.upgradefilter.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table of floors of ARCHITECTURE.md, and the rules that go with it. */
@AnalyzeClasses(
        packages = ArchitectureTest.ROOT,
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    static final String ROOT = "org.upgradefilter";

    private static final String[] FLOORS_1_TO_3 = {
        ROOT + ".policy..",
        ROOT + ".protocol..",
        ROOT + ".exchange..",
        ROOT + ".negotiation..",
        ROOT + ".websocket..",
        ROOT + ".http2..",
        ROOT + ".http1..",
        ROOT + ".tls.."
    };

    // Without the dots: what is below jetty knows no servlet. Coyote itself links to two types.
    private static final String[] KNOW_SERVLETS = {
        ROOT + ".servlet..",
        ROOT + ".tomcat",
        ROOT + ".tomcat.coyote",
        ROOT + ".jetty",
        ROOT + ".undertow",
        ROOT + ".glassfish"
    };

    private static final String[] KNOW_TLS = {
        ROOT + ".tls..",
        ROOT + ".stack..",
        ROOT + ".servlet..",
        ROOT + ".tomcat..",
        ROOT + ".jetty..",
        ROOT + ".undertow..",
        ROOT + ".glassfish.."
    };

    @ArchTest
    static final ArchRule importsGoDownOnly =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .withOptionalLayers(true)
                    .ensureAllClassesAreContainedInArchitecture()
                    .layer("http")
                    .definedBy(ROOT + ".http..")
                    .layer("io")
                    .definedBy(ROOT + ".io..")
                    .layer("policy")
                    .definedBy(ROOT + ".policy..")
                    .layer("protocol")
                    .definedBy(ROOT + ".protocol..")
                    .layer("exchange")
                    .definedBy(ROOT + ".exchange..")
                    .layer("negotiation")
                    .definedBy(ROOT + ".negotiation..")
                    .layer("websocket")
                    .definedBy(ROOT + ".websocket..")
                    .layer("http2")
                    .definedBy(ROOT + ".http2..")
                    .layer("http1")
                    .definedBy(ROOT + ".http1..")
                    .layer("tls")
                    .definedBy(ROOT + ".tls..")
                    .layer("stack")
                    .definedBy(ROOT + ".stack..")
                    .layer("takeover")
                    .definedBy(ROOT + ".takeover..")
                    .layer("tomcat.coyote")
                    .definedBy(ROOT + ".tomcat.coyote..")
                    .layer("jetty.connector")
                    .definedBy(ROOT + ".jetty.connector..")
                    .layer("servlet")
                    .definedBy(ROOT + ".servlet..")
                    .layer("tomcat")
                    .definedBy(ROOT + ".tomcat")
                    .layer("jetty")
                    .definedBy(ROOT + ".jetty")
                    .layer("undertow")
                    .definedBy(ROOT + ".undertow")
                    .layer("glassfish")
                    .definedBy(ROOT + ".glassfish")
                    .layer("tomcat.server")
                    .definedBy(ROOT + ".tomcat.server..")
                    .layer("jetty.server")
                    .definedBy(ROOT + ".jetty.server..")
                    .whereLayer("http")
                    .mayNotAccessAnyLayer()
                    .whereLayer("io")
                    .mayNotAccessAnyLayer()
                    .whereLayer("policy")
                    .mayOnlyAccessLayers("http")
                    .whereLayer("protocol")
                    .mayOnlyAccessLayers("http", "io")
                    .whereLayer("exchange")
                    .mayOnlyAccessLayers("http", "io")
                    .whereLayer("negotiation")
                    .mayOnlyAccessLayers("policy", "protocol", "http")
                    .whereLayer("websocket")
                    .mayOnlyAccessLayers("protocol", "io", "http")
                    .whereLayer("http2")
                    .mayOnlyAccessLayers("protocol", "exchange", "io", "http")
                    .whereLayer("http1")
                    .mayOnlyAccessLayers("protocol", "exchange", "io", "http")
                    .whereLayer("tls")
                    .mayOnlyAccessLayers("protocol", "io", "http")
                    .whereLayer("stack")
                    .mayOnlyAccessLayers(upTo(3))
                    .whereLayer("takeover")
                    .mayOnlyAccessLayers("protocol", "io", "http")
                    .whereLayer("servlet")
                    .mayOnlyAccessLayers(upTo(4))
                    .whereLayer("tomcat.coyote")
                    .mayOnlyAccessLayers("takeover", "exchange", "protocol", "io", "http")
                    .whereLayer("jetty.connector")
                    .mayOnlyAccessLayers("takeover", "exchange", "protocol", "io", "http")
                    .whereLayer("tomcat")
                    .mayOnlyAccessLayers(upTo(5, "tomcat.coyote"))
                    .whereLayer("jetty")
                    .mayOnlyAccessLayers(upTo(5, "jetty.connector"))
                    .whereLayer("undertow")
                    .mayOnlyAccessLayers(upTo(5))
                    .whereLayer("glassfish")
                    .mayOnlyAccessLayers(upTo(5))
                    .whereLayer("tomcat.server")
                    .mayOnlyAccessLayers(upTo(4, "tomcat.coyote"))
                    .whereLayer("jetty.server")
                    .mayOnlyAccessLayers(upTo(4, "jetty.connector"));

    @ArchTest
    static final ArchRule packagesAreFreeOfCycles =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule protocolsDoNotKnowEachOther =
            slices().matching(ROOT + ".(websocket|http2|http1|tls)..")
                    .should()
                    .notDependOnEachOther();

    @ArchTest
    static final ArchRule onlyTheUpperFloorsKnowServlets =
            noClasses()
                    .that(not(resideInAnyPackage(KNOW_SERVLETS)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jakarta.servlet..");

    @ArchTest
    static final ArchRule onlyTlsAndTheFloorsAboveItKnowSsl =
            noClasses()
                    .that(not(resideInAnyPackage(KNOW_TLS)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("javax.net.ssl..");

    @ArchTest
    static final ArchRule onlyTomcatKnowsTomcat =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + ".tomcat..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache..");

    @ArchTest
    static final ArchRule onlyJettyKnowsJetty =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOT + ".jetty..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.eclipse.jetty..");

    @ArchTest
    static final ArchRule nobodyKnowsTheContainersButThemselves =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            ROOT + ".tomcat..",
                            ROOT + ".jetty..",
                            ROOT + ".undertow..",
                            ROOT + ".glassfish..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            ROOT + ".tomcat..",
                            ROOT + ".jetty..",
                            ROOT + ".undertow..",
                            ROOT + ".glassfish..");

    @ArchTest
    static final ArchRule floors1To3HoldNoLock =
            noClasses()
                    .that()
                    .resideInAnyPackage(FLOORS_1_TO_3)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("java.util.concurrent.locks..")
                    .orShould()
                    .dependOnClassesThat()
                    .belongToAnyOf(
                            CountDownLatch.class,
                            CyclicBarrier.class,
                            Semaphore.class,
                            BlockingQueue.class);

    /** {@code SendStage} is what an application waits on; nobody else calls it. */
    @ArchTest
    static final ArchRule floors1To3DoNotWait =
            noClasses()
                    .that()
                    .resideInAnyPackage(FLOORS_1_TO_3)
                    .and()
                    .doNotHaveSimpleName("SendStage")
                    .should()
                    .callMethodWhere(
                            target(nameMatching("get|join"))
                                    .and(targetOwner(assignableTo(Future.class))))
                    .orShould()
                    .callMethodWhere(target(nameMatching("wait|notify|notifyAll")));

    /** To ask which thread is here is no harm; to make one, or to make it do anything, is. */
    @ArchTest
    static final ArchRule floors1To3CommandNoThread =
            noClasses()
                    .that()
                    .resideInAnyPackage(FLOORS_1_TO_3)
                    .should()
                    .beAssignableTo(Thread.class)
                    .orShould()
                    .accessTargetWhere(
                            targetOwner(assignableTo(Thread.class))
                                    .and(not(target(nameMatching("currentThread")))));

    @ArchTest
    static final ArchRule floors1To3HaveNoSynchronizedMethod =
            methods()
                    .that()
                    .areDeclaredInClassesThat()
                    .resideInAnyPackage(FLOORS_1_TO_3)
                    .should()
                    .notHaveModifier(JavaModifier.SYNCHRONIZED);

    /** ArchUnit does not see blocks. */
    @ArchTest
    static void floors1To3HaveNoSynchronizedBlock(JavaClasses classes) throws IOException {
        List<String> found = new ArrayList<>();
        int read = 0;
        for (String floor : FLOORS_1_TO_3) {
            String directory = floor.replace("..", "").replace('.', '/');
            for (Path source : sources(Path.of("src/main/java", directory))) {
                read++;
                if (SYNCHRONIZED.matcher(withoutComments(Files.readString(source))).find()) {
                    found.add(source.toString());
                }
            }
        }
        assertTrue(read > 0, "the sources are not where they were");
        assertEquals(List.of(), found);
    }

    @ArchTest
    static final ArchRule namesSayWhatThingsAre =
            noClasses()
                    .should()
                    .haveNameMatching(
                            ".*(Impl|Manager|Helper|Utils?|Base|Abstract|Default|Data|Info"
                                    + "|Processor)(?![a-z]).*");

    @ArchTest
    static final ArchRule packagesSayWhatTheyAreAbout =
            noClasses()
                    .should()
                    .resideInAnyPackage(
                            ROOT + "..util..",
                            ROOT + "..common..",
                            ROOT + "..internal..",
                            ROOT + "..impl..",
                            ROOT + "..core..");

    private static final Pattern SYNCHRONIZED = Pattern.compile("\\bsynchronized\\b");

    private static final Pattern COMMENT_OR_STRING =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"(?:\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);

    private static String withoutComments(String source) {
        return COMMENT_OR_STRING.matcher(source).replaceAll("");
    }

    private static List<Path> sources(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> path.toString().endsWith(".java")).toList();
        }
    }

    /** The packages of the lowest floors, up to and including {@code floor}. */
    private static String[] upTo(int floor, String... own) {
        List<List<String>> floors =
                List.of(
                        List.of("http", "io"),
                        List.of("policy", "protocol", "exchange"),
                        List.of("negotiation"),
                        List.of("websocket", "http2", "http1", "tls"),
                        List.of("stack", "takeover"),
                        List.of("servlet"));
        return Stream.concat(
                        floors.subList(0, floor + 1).stream().flatMap(List::stream), Stream.of(own))
                .toArray(String[]::new);
    }
}
