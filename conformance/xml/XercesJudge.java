import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.w3c.dom.DOMImplementation;
import org.w3c.dom.bootstrap.DOMImplementationRegistry;
import org.w3c.dom.ls.DOMImplementationLS;
import org.w3c.dom.ls.LSInput;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.ext.DefaultHandler2;

/**
 * What the XML parser and the schema processor of the JDK (Xerces) say to documents.
 *
 * <p>{@code java XercesJudge.java SCHEMAS} compiles every schema below the folder, one a namespace, then reads
 * documents from standard input, each a length (four bytes, the highest first) and as many bytes. Of each it prints
 * one line: {@code valid}, {@code invalid LINE:COLUMN MESSAGE}, {@code malformed LINE:COLUMN MESSAGE}, or
 * {@code broken MESSAGE} where the processor itself fails; with {@code doctype } before it where the document has a
 * document type declaration. Nothing is fetched.
 */
public final class XercesJudge {
    private static final Pattern TARGET = Pattern.compile("targetNamespace\\s*=\\s*[\"']([^\"']*)[\"']");

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ENGLISH);
        Schema schema = compile(Path.of(arguments[0]));
        SAXParserFactory factory = SAXParserFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setSchema(schema);
        SAXParser parser = factory.newSAXParser();

        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in, 1 << 16));
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, StandardCharsets.UTF_8);
        while (true) {
            byte[] document;
            try {
                document = new byte[in.readInt()];
                in.readFully(document);
            } catch (EOFException end) {
                break;
            }
            out.println(judge(parser, document));
        }
        out.flush();
    }

    private static String judge(SAXParser parser, byte[] document) {
        Verdict verdict = new Verdict();
        String broken = null;
        try {
            parser.getXMLReader().setProperty("http://xml.org/sax/properties/lexical-handler", verdict);
            parser.parse(new ByteArrayInputStream(document), verdict);
        } catch (SAXParseException fault) {
            verdict.malformed = place(fault);
        } catch (IOException fault) {
            // Bytes that are no text in the encoding, or an encoding that the JDK does not know.
            verdict.malformed = "0:0 " + fault.getMessage();
        } catch (SAXException | RuntimeException fault) {
            broken = fault.toString();
        }
        String line;
        if (broken != null) {
            line = "broken " + broken;
        } else if (verdict.malformed != null) {
            line = "malformed " + verdict.malformed;
        } else if (verdict.invalid != null) {
            line = "invalid " + verdict.invalid;
        } else {
            line = "valid";
        }
        return (verdict.hasDoctype ? "doctype " : "") + line.replaceAll("\\s", " ");
    }

    private static String place(SAXParseException fault) {
        return fault.getLineNumber() + ":" + fault.getColumnNumber() + " " + fault.getMessage();
    }

    /** Keeps the first fault of either sort. */
    private static final class Verdict extends DefaultHandler2 {
        private boolean hasDoctype;
        private String invalid;
        private String malformed;

        @Override
        public void startDTD(String name, String publicId, String systemId) {
            hasDoctype = true;
        }

        @Override
        public InputSource resolveEntity(String name, String publicId, String baseUri, String systemId) {
            return new InputSource(new StringReader(""));
        }

        @Override
        public void error(SAXParseException fault) {
            if (invalid == null) {
                invalid = place(fault);
            }
        }

        @Override
        public void fatalError(SAXParseException fault) throws SAXException {
            throw fault;
        }
    }

    private static Schema compile(Path root) throws Exception {
        TreeMap<String, Path> schemas = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            List<Path> files = walk.filter(path -> path.toString().endsWith(".xsd")).sorted().toList();
            for (Path file : files) {
                Matcher target = TARGET.matcher(Files.readString(file));
                if (target.find()) {
                    schemas.putIfAbsent(target.group(1), file);
                }
            }
        }
        DOMImplementation dom = DOMImplementationRegistry.newInstance().getDOMImplementation("LS 3.0");
        SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        // Imports are resolved by namespace alone: the locations in the schemas are not where the files are.
        factory.setResourceResolver((type, namespace, publicId, systemId, baseUri) -> {
            Path file = schemas.get(namespace);
            if (file == null) {
                throw new IllegalStateException("no schema for " + namespace);
            }
            LSInput input = ((DOMImplementationLS) dom).createLSInput();
            input.setSystemId(file.toUri().toString());
            try {
                input.setByteStream(Files.newInputStream(file));
            } catch (IOException fault) {
                throw new IllegalStateException(fault);
            }
            return input;
        });
        return factory.newSchema(
            schemas.values().stream().map(file -> new StreamSource(file.toUri().toString())).toArray(StreamSource[]::new));
    }
}
