package dev.signalbox.server;

import dev.signalbox.protocol.By;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/// Who calls.
///
/// @param name as it stands in `by` and `createdBy`
/// @param tenant whose sessions it sees; null = those of all tenants
public record Principal(String name, Set<Role> roles, @Nullable String tenant) {
    /// The tenant of sessions that are made by someone who belongs to none.
    public static final String DEFAULT_TENANT = "default";

    public Principal {
        roles = Set.copyOf(roles);
    }

    /// The built-in administrator of all tenants.
    public static Principal administrator() {
        return new Principal("admin", EnumSet.allOf(Role.class), null);
    }

    /// Whether it holds a role that includes this one.
    public boolean may(Role role) {
        return roles.stream().anyMatch(held -> held.includes(role));
    }

    /// Whether it is the same one, whatever its roles are: two tenants may each have one of a name.
    boolean isSame(Principal other) {
        return name.equals(other.name) && Objects.equals(tenant, other.tenant);
    }

    /// The tenant of a session that it makes.
    public String tenantForNew() {
        return tenant == null ? DEFAULT_TENANT : tenant;
    }

    /// As events say it.
    public By by() {
        return By.principal(name);
    }
}
