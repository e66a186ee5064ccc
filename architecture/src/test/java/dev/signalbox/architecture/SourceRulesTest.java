package dev.signalbox.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Set;

/// The rules themselves, each on a text that breaks it and one that does not.
class SourceRulesTest {
    @Test
    void theForbiddenWordIsFoundInEveryKindOfName() {
        assertThat(SourceRules.names(file("class SandboxThing {}"))).hasSize(1);
        assertThat(SourceRules.names(file("class A { int theSandBox; }"))).hasSize(1);
        assertThat(SourceRules.names(file("class A { void inSandbox(int x) {} }"))).hasSize(1);
        assertThat(SourceRules.names(file("class A { void a() { var sandbox = 1; } }"))).hasSize(1);
        assertThat(SourceRules.names(file("record A(String sandboxId) {}"))).isNotEmpty();
        assertThat(SourceRules.names(file("enum A { SANDBOX }"))).hasSize(1);
        assertThat(SourceRules.names(file("package a.sandbox.b;\nclass A {}"))).hasSize(1);
        assertThat(SourceRules.names(file("class A { String a = \"sandbox\"; }"))).isEmpty();
    }

    @Test
    void theForbiddenWordIsFoundInWireNamesAndComments() {
        assertThat(SourceRules.words(file("@JsonTypeName(\"sandbox:x\") class A {}"))).hasSize(1);
        assertThat(SourceRules.words(file("/// The Sandbox.\nclass A {}"))).hasSize(1);
        assertThat(SourceRules.words(file("class A { String a = \"box\"; }"))).isEmpty();
    }

    @Test
    void inAgentTheForbiddenWordMayBePartOfAForeignName() {
        var literal = "class A { String a = \"IS_SANDBOX\"; }";
        assertThat(SourceRules.words(agent(literal))).isEmpty();
        assertThat(SourceRules.words(agent(literal + "// sandbox"))).hasSize(1);
        assertThat(SourceRules.words(file(literal))).hasSize(1);
    }

    @Test
    void aForeignFlagIsFoundAloneAndInTheMiddleOfACommand() {
        var own = Set.of("--session-dir");
        assertThat(flags("\"--output-format\"", own)).hasSize(1);
        assertThat(flags("\"claude -p --verbose\"", own)).hasSize(1);
        assertThat(flags("\"--mcp-config=x\"", own)).hasSize(1);
        assertThat(flags("\"\"\"\n run --print\n\"\"\"", own)).hasSize(1);
        assertThat(flags("\"--session-dir\"", own)).isEmpty();
        assertThat(flags("\"a--b\" + \"--\" + \"-----BEGIN\" + \"-p\"", own)).isEmpty();
    }

    @Test
    void aForeignVariableIsFound() {
        assertThat(flags("\"set ANTHROPIC_API_KEY\"", Set.of())).hasSize(1);
        assertThat(flags("\"CLAUDE_CONFIG_DIR\"", Set.of())).hasSize(1);
        assertThat(flags("\"SIGNALBOX_URL\"", Set.of())).isEmpty();
    }

    @Test
    void inAgentForeignFlagsAreAtHome() {
        var source = agent("class A { String a = \"--verbose\" + \"ANTHROPIC_API_KEY\"; }");
        assertThat(SourceRules.foreignFlags(source, Set.of())).isEmpty();
    }

    @Test
    void ourOwnCommandsAndTheirOptionsAreKnownByTheirAnnotations() {
        var source =
                file(
                        "class A { @Option(names = {\"-d\", \"--data\"}, description = \"x\") int a;"
                                + " @CommandLine.Option(names = \"--url\") int b; }");
        assertThat(source.optionNames()).containsExactly("-d", "--data", "--url");
        assertThat(file("@Command(name = \"ls\", header = \"x\") class A {}").commandNames())
                .containsExactly("ls");
    }

    @Test
    void aLongFileIsFoundAndAListedOneMayOnlyShrink() {
        var longer = file("class A {" + "\n".repeat(360) + "}");
        assertThat(SourceRules.fileSize(longer, Map.of())).hasSize(1);
        assertThat(SourceRules.fileSize(longer, Map.of(longer.path(), 361))).isEmpty();
        assertThat(SourceRules.fileSize(longer, Map.of(longer.path(), 360))).hasSize(1);
        assertThat(SourceRules.fileSize(longer, Map.of(longer.path(), 400))).hasSize(1);
        assertThat(SourceRules.fileSize(file("class A {}"), Map.of())).isEmpty();
    }

    @Test
    void aLongMethodIsFound() {
        var body = "class A { void a() {" + "\n".repeat(70) + "} void b() {} }";
        assertThat(SourceRules.methodSize(file(body)))
                .containsExactly("runtime/A.java:1 a has 71 lines");
    }

    @Test
    void aPackageWithoutItsMarkIsFound() {
        var marked = file("/// A.\n@NullMarked\npackage a;\n");
        assertThat(SourceRules.isNullMarked(marked)).isTrue();
        assertThat(SourceRules.isNullMarked(file("/// A.\npackage a;\n"))).isFalse();
    }

    @Test
    void aFileThatDoesNotParseIsNoFileWithoutFaults() {
        assertThatThrownBy(() -> file("class {")).isInstanceOf(IllegalStateException.class);
    }

    private static Iterable<String> flags(String expression, Set<String> own) {
        return SourceRules.foreignFlags(file("class A { String a = " + expression + "; }"), own);
    }

    private static SourceFile file(String text) {
        return Sources.parse("runtime/A.java", text);
    }

    private static SourceFile agent(String text) {
        return Sources.parse("agent/A.java", text);
    }
}
