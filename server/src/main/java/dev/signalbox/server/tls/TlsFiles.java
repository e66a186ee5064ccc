package dev.signalbox.server.tls;

import java.nio.file.Path;

/// Where a certificate and its key are, in PEM. May be one file.
///
/// @param certificate the server's own one first, then those that lead from it to a root
/// @param key its private key, not encrypted
public record TlsFiles(Path certificate, Path key) {}
