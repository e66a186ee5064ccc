package dev.signalbox.server.secrets;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.server.access.PrivateFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Where the key of secrets comes from: the variable [#VARIABLE], else a file that the operator
/// named, else a file of the server's own, which is made when it is first needed.
///
/// @param variable what the variable says; null or blank = nothing
/// @param keyFile the operator's file; null = none was named
/// @param ownFile in the data directory
public record KeySource(@Nullable String variable, @Nullable Path keyFile, Path ownFile) {
    /// The environment variable.
    public static final String VARIABLE = "SIGNALBOX_SECRETS_KEY";

    private static final String FORM =
            " holds no key: 32 bytes in base64 or hexadecimal digits, as 'openssl rand -base64 32'"
                    + " makes them";

    /// The key that there is now; null when nobody gave one and none was needed yet.
    ///
    /// @throws SignalboxException `CONFIG_INVALID` when there is something that is no key
    @Nullable SealKey find() {
        if (isSaid()) {
            return parsed(String.valueOf(variable), VARIABLE);
        }
        if (keyFile != null) {
            return read(keyFile);
        }
        return Files.exists(ownFile) ? read(ownFile) : null;
    }

    /// @throws IOException when the server's own file cannot be written
    SealKey findOrMake() throws IOException {
        @Nullable SealKey found = find();
        if (found != null) {
            return found;
        }
        var made = SealKey.random();
        PrivateFile.write(ownFile, made.text());
        return made;
    }

    /// Whether the server makes and keeps the key itself.
    boolean isOwn() {
        return !isSaid() && keyFile == null;
    }

    private boolean isSaid() {
        return variable != null && !variable.isBlank();
    }

    /// What people are told of it.
    String words() {
        return isSaid() ? "the variable " + VARIABLE : String.valueOf(isOwn() ? ownFile : keyFile);
    }

    /// The key that is to take the place of the server's own one.
    void writeNext(SealKey key) throws IOException {
        PrivateFile.write(nextFile(), key.text());
    }

    /// The next key, when a change of keys was not brought to its end.
    @Nullable SealKey next() {
        return isOwn() && Files.exists(nextFile()) ? read(nextFile()) : null;
    }

    /// Puts the next key in its place.
    void takeNext() throws IOException {
        Files.move(
                nextFile(),
                ownFile,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private Path nextFile() {
        return ownFile.resolveSibling(ownFile.getFileName() + ".next");
    }

    private SealKey read(Path file) {
        try {
            if (!file.equals(keyFile)) {
                PrivateFile.close(file);
            }
            return parsed(Files.readString(file, StandardCharsets.US_ASCII), file.toString());
        } catch (IOException e) {
            throw new SignalboxException(
                    ErrorCode.CONFIG_INVALID,
                    "the key of the secrets in " + file + " cannot be read: " + e,
                    e);
        }
    }

    private static SealKey parsed(String text, String where) {
        @Nullable SealKey key = SealKey.parse(text);
        if (key == null) {
            throw new SignalboxException(ErrorCode.CONFIG_INVALID, where + FORM);
        }
        return key;
    }

    /// Without the key.
    @Override
    public String toString() {
        return "KeySource[" + words() + "]";
    }
}
