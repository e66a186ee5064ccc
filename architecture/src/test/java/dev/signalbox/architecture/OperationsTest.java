package dev.signalbox.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ProtocolJson;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What operators are given to load speaks of metrics that there are. That the page names those of
/// a running server is tested with the server.
class OperationsTest {
    private static final Path DIR = Modules.root().resolve("docs/operations");
    private static final Pattern METRIC = Pattern.compile("signalbox_[a-z_]+");

    private static void assertKnowsItsMetrics(String file) {
        var page = Modules.text(DIR.resolve("README.md"));
        assertThat(
                        METRIC.matcher(Modules.text(DIR.resolve(file)))
                                .results()
                                .map(MatchResult::group))
                .isNotEmpty()
                .allMatch(name -> page.contains("`" + name.replaceFirst("_bucket$", "") + "`"));
    }

    @Test
    void theAlertsWatchMetricsThatThereAre() {
        assertKnowsItsMetrics("alerts.yaml");
    }

    @Test
    void theDashboardIsJsonAndShowsMetricsThatThereAre() throws Exception {
        var dashboard = ProtocolJson.readObject(Modules.text(DIR.resolve("dashboard.json")));
        assertThat(dashboard.path("panels").size()).isGreaterThan(5);
        assertKnowsItsMetrics("dashboard.json");
    }
}
