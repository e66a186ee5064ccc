package dev.signalbox.server.tls;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// A certificate in force. Its files are looked at every second; when they have changed, and rest, the
/// new certificate serves the connections that are made from then on, and those that are open go on.
/// Files that are wrong change nothing, and are said once.
///
/// One virtual thread of its own, from [#start] to [#close].
public final class Tls implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Tls.class.getName());
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String PASSWORD = "in memory only";

    private final TlsFiles files;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private final CountDownLatch closing = new CountDownLatch(1);

    /// Held while files are read: by the watcher, or by who asked for a reload.
    private final ReentrantLock reading = new ReentrantLock();

    private final Thread watcher = Thread.ofVirtual().name("tls-files").unstarted(this::watch);

    /// Of the files that were read last, with success or without. Under the lock.
    private List<Stamp> known;

    /// What tells one state of a file from another.
    private record Stamp(@Nullable Object file, long modified, long bytes) {
        static Stamp of(Path path) {
            try {
                var is = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamp(is.fileKey(), is.lastModifiedTime().toMillis(), is.size());
            } catch (IOException e) {
                return new Stamp(null, -1, -1);
            }
        }
    }

    private Tls(TlsFiles files) throws IOException {
        this.files = files;
        known = stamps();
        context.setKeyStore(read());
        context.setKeyStorePassword(PASSWORD);
        context.setKeyManagerPassword(PASSWORD);
    }

    /// Reads the files.
    ///
    /// @throws SignalboxException `CONFIG_INVALID` saying what is wrong with them
    public static Tls open(TlsFiles files) {
        try {
            return new Tls(files);
        } catch (IOException e) {
            throw new SignalboxException(ErrorCode.CONFIG_INVALID, "server.tls: " + words(e), e);
        }
    }

    /// What connections are secured with.
    public SslContextFactory.Server context() {
        return context;
    }

    /// Begins to watch the files.
    public void start() {
        watcher.start();
    }

    private List<Stamp> stamps() {
        return List.of(Stamp.of(files.certificate()), Stamp.of(files.key()));
    }

    private void watch() {
        try {
            var before = stamps();
            while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                var now = stamps();
                if (now.equals(before)) { // Nobody is at work on them.
                    reloadIfChanged(now);
                }
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reloadIfChanged(List<Stamp> now) throws InterruptedException {
        reading.lockInterruptibly();
        try {
            if (!now.equals(known)) {
                load(now);
            }
        } finally {
            reading.unlock();
        }
    }

    /// Reads the files again, whether they have changed or not.
    public void reload() {
        reading.lock();
        try {
            load(stamps());
        } finally {
            reading.unlock();
        }
    }

    private void load(List<Stamp> now) {
        known = now;
        try {
            var read = read();
            context.reload(factory -> factory.setKeyStore(read));
            LOG.log(Level.INFO, "certificate loaded file=" + files.certificate());
        } catch (IOException e) {
            LOG.log(
                    Level.ERROR,
                    "certificate not changed, the one before stays in force: " + words(e));
        } catch (Exception e) { // What Jetty says of a store that it does not like.
            LOG.log(Level.ERROR, "certificate not changed, the one before stays in force", e);
        }
    }

    private KeyStore read() throws IOException {
        var chain = Pem.certificates(files.certificate());
        X509Certificate own = chain.getFirst();
        var key = Pem.key(files.key(), own.getPublicKey());
        if (own.getNotAfter().toInstant().isBefore(Instant.now())) {
            LOG.log(
                    Level.WARNING,
                    "the certificate in " + files.certificate() + " expired " + own.getNotAfter());
        }
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "server", key, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("certificate and key cannot be used: " + e.getMessage(), e);
        }
    }

    /// The JDK's own exceptions for files say only which file.
    private static String words(IOException e) {
        return e instanceof java.nio.file.FileSystemException
                ? "cannot read " + e.getMessage() + " (" + e.getClass().getSimpleName() + ")"
                : String.valueOf(e.getMessage());
    }

    /// Ends the watching. The certificate stays in force.
    @Override
    public void close() {
        closing.countDown();
        watcher.interrupt();
    }
}
