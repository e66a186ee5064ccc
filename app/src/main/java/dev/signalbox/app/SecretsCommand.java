package dev.signalbox.app;

import dev.signalbox.protocol.By;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.Page;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.Replies.SecretView;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.secrets.SecretStore;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

@Command(
        name = "secrets",
        mixinStandardHelpOptions = true,
        description =
                "Lists, sets and removes secrets: values that agents get as variables, and nobody"
                        + " else.",
        subcommands = {
            SecretsCommand.SetCommand.class,
            SecretsCommand.ListCommand.class,
            SecretsCommand.RmCommand.class,
            SecretsCommand.RekeyCommand.class
        })
final class SecretsCommand implements Callable<Integer> {
    @Mixin private ServerOptions server = new ServerOptions();

    @Override
    public Integer call() {
        return list(server);
    }

    /// Whose secret is meant.
    static final class TenantOption {
        @Option(
                names = "--tenant",
                paramLabel = "TENANT",
                description = "Whose it is (default: your own tenant, else 'default').")
        private @Nullable String tenant;
    }

    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = {
                "Sets a secret, or changes it. The value is asked for without an echo, or read from"
                        + " standard input: one line end at its end is left out.",
                "",
                "Agents get it at their next start."
            })
    static final class SetCommand implements Callable<Integer> {
        @Mixin private ServerOptions server = new ServerOptions();
        @Mixin private TenantOption of = new TenantOption();

        @Parameters(paramLabel = "NAME", description = "What session options call it.")
        private String name = "";

        @Override
        public Integer call() throws IOException {
            try (var client = server.connect()) {
                var secret = client.setSecret(name, of.tenant, value(name));
                if (server.json()) {
                    Terminal.line(ProtocolJson.write(secret));
                } else {
                    Terminal.line("set " + secret.name() + " of tenant " + secret.tenant());
                }
            }
            return 0;
        }

        private static String value(String name) throws IOException {
            var console = Terminal.console();
            if (console != null && console.isTerminal()) {
                char @Nullable [] typed = console.readPassword("Value of '%s': ", name);
                return typed == null ? "" : new String(typed);
            }
            byte[] bytes = System.in.readAllBytes();
            try {
                String text =
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(bytes))
                                .toString();
                return text.replaceFirst("\\r?\\n\\z", "");
            } catch (CharacterCodingException e) {
                throw new SignalboxException(
                        ErrorCode.BAD_REQUEST,
                        "the value on standard input is no UTF-8 text: encode it, with base64 for"
                                + " example",
                        e);
            }
        }
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "The same as 'signalbox secrets'. Nobody can be told the values.")
    static final class ListCommand implements Callable<Integer> {
        @Mixin private ServerOptions server = new ServerOptions();

        @Override
        public Integer call() {
            return list(server);
        }
    }

    @Command(
            name = "rm",
            mixinStandardHelpOptions = true,
            description = "Removes secrets. Agents that run keep what they were given.")
    static final class RmCommand implements Callable<Integer> {
        @Mixin private ServerOptions server = new ServerOptions();
        @Mixin private TenantOption of = new TenantOption();

        @Parameters(arity = "1..*", paramLabel = "NAME", description = "The secrets.")
        private List<String> names = List.of();

        @Override
        public Integer call() {
            try (var client = server.connect()) {
                for (var name : names) {
                    client.deleteSecret(name, of.tenant);
                    if (!server.json()) {
                        Terminal.line("removed " + name);
                    }
                }
            }
            return 0;
        }
    }

    @Command(
            name = "rekey",
            mixinStandardHelpOptions = true,
            description =
                    "Encrypts the secrets of a stopped server anew, with a new key of its own or one"
                            + " of yours.")
    static final class RekeyCommand implements Callable<Integer> {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description =
                        "The server's data directory (default: SIGNALBOX_DATA, else ~/.signalbox).")
        private @Nullable Path data;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Its configuration (default: signalbox.conf in the data directory).")
        private @Nullable Path config;

        @Option(
                names = "--key-file",
                paramLabel = "FILE",
                description =
                        "Where the new key is; then tell the server with secrets.keyFile or"
                                + " SIGNALBOX_SECRETS_KEY (default: it makes and keeps one).")
        private @Nullable Path keyFile;

        @Override
        public Integer call() throws IOException {
            var directory = DataDirectory.of(data);
            var settings = ConfigurationOptions.read(directory, config, Map.of()).settings();
            try (var _ = directory.lock()) {
                int count =
                        SecretStore.rekey(
                                directory.secrets(),
                                Wiring.keySource(directory, settings),
                                keyFile);
                Terminal.line("encrypted anew: " + count);
            }
            return 0;
        }
    }

    private static int list(ServerOptions server) {
        try (var client = server.connect()) {
            var page = client.secrets();
            if (server.json()) {
                Terminal.line(ProtocolJson.write(page));
            } else {
                print(page);
            }
        }
        return 0;
    }

    private static void print(Page<SecretView> page) {
        if (page.items().isEmpty()) {
            Terminal.line("no secrets; 'signalbox secrets set NAME' makes one");
            return;
        }
        var format = "%-24s  %-12s  %-24s  %s";
        Terminal.line(format.formatted("NAME", "TENANT", "CHANGED", "BY"));
        for (var secret : page.items()) {
            Terminal.line(
                    format.formatted(
                            secret.name(),
                            secret.tenant(),
                            secret.updatedAt(),
                            secret.by() instanceof By.Principal(String who) ? who : ""));
        }
    }
}
