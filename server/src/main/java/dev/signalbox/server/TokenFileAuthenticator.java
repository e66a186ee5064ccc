package dev.signalbox.server;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.access.Digest;
import dev.signalbox.server.access.PrivateFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/// The built-in administrator: whoever can read the token file.
public final class TokenFileAuthenticator implements Authenticator {
    private static final int TOKEN_BYTES = 32;
    private static final int TOKEN_CHARS_MIN = 32;

    private final byte[] digest;
    private final Principal administrator = Principal.administrator();

    private TokenFileAuthenticator(String token) {
        digest = digest(token);
    }

    /// Reads the token, or makes one: 32 random bytes in base64url, in a file that only its owner
    /// can read. A file that others could read is closed to them.
    ///
    /// @throws SignalboxException `CONFIG_INVALID` when the file cannot be read or made, or holds
    ///   no token
    public static TokenFileAuthenticator open(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            PrivateFile.close(file);
            String token = Files.readString(file).strip();
            if (token.length() < TOKEN_CHARS_MIN) {
                throw new SignalboxException(
                        ErrorCode.CONFIG_INVALID,
                        "token file "
                                + file
                                + " holds no token: delete it and the server makes a new one");
            }
            return new TokenFileAuthenticator(token);
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.CONFIG_INVALID,
                    "cannot read or make the token file " + file + ": " + e.getMessage(),
                    e);
        }
    }

    @Override
    public @Nullable Principal authenticate(String token) {
        return MessageDigest.isEqual(digest, digest(token)) ? administrator : null;
    }

    private static void create(Path file) throws IOException {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n";
        PrivateFile.write(file, token.getBytes(StandardCharsets.US_ASCII));
    }

    /// Digests have one length, so that comparing them tells nothing about the token's.
    private static byte[] digest(String token) {
        return Digest.sha256(token.getBytes(StandardCharsets.UTF_8));
    }
}
