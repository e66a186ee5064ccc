/// Queries, tool calls and waits for permission as OpenTelemetry spans.
@NullMarked
package dev.signalbox.server.tracing;

import org.jspecify.annotations.NullMarked;
