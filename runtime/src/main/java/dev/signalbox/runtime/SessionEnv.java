package dev.signalbox.runtime;

import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.SignalboxException;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The variables that a session brings for its agent: `{"NAME": "value"}`, or
/// `{"NAME": {"secret": "name"}}` for a secret of the session's tenant, which is looked up at each
/// start.
///
/// @param values of variables that were given one
/// @param secrets names of secrets, by variable
record SessionEnv(Map<String, String> values, Map<String, String> secrets) {
    private static final String SECRET = "secret";
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    static final SessionEnv NONE = new SessionEnv(Map.of(), Map.of());

    /// A secret that a session names is not there.
    static final class MissingException extends Exception {
        private static final long serialVersionUID = 1L;

        MissingException(String variable, String secret, String tenant) {
            super(
                    "there is no secret '"
                            + secret
                            + "' in tenant '"
                            + tenant
                            + "', which options.env names for "
                            + variable
                            + ": an administrator makes it with 'signalbox secrets set "
                            + secret
                            + "'");
        }
    }

    /// What `options.env` says.
    ///
    /// @throws SignalboxException `INVALID_OPTION`
    static SessionEnv of(@Nullable JsonNode env) {
        if (env == null || env.isNull()) {
            return NONE;
        }
        if (!env.isObject()) {
            throw invalid("options.env must be an object of names and values");
        }
        var values = new LinkedHashMap<String, String>();
        var secrets = new LinkedHashMap<String, String>();
        for (var one : env.properties()) {
            String name = one.getKey();
            JsonNode value = one.getValue();
            if (!VARIABLE.matcher(name).matches()) {
                throw invalid("options.env: '" + name + "' is not a variable's name");
            }
            if (name.startsWith("SIGNALBOX_")) {
                throw invalid("options.env: names that start with SIGNALBOX_ are taken");
            }
            if (value.isString()) {
                values.put(name, value.stringValue());
            } else if (value.size() == 1 && value.path(SECRET).isString()) {
                secrets.put(name, value.path(SECRET).stringValue());
            } else {
                throw invalid(
                        "options.env."
                                + name
                                + " must be a string, or {\"secret\": \"NAME\"} for a secret");
            }
        }
        return new SessionEnv(values, secrets);
    }

    boolean isEmpty() {
        return values.isEmpty() && secrets.isEmpty();
    }

    /// As `options.env` said it.
    ObjectNode json() {
        var json = ProtocolJson.object();
        values.forEach(json::put);
        secrets.forEach((name, secret) -> json.putObject(name).put(SECRET, secret));
        return json;
    }

    /// Every variable with its value.
    ///
    /// @throws MissingException naming the first secret that is not there
    Map<String, String> resolved(AgentSecrets from, String tenant) throws MissingException {
        var all = new LinkedHashMap<>(values);
        for (var one : secrets.entrySet()) {
            @Nullable String value = from.value(tenant, one.getValue());
            if (value == null) {
                throw new MissingException(one.getKey(), one.getValue(), tenant);
            }
            all.put(one.getKey(), value);
        }
        return all;
    }

    /// As [#resolved], for a request.
    ///
    /// @throws SignalboxException `INVALID_OPTION`
    Map<String, String> required(AgentSecrets from, String tenant) {
        try {
            return resolved(from, tenant);
        } catch (MissingException e) {
            throw new SignalboxException(
                    ErrorCode.INVALID_OPTION, String.valueOf(e.getMessage()), e);
        }
    }

    private static SignalboxException invalid(String message) {
        return new SignalboxException(ErrorCode.INVALID_OPTION, message);
    }

    /// Variables are secrets more often than not.
    @Override
    public String toString() {
        return "SessionEnv[" + values.keySet() + " " + secrets + "]";
    }
}
