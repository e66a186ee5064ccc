package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import dev.signalbox.protocol.ErrorCode;

import io.javalin.Javalin;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

class OpenApiTest {
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    /// For people, and no part of the interface.
    private static final Set<String> PAGES = Set.of("GET " + DocsPage.PATH, "GET " + Pages.SIGN_IN);

    private final ApiFile api = ApiFile.served("openapi.yaml");

    @ParameterizedTest
    @ValueSource(strings = {"openapi.yaml", "asyncapi.yaml"})
    void everyReferenceLeadsSomewhere(String file) {
        var described = ApiFile.served(file);
        assertThat(described.references())
                .isNotEmpty()
                .allMatch(it -> it.startsWith("#/"))
                .noneMatch(it -> described.target(it).isMissingNode());
    }

    /// By somebody else's reading of the standard.
    @Test
    void aParserOfTheStandardFindsNoFault() {
        var text = new String(Resources.read("openapi.yaml"), StandardCharsets.UTF_8);
        var options = new ParseOptions();
        options.setResolve(true);
        var parsed = new OpenAPIV3Parser().readContents(text, null, options);
        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getPaths()).hasSizeGreaterThan(20);
        var broken =
                new OpenAPIV3Parser()
                        .readContents(text.replace("in: path", "in: nowhere"), null, options);
        assertThat(broken.getMessages()).as("a fault that it must find").isNotEmpty();
    }

    @Test
    void everySchemaIsOne() {
        var meta =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(
                                SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        for (var schema : api.root().at("/components/schemas").properties()) {
            assertThat(meta.validate(schema.getValue())).as(schema.getKey()).isEmpty();
        }
    }

    @Test
    void everyOperationIsWhole() {
        var ids = new HashSet<String>();
        for (var operation : api.operations()) {
            String name = operation.name();
            assertThat(ids.add(operation.node().path("operationId").asString("")))
                    .as(name)
                    .isTrue();
            assertThat(operation.node().path("summary").asString("")).as(name).isNotEmpty();
            Pattern.compile("\\{(\\w+)}")
                    .matcher(operation.path())
                    .results()
                    .forEach(it ->
                            assertThat(api.hasParameter(operation, it.group(1))).as(name).isTrue());
            for (var response : operation.node().path("responses")) {
                assertThat(api.resolve(response).path("description").asString(""))
                        .as(name)
                        .isNotEmpty();
            }
        }
    }

    @Test
    void thePathsAreThoseThatTheServerHas() {
        var described =
                api.operations().stream().map(ApiFile.Operation::name).collect(Collectors.toSet());
        assertThat(described).isEqualTo(routes());
    }

    private static Set<String> routes() {
        try (var server = new TestServer()) {
            return Javalin.create(new Routes(server.server.shared())::configure)
                    .unsafe
                    .internalRouter
                    .allHttpHandlers()
                    .stream()
                    .map(it -> it.endpoint.method.name() + " " + it.endpoint.path)
                    .filter(it -> METHODS.contains(it.substring(0, it.indexOf(' '))))
                    .filter(it -> PAGES.stream().noneMatch(it::startsWith))
                    .filter(it -> !it.startsWith("GET ") || !isOfConsole(it.substring(4)))
                    .collect(Collectors.toSet());
        }
    }

    private static boolean isOfConsole(String path) {
        return path.equals(ConsolePages.HOME)
                || path.equals(ConsolePages.ICON)
                || path.startsWith(ConsolePages.ASSETS)
                || ConsolePages.ROUTES.contains(path);
    }

    @Test
    void theCodesAreThoseThatThereAre() {
        List<String> described =
                api.root()
                        .at("/components/schemas/ErrorCode/enum")
                        .valueStream()
                        .map(it -> it.stringValue())
                        .toList();
        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::name).toList());
        for (var response : api.root().at("/components/responses").properties()) {
            assertThat(
                            response.getValue()
                                    .at("/content/application~1problem+json/schema")
                                    .at("/properties/code/enum")
                                    .valueStream()
                                    .map(it -> it.stringValue()))
                    .as(response.getKey())
                    .isNotEmpty()
                    .isSubsetOf(described);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openapi.yaml", "asyncapi.yaml"})
    void theDescriptionsAreOpenToEverybody(String file) {
        try (var server = new TestServer()) {
            var reply = server.send(HttpRequest.newBuilder(server.uri("/" + file)).build());
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.http().body()).startsWith(file.substring(0, file.indexOf('.')) + ":");
        }
    }
}
