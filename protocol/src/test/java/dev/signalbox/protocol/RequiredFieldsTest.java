package dev.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which fields are required, and of which types they are, is read from the records.
class RequiredFieldsTest {
    static List<Vectors.Case> cases() {
        return Vectors.cases();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aMissingFieldAndAFieldOfTheWrongTypeHaveTheirOwnKind(Vectors.Case vector) {
        var failures = new ArrayList<String>();
        for (var broken : RecordShape.broken(vector)) {
            var found = outcome(vector, broken.json());
            if (!found.equals(broken.expected())) {
                failures.add(broken.what() + ": expected " + broken.expected() + ", was " + found);
            }
        }
        assertThat(failures).isEmpty();
    }

    private static String outcome(Vectors.Case vector, ObjectNode json) {
        try {
            requireNonNull(vector.read(json));
            return RecordShape.READ;
        } catch (ProtocolException e) {
            return e.kind().name();
        }
    }

    @Test
    void theSmallestFormsHaveOnlyWhatIsRequiredAndTheOthersShowEverything() {
        var failures = new TreeSet<String>();
        Vectors.files()
                .forEach((file, type) -> {
                    if (!file.startsWith(Vectors.SESSION_EVENT)) {
                        check(file, type, failures);
                    }
                });
        assertThat(failures).isEmpty();
    }

    private static void check(String file, Class<?> type, Set<String> failures) {
        var cases = Vectors.cases(file, type);
        for (var field : RecordShape.fields(type)) {
            boolean inSmallest = cases.getFirst().json().hasNonNull(field.name());
            if (inSmallest != field.isRequired()) {
                failures.add(file + ": the smallest form and '" + field.name() + "'");
            }
            if (cases.stream().noneMatch(one -> one.json().hasNonNull(field.name()))) {
                failures.add(file + ": no form shows '" + field.name() + "'");
            }
        }
    }
}
