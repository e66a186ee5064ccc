package dev.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

class ErrorCodeTest {
    @Test
    void theTableIsWhatTheVectorsSay() {
        var written = new ArrayList<JsonNode>();
        for (var code : ErrorCode.values()) {
            var row = ProtocolJson.object();
            row.put("code", code.name());
            row.put("category", code.category().name().toLowerCase(Locale.ROOT));
            row.put("httpStatus", code.httpStatus());
            row.put("retryable", code.retryable());
            row.put("title", code.title());
            written.add(row);
        }
        var golden = new ArrayList<JsonNode>();
        Vectors.read(Vectors.ROOT.resolve("error-codes.json")).forEach(golden::add);
        assertThat(written).isEqualTo(golden);
    }

    @Test
    void aProblemSaysWhatItsCodeSays() {
        for (var code : ErrorCode.values()) {
            var problem = Replies.Problem.of(code, "why", "/x");
            assertThat(problem.status()).isEqualTo(code.httpStatus()).isBetween(400, 599);
            assertThat(problem.retryable()).isEqualTo(code.retryable());
            assertThat(problem.title()).isNotBlank();
        }
    }

    @Test
    void callersAreNotToldToRepeatWhatCannotWork() {
        assertThat(List.of(ErrorCode.values()))
                .filteredOn(code -> List.of(400, 401, 403, 413, 415).contains(code.httpStatus()))
                .noneMatch(ErrorCode::retryable);
    }
}
