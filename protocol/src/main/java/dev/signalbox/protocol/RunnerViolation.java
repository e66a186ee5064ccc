package dev.signalbox.protocol;

import java.util.Map;

/// A report that lines of a runner or an agent were left out: see `docs/protocol.md`, "Violations".
///
/// @param count lines that the report stands for
/// @param bytes length of the last of them, without its newline
/// @param head its first characters, at most [ProtocolLimits#VIOLATION_HEAD_CHARS]
/// @param message what is wrong with it
public record RunnerViolation(Violation kind, long count, long bytes, String head, String message) {

    /// The report as an event of the operations track.
    public StreamEvent.Failure failure() {
        var data = ProtocolJson.object();
        data.put("kind", kind.wireName());
        data.put("count", count);
        data.put("bytes", bytes);
        data.put("head", head);
        return new StreamEvent.Failure(
                message, ErrorCode.RUNNER_PROTOCOL_VIOLATION.name(), data, Map.of());
    }
}
