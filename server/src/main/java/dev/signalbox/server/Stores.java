package dev.signalbox.server;

import dev.signalbox.server.access.Keys;
import dev.signalbox.server.access.SignInFile;
import dev.signalbox.server.audit.AuditLog;
import dev.signalbox.server.secrets.Secrets;

/// What a server keeps besides sessions.
///
/// @param keys API keys, which administrators see, make and revoke
/// @param secrets those that agents are given
/// @param audit where it is written down who did what
/// @param signIns browsers that are signed in
public record Stores(Keys keys, Secrets secrets, AuditLog audit, SignInFile signIns) {}
