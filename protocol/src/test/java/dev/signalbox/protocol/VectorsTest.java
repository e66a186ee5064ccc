package dev.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeSet;

class VectorsTest {
    static List<Vectors.Case> cases() {
        return Vectors.cases();
    }

    @Test
    void everyMemberOfEveryUnionHasAWireNameOrIsUnknown() {
        Vectors.UNIONS.values().forEach(VectorsTest::assertNamed);
        assertNamed(SessionEvent.class);
    }

    private static void assertNamed(Class<?> union) {
        for (var member : Vectors.members(union)) {
            boolean isNamed = member.isAnnotationPresent(JsonTypeName.class);
            boolean isNameless =
                    List.of("Unknown", "Unrecognized", "Conversation")
                            .contains(member.getSimpleName());
            assertThat(isNamed || isNameless).as(member.getName()).isTrue();
        }
    }

    @Test
    void everyTypeHasAFileAndEveryFileAType() throws Exception {
        var found = new TreeSet<String>();
        try (var files = Files.walk(Vectors.ROOT)) {
            files.filter(Files::isRegularFile)
                    .map(file -> Vectors.ROOT.relativize(file).toString())
                    .filter(file -> !file.startsWith("fold/"))
                    .forEach(found::add);
        }
        var wanted = new TreeSet<String>();
        wanted.add("error-codes.json");
        Vectors.files().keySet().forEach(file -> wanted.add(file + ".json"));
        assertThat(found).isEqualTo(wanted);
    }

    @Test
    void everyFileHasASmallestAndAFullForm() {
        Vectors.files()
                .forEach((file, type) ->
                        assertThat(Vectors.cases(file, type))
                                .as(file)
                                .extracting(Vectors.Case::name)
                                .startsWith("smallest", "full")
                                .doesNotHaveDuplicates());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aVectorIsReadIntoItsRecordAndWrittenBackTheSame(Vectors.Case vector) throws Exception {
        Object value = vector.read(vector.json());
        if (value instanceof Envelope envelope) {
            assertThat(typeOf(envelope.event())).isEqualTo(vector.type());
            byte[] written = EnvelopeJson.write(envelope);
            assertThat(ProtocolJson.readObject(written)).isEqualTo(vector.written());
            assertThat(EnvelopeJson.read(written)).isEqualTo(envelope);
        } else {
            assertThat(value).isInstanceOf(vector.type());
            byte[] written = ProtocolJson.writeBytes(value);
            assertThat(ProtocolJson.readObject(written))
                    .as(new String(written, StandardCharsets.UTF_8))
                    .isEqualTo(vector.written());
            assertThat(vector.read(ProtocolJson.readObject(written))).isEqualTo(value);
        }
    }

    private static Class<?> typeOf(SessionEvent event) {
        return event instanceof SessionEvent.Conversation(var said)
                ? said.getClass()
                : event.getClass();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aTypeSurvivesFieldsThatItDoesNotKnow(Vectors.Case vector) throws Exception {
        var more = vector.json().deepCopy();
        more.put("a field from next year", 1).putNull("another");
        assertThat(vector.read(more)).isNotNull();
    }
}
