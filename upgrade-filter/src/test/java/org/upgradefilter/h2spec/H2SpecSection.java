package org.upgradefilter.h2spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.DynamicTest;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A section of h2spec's report.
 *
 * @param name with its number, after the specification it is of
 */
record H2SpecSection(String name, List<Case> cases) {

    /**
     * A case.
     *
     * @param failure what was expected and what was seen instead; empty if it has passed
     */
    record Case(String title, String failure) {

        DynamicTest test() {
            return DynamicTest.dynamicTest(title, () -> assertEquals("", failure, title));
        }
    }

    static List<H2SpecSection> read(Path report) throws IOException {
        try {
            Element root =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(report.toFile())
                            .getDocumentElement();
            return children(root, "testsuite").map(H2SpecSection::section).toList();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("h2spec's report is not readable", e);
        }
    }

    private static H2SpecSection section(Element suite) {
        String specification = suite.getAttribute("package").replaceFirst("/.*", "");
        return new H2SpecSection(
                specification + " " + suite.getAttribute("name"),
                children(suite, "testcase").map(H2SpecSection::testCase).toList());
    }

    /** What it has to say beneath a case is why that has not passed. */
    private static Case testCase(Element element) {
        List<Element> beneath = children(element, "*").toList();
        String failure =
                beneath.isEmpty()
                        ? ""
                        : beneath.get(0).getTagName() + ": " + element.getTextContent().strip();
        return new Case(element.getAttribute("classname"), failure);
    }

    private static Stream<Element> children(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter((Node node) -> node.getParentNode() == parent)
                .map(Element.class::cast);
    }
}
