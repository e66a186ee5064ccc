package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LiveStreamsTest {
    private static final Principal ANNA = Principal.administrator();

    private final LiveStreams streams = new LiveStreams(() -> new ServerLimits(10, 1));

    private static final class Silent implements LiveStreams.Stream {
        @Override
        public void finish(int code, String reason) {}

        @Override
        public void abort() {}

        @Override
        public @Nullable Credentials credentials() {
            return null;
        }
    }

    /// A token that comes in the moment in which its socket goes.
    @Test
    void aStreamThatHasGoneBeforeItSaysWhoseItIsCountsForNobody() {
        var gone = new Silent();
        assertThat(streams.add(gone)).isTrue();
        streams.remove(gone);
        streams.admit(gone, ANNA);

        var next = new Silent();
        assertThat(streams.add(next)).isTrue();
        streams.admit(next, ANNA);
        assertThatThrownBy(
                        () -> {
                            var third = new Silent();
                            var _ = streams.add(third);
                            streams.admit(third, ANNA);
                        })
                .isInstanceOf(SignalboxException.class);
    }

    @Test
    void whoSaysTwiceWhoItIsCountsOnce() {
        var stream = new Silent();
        assertThat(streams.add(stream)).isTrue();
        streams.admit(stream, ANNA);
        streams.admit(stream, ANNA);
        streams.remove(stream);
        var next = new Silent();
        assertThat(streams.add(next)).isTrue();
        streams.admit(next, ANNA);
        assertThat(streams.count()).isEqualTo(1);
    }
}
