package dev.signalbox.server.tracing;

import io.opentelemetry.api.common.AttributeKey;

import java.util.List;

/// Names of spans and attributes: those of OpenTelemetry's semantic conventions for generative AI
/// (agent and tool spans, "development" as of v1.41), and our own below `signalbox.`.
final class SpanNames {
    static final String INVOKE_AGENT = "invoke_agent";
    static final String EXECUTE_TOOL = "execute_tool";
    static final String WAIT_FOR_PERMISSION = "wait_for_permission";

    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> CONVERSATION =
            AttributeKey.stringKey("gen_ai.conversation.id");
    static final AttributeKey<String> AGENT = AttributeKey.stringKey("gen_ai.agent.name");
    static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.response.model");
    static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    static final AttributeKey<Long> INPUT_TOKENS =
            AttributeKey.longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> CACHE_READ_TOKENS =
            AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
    static final AttributeKey<Long> CACHE_WRITE_TOKENS =
            AttributeKey.longKey("gen_ai.usage.cache_creation.input_tokens");
    static final AttributeKey<Long> OUTPUT_TOKENS =
            AttributeKey.longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<String> TOOL = AttributeKey.stringKey("gen_ai.tool.name");
    static final AttributeKey<String> TOOL_CALL = AttributeKey.stringKey("gen_ai.tool.call.id");
    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    static final AttributeKey<String> QUERY = AttributeKey.stringKey("signalbox.query.id");
    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("signalbox.query.outcome");
    static final AttributeKey<String> ORIGIN = AttributeKey.stringKey("signalbox.query.origin");
    static final AttributeKey<String> REQUEST =
            AttributeKey.stringKey("signalbox.permission.request.id");
    static final AttributeKey<String> OPTION =
            AttributeKey.stringKey("signalbox.permission.option.id");

    /// `principal`, or the rule that answered: `deadline`, `policy`, `withdrawn`.
    static final AttributeKey<String> ANSWERED_BY =
            AttributeKey.stringKey("signalbox.permission.answered_by");

    private SpanNames() {}
}
