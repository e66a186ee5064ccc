package dev.signalbox.client;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Which servers a client takes for what they say they are, where the JDK's own list of authorities
/// does not know them. Immutable.
public final class Trust {
    private final SSLContext context;

    private Trust(TrustManager[] managers) {
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /// Servers with a certificate that leads to one of a PEM file, and names the address that is
    /// called. No others.
    ///
    /// @throws SignalboxException `BAD_REQUEST` when there are none in the file
    public static Trust authorities(Path pem) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int count = 0;
            for (var certificate : read(pem)) {
                store.setCertificateEntry("authority-" + count++, certificate);
            }
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return new Trust(factory.getTrustManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw unusable(pem, e);
        }
    }

    /// The server whose certificate is the first one of a PEM file, by whatever address it is called.
    /// The file is read at each connection: it may be changed. For who can read what the server on
    /// this machine was told.
    public static Trust exactly(Path pem) {
        return new Trust(new TrustManager[] {new Exactly(pem)});
    }

    SSLContext context() {
        return context;
    }

    private static List<Certificate> read(Path pem) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(pem)) {
            var found =
                    new ArrayList<Certificate>(
                            CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (found.isEmpty()) {
                throw new CertificateException("there is no certificate in it");
            }
            return found;
        }
    }

    private static SignalboxException unusable(Path pem, Exception e) {
        return new SignalboxException(
                ErrorCode.BAD_REQUEST,
                "the certificates in " + pem + " cannot be used: " + e.getMessage(),
                e);
    }

    private static final class Exactly extends X509ExtendedTrustManager {
        private final Path pem;

        Exactly(Path pem) {
            this.pem = pem;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            try {
                if (!read(pem).getFirst().equals(chain[0])) {
                    throw new CertificateException("it is not the certificate in " + pem);
                }
            } catch (IOException e) {
                throw new CertificateException("cannot read " + pem, e);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String type, @Nullable Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String type, @Nullable SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String type, @Nullable Socket socket)
                throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String type, @Nullable SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
