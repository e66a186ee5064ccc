package dev.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonTypeName;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

class NamesTest {
    /// The word that has no place here: the thing is an execution environment.
    private static final String FOREIGN = "sand" + "box";

    @Test
    void noIdentifierAndNoWireNameHasTheForeignWord() throws Exception {
        var names = new ArrayList<String>();
        for (var type : types()) {
            names.add(type.getName());
            Stream.of(type.getDeclaredFields()).map(Field::getName).forEach(names::add);
            Stream.of(type.getDeclaredMethods()).map(Method::getName).forEach(names::add);
            var wireName = type.getAnnotation(JsonTypeName.class);
            if (wireName != null) {
                names.add(wireName.value());
            }
            if (type.isEnum()) {
                for (var constant : type.getEnumConstants()) {
                    names.add(constant.toString());
                    names.add(ProtocolJson.write(constant));
                }
            }
        }
        assertThat(names)
                .hasSizeGreaterThan(500)
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains(FOREIGN));
    }

    @Test
    void noVectorHasTheForeignWord() throws Exception {
        try (var files = Files.walk(Vectors.ROOT)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file).toLowerCase(Locale.ROOT))
                        .as(file.toString())
                        .doesNotContain(FOREIGN);
            }
        }
    }

    private static List<Class<?>> types() throws Exception {
        var root =
                Path.of(
                        ProtocolJson.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        var types = new ArrayList<Class<?>>();
        try (var files = Files.walk(root)) {
            for (var file : files.filter(one -> one.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                types.add(Class.forName(name.substring(0, name.length() - ".class".length())));
            }
        }
        return types;
    }
}
