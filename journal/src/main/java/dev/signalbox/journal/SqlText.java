package dev.signalbox.journal;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A statement and its values, written side by side so that they cannot get out of step.
final class SqlText {
    private final StringBuilder sql;
    private final List<Object> values = new ArrayList<>();

    SqlText(String start) {
        sql = new StringBuilder(start);
    }

    SqlText add(String text) {
        sql.append(text);
        return this;
    }

    /// @param text with one question mark
    SqlText add(String text, Object value) {
        values.add(value);
        return add(text);
    }

    /// Adds nothing when there is no value.
    void addIf(String text, @Nullable Object value) {
        if (value != null) {
            add(text, value);
        }
    }

    /// Adds nothing when the list is empty.
    ///
    /// @param text up to and with the opening parenthesis
    void addList(String text, Collection<String> list) {
        String separator = text;
        for (String value : list) {
            add(separator + "?", value);
            separator = ", ";
        }
        if (!list.isEmpty()) {
            add(")");
        }
    }

    /// Puts a word such as `EXPLAIN` in front.
    SqlText prefixed(String text) {
        sql.insert(0, text);
        return this;
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        var statement = connection.prepareStatement(sql.toString());
        try {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }
}
