package dev.signalbox.app;

import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.KeyView;
import dev.signalbox.protocol.Requests.CreateKey;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Lists, makes and revokes API keys: what others call the server with.",
        subcommands = {
            KeysCommand.CreateCommand.class,
            KeysCommand.ListCommand.class,
            KeysCommand.RevokeCommand.class
        })
final class KeysCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        return list(server);
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes a key and prints its token, which nobody can be told again.")
    static final class CreateCommand implements Callable<Integer> {
        @Mixin private ServerOptions server = new ServerOptions();

        @Option(
                names = "--role",
                required = true,
                split = ",",
                paramLabel = "ROLE",
                description =
                        "viewer, prompter, approver or admin; several with commas, or given again.")
        private List<String> roles = List.of();

        @Option(
                names = "--name",
                required = true,
                paramLabel = "NAME",
                description = "Whose it is: what events say of who used it.")
        private String name = "";

        @Option(
                names = "--tenant",
                paramLabel = "TENANT",
                description = "Whose sessions it sees (default: your own tenant, else 'default').")
        private @Nullable String tenant;

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                description = "When it ends, from now: 30d, 12h, 15m (default: never).")
        private @Nullable String expires;

        @Override
        public Integer call() {
            Instant end = expires == null ? null : Instant.now().plus(lifetime(expires));
            try (var client = server.connect()) {
                var key = client.createKey(new CreateKey(name, roles, tenant, end));
                if (server.json()) {
                    Terminal.line(ProtocolJson.write(key));
                } else {
                    Terminal.line(String.valueOf(key.token()));
                    Terminal.line(
                            "\nKey "
                                    + key.id()
                                    + " of '"
                                    + key.name()
                                    + "'. Keep the token: it is shown this once.");
                }
            }
            return 0;
        }

        private static Duration lifetime(String text) {
            return Lifetime.parse("--expires", text);
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "The same as 'signalbox keys'.")
    static final class ListCommand implements Callable<Integer> {
        @Mixin private ServerOptions server = new ServerOptions();

        @Override
        public Integer call() {
            return list(server);
        }
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Takes keys back; what they opened ends within seconds.")
    static final class RevokeCommand implements Callable<Integer> {
        @Mixin private ServerOptions server = new ServerOptions();

        @Parameters(arity = "1..*", paramLabel = "ID", description = "The keys.")
        private List<String> ids = List.of();

        @Override
        public Integer call() {
            try (var client = server.connect()) {
                for (var id : ids) {
                    client.revokeKey(id);
                    if (!server.json()) {
                        Terminal.line("revoked " + id);
                    }
                }
            }
            return 0;
        }
    }

    private static int list(ServerOptions server) {
        try (var client = server.connect()) {
            var page = client.keys();
            if (server.json()) {
                Terminal.line(ProtocolJson.write(page));
            } else {
                print(page);
            }
        }
        return 0;
    }

    private static void print(Page<KeyView> page) {
        if (page.items().isEmpty()) {
            Terminal.line("no keys; 'signalbox keys create --role viewer --name NAME' makes one");
            return;
        }
        var format = "%-12s  %-9s  %-17s  %-12s  %-24s  %s";
        Terminal.line(format.formatted("ID", "STATE", "ROLES", "TENANT", "LAST USE", "NAME"));
        var now = Instant.now();
        for (var key : page.items()) {
            Terminal.line(
                    format.formatted(
                            key.id(),
                            state(key, now),
                            String.join(",", key.roles()),
                            key.tenant(),
                            key.lastUsedAt() == null ? "never" : key.lastUsedAt(),
                            key.name()));
        }
    }

    private static String state(KeyView key, Instant now) {
        if (key.revokedAt() != null) {
            return "revoked";
        }
        var end = key.expiresAt();
        return end != null && !now.isBefore(end) ? "expired" : "valid";
    }
}
