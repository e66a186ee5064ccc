package dev.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.PatternSyntaxException;

class RedactorTest {
    private static final Redactor KNOWN = new Redactor(List.of(), List.of());

    /// Put together here, so that no scanner takes them for real ones.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-ant-|api03-0123456789abcdefABCDEF",
                "ghp_|0123456789abcdefghijklmnopqrstuvwxyz",
                "glpat-|0123456789abcdefghij",
                "xoxb-|0123456789-abcdef",
                "AKIA|0123456789ABCDEF",
                "AIza|0123456789abcdefghijklmnopqrstuvwxy",
                "eyJ|hbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl",
                "sbk_|7f3a_0123456789abcdefghijklmnop",
            })
    void aKeyOfAKnownFormIsTakenOut(String inTwo) {
        String key = inTwo.replace("|", "");
        assertThat(KNOWN.clean("key=" + key + ", next")).isEqualTo("key=[redacted], next");
    }

    @Test
    void bearerHeadersAndPasswordsInAddressesAreTakenOutAndTheRestStays() {
        assertThat(KNOWN.clean("Authorization: Bearer abcdefghijklmnop1234"))
                .isEqualTo("Authorization: Bearer [redacted]");
        assertThat(KNOWN.clean("clone https://ann:hunter22@git.example.org/a.git"))
                .isEqualTo("clone https://[redacted]@git.example.org/a.git");
    }

    @Test
    void aPrivateKeyIsTakenOutWholeAlsoWhenItsEndIsMissing() {
        String begin = "-----BEGIN OPENSSH " + "PRIVATE KEY-----\n";
        assertThat(
                        KNOWN.clean(
                                "a "
                                        + begin
                                        + "AAAA\nBBBB\n-----END OPENSSH "
                                        + "PRIVATE KEY----- z"))
                .isEqualTo("a [redacted] z");
        assertThat(KNOWN.clean("a " + begin + "AAAA")).isEqualTo("a [redacted]");
    }

    @Test
    void ordinaryWordsAreLeftAlone() {
        for (var text :
                List.of(
                        "task-list of risk-averse people who ask-questions-about-everything",
                        "https://example.org:8080/a@b",
                        "bearer of bad news",
                        "commit 0123456789abcdef0123456789abcdef01234567")) {
            assertThat(KNOWN.clean(text)).isEqualTo(text);
        }
    }

    @Test
    void aValueIsTakenOutWhereverItStandsAndAShortOneIsNoSecret() {
        var redactor = new Redactor(List.of("s3cr\"et\\value", "true"), List.of("ticket-\\d+"));
        assertThat(redactor.clean("true: s3cr\"et\\value of ticket-42"))
                .isEqualTo("true: [redacted] of [redacted]");
    }

    @Test
    void inJsonEveryTextIsCleanedAndNothingElse() throws Exception {
        var redactor = new Redactor(List.of("s3cr\"et\\value"), List.of());
        var tree = ProtocolJson.object().put("type", "log").put("n", 7);
        tree.putArray("data").add("x s3cr\"et\\value y").addObject().put("deep", "s3cr\"et\\value");
        var cleaned = ProtocolJson.readObject(redactor.clean(ProtocolJson.writeBytes(tree)));
        assertThat(cleaned.toString())
                .isEqualTo(
                        "{\"type\":\"log\",\"n\":7,\"data\":[\"x [redacted]"
                                + " y\",{\"deep\":\"[redacted]\"}]}");
        byte[] harmless = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
        assertThat(redactor.clean(harmless)).isSameAs(harmless);
    }

    @Test
    void aPatternThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new Redactor(List.of(), List.of("(")))
                .isInstanceOf(PatternSyntaxException.class);
    }
}
