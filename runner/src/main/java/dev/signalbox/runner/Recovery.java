package dev.signalbox.runner;

import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.LineReader;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.SpoolLine;
import dev.signalbox.protocol.StreamEvent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a runner that was killed left unfinished, read from its spool.
///
/// @param law knows the blocks that are open; those whose beginning has been acknowledged and
///   deleted are the server's to close
/// @param queries those whose end is not in the spool
/// @param permissions requests of those queries
record Recovery(BlockLaw law, List<String> queries, List<String> permissions) {

    static Recovery none() {
        return new Recovery(new BlockLaw(), List.of(), List.of());
    }

    /// @param left queries without an end, as far as the book knows
    static Recovery read(Spool spool, List<String> left) throws IOException {
        var law = new BlockLaw();
        Set<String> queries = new LinkedHashSet<>(left);
        Map<String, String> permissions = new LinkedHashMap<>();
        try (var cursor = spool.cursor(0)) {
            var lines =
                    new LineReader(
                            Channels.newInputStream(new CursorChannel(cursor)),
                            Integer.MAX_VALUE - (1 << 20));
            while (lines.next() instanceof LineReader.Line.Whole line) {
                apply(line.bytes(), law, queries, permissions);
            }
        }
        var asked = new ArrayList<String>();
        permissions.forEach((request, query) -> {
            if (queries.contains(query)) {
                asked.add(request);
            }
        });
        return new Recovery(law, List.copyOf(queries), asked);
    }

    private static void apply(
            byte[] line, BlockLaw law, Set<String> queries, Map<String, String> permissions) {
        try {
            switch (SpoolLine.read(line).event()) {
                case StreamEvent.Conversation event -> law.apply(event);
                case StreamEvent.QueryStarted started -> queries.add(started.queryId());
                case StreamEvent.QueryEnded ended -> queries.remove(ended.queryId());
                case StreamEvent.PermissionRequested asked ->
                        permissions.put(asked.requestId(), asked.queryId());
                case StreamEvent.PermissionWithdrawn gone -> permissions.remove(gone.requestId());
                case StreamEvent.Execution _, StreamEvent.Unknown _ -> {}
            }
        } catch (ProtocolException e) {
            // A change of a block whose beginning is deleted; nothing of ours to close.
            RunnerLog.warn("passed over while reading the spool again: " + e.getMessage());
        }
    }

    private record CursorChannel(SpoolCursor cursor) implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer target) throws IOException {
            int read = cursor.read(target);
            return read == 0 ? -1 : read;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() throws IOException {
            cursor.close();
        }
    }
}
