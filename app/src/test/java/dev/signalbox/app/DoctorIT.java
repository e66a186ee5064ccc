package dev.signalbox.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.agent.Agents;
import dev.signalbox.protocol.ProtocolJson;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `signalbox doctor` on hosts in several states.
class DoctorIT {
    private static final String[] DOCTOR = {"doctor", "--port", "0"};

    @TempDir Path folder;

    private Distribution signalbox;
    private Path bin;
    private Path home;

    @BeforeEach
    void prepare() throws IOException {
        bin = Scripts.bareTools(folder.resolve("bin"));
        home = Files.createDirectory(folder.resolve("home"));
        signalbox =
                new Distribution(folder).with("PATH", bin.toString()).with("HOME", home.toString());
    }

    @AfterEach
    void end() {
        signalbox.close();
    }

    /// The line about something, which there is once.
    private static String line(List<String> lines, String about) {
        var found = lines.stream().filter(line -> line.matches("(ok|--|!!)  " + about + " .*"));
        return found.reduce((_, _) -> "twice: " + about).orElse("no line about " + about);
    }

    @Test
    void onABareHostEverythingThatIsNeededIsThereAndTheRestIsSaid() throws Exception {
        var temporary = Files.createDirectory(folder.resolve("temporary"));
        signalbox.with("SIGNALBOX_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);

        var lines = signalbox.run(DOCTOR).succeeded().lines();

        assertThat(line(lines, "signalbox")).startsWith("ok").contains("0.1.0 on Java 25");
        assertThat(line(lines, "data")).startsWith("ok").contains("can be made");
        assertThat(line(lines, "configuration")).startsWith("ok");
        assertThat(line(lines, "server")).startsWith("ok").contains("none runs here");
        assertThat(line(lines, "session")).startsWith("ok").contains("ran and was deleted");
        assertThat(line(lines, "containment")).containsPattern("cgroup[12] in /|markers: ");
        assertThat(line(lines, "npm")).startsWith("--").contains("not found");
        for (var agent : Agents.all().keySet()) {
            assertThat(line(lines, agent)).doesNotContain("no line", "twice", "!!");
        }
        assertThat(line(lines, "claude")).startsWith("--").contains("is not installed");
        assertThat(lines.subList(lines.indexOf("What to do:"), lines.size()))
                .anyMatch(line -> line.matches(" +npm +install Node.*"))
                .anyMatch(line -> line.matches(" +claude +.*signalbox agents install claude.*"));
        assertThat(temporary).isEmptyDirectory();
        assertThat(signalbox.data()).doesNotExist();
    }

    private ObjectNode json(int status) throws Exception {
        var result = signalbox.run("doctor", "--port", "0", "--json");
        assertThat(result.exit()).as(result.toString()).isEqualTo(status);
        return ProtocolJson.readObject(result.stdout());
    }

    @Test
    void programsMayReadItToo() throws Exception {
        var report = json(0);

        assertThat(report.path("ok").asBoolean()).isTrue();
        assertThat(report.path("checks").findValuesAsString("about"))
                .contains("signalbox", "data", "session", "git", "demo", "claude");
        assertThat(report.path("checks").findValuesAsString("status"))
                .contains("ok", "note")
                .doesNotContain("broken");
        assertThat(report.path("agents").findValuesAsString("name"))
                .containsExactlyElementsOf(Agents.all().keySet());
    }

    @Test
    void anotherVersionThanTheOneThatIsTestedWithIsNoted() throws Exception {
        var claude = Scripts.program(folder.resolve("opt/claude"), "9.8.7");
        signalbox.configure("agents.claude { path = " + claude + ", login = host }");
        var noKey = signalbox.run(DOCTOR).succeeded();
        assertThat(line(noKey.lines(), "claude")).startsWith("--").contains("9.8.7 " + claude);
        assertThat(noKey.stdout()).contains("has no key").contains("sign in once");

        signalbox.with("ANTHROPIC_API_KEY", "hunter2");
        var withKey = signalbox.run(DOCTOR).succeeded();

        assertThat(line(withKey.lines(), "claude"))
                .startsWith("ok")
                .contains("9.8.7 " + claude)
                .contains("tested with 2.1.330");
        assertThat(withKey.stdout()).doesNotContain("hunter2");
    }

    @Test
    void aLoginOfThisHostIsNamedWhereServersDoNotUseIt() throws Exception {
        Scripts.program(bin.resolve("claude"), "2.1.330");
        var login = home.resolve(".claude/.credentials.json");
        Files.createDirectories(login.getParent());
        Files.writeString(login, "{\"secret\":\"hunter2\"}");

        var said = signalbox.run(DOCTOR).succeeded();

        assertThat(line(said.lines(), "claude")).startsWith("--").contains("no key for servers");
        assertThat(said.stdout()).contains("agents.claude.login = host").doesNotContain("hunter2");
    }

    @Test
    void aConfigurationThatCannotBeReadIsBroken() throws Exception {
        signalbox.configure("sever.port = 3\n");

        var result = signalbox.run(DOCTOR);

        assertThat(result.exit()).isEqualTo(1);
        assertThat(line(result.lines(), "configuration"))
                .startsWith("!!")
                .contains("did you mean 'server'?");
        assertThat(line(result.lines(), "session")).startsWith("--");
        assertThat(json(1).path("ok").asBoolean(true)).isFalse();
        signalbox.configure("");
        signalbox.run(DOCTOR).succeeded();
    }

    @Test
    void aDataDirectoryThatCannotBeMadeIsBroken() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");

        var result = signalbox.run("doctor", "--port", "0", "--data", file + "/data");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(line(result.lines(), "data")).startsWith("!!").contains(file.toString());
    }

    @Test
    void aPortThatIsTakenIsBroken() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = String.valueOf(other.getLocalPort());

            var result = signalbox.run("doctor", "--port", port);

            assertThat(result.exit()).isEqualTo(1);
            assertThat(line(result.lines(), "server")).startsWith("!!").contains(":" + port);
        }
    }

    @Test
    void aServerThatRunsIsAskedAndOneThatWasKilledIsNot() throws Exception {
        Scripts.program(bin.resolve("claude"), "2.1.330");
        var server = signalbox.with("ANTHROPIC_API_KEY", "x").serve();
        signalbox.with("ANTHROPIC_API_KEY", "");

        var result = signalbox.run("doctor").succeeded();

        assertThat(line(result.lines(), "server"))
                .startsWith("ok")
                .contains(server.url() + " answers, version 0.1.0");
        assertThat(line(result.lines(), "claude")).as("the server has a key").startsWith("ok");
        assertThat(result.stdout()).doesNotContain(server.token());

        server.kill();
        assertThat(line(signalbox.run(DOCTOR).succeeded().lines(), "server"))
                .startsWith("ok")
                .contains("was killed");
    }
}
