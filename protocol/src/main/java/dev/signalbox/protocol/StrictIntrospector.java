package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.impl.AsPropertyTypeDeserializer;
import tools.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import tools.jackson.databind.util.TokenBuffer;

import java.util.Collection;

/// Two things in which the protocol is stricter than Jackson: a number or boolean that a record
/// holds as a primitive has to be there, and a `type` has to be a string.
final class StrictIntrospector extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        boolean isOurs =
                member.getDeclaringClass().getPackageName().equals(getClass().getPackageName());
        return (isOurs && member.getRawType().isPrimitive())
                ? Boolean.TRUE
                : super.hasRequiredMarker(config, member);
    }

    @Override
    public @Nullable Object findTypeResolverBuilder(MapperConfig<?> config, Annotated annotated) {
        var info = annotated.getAnnotation(JsonTypeInfo.class);
        return (info != null && info.include() == JsonTypeInfo.As.EXISTING_PROPERTY)
                ? new Resolver(
                        JsonTypeInfo.Value.from(info), config.constructType(annotated.getRawType()))
                : super.findTypeResolverBuilder(config, annotated);
    }

    private static final class Resolver extends StdTypeResolverBuilder {
        Resolver(JsonTypeInfo.Value settings, JavaType base) {
            super(settings, base);
        }

        @Override
        public TypeDeserializer buildTypeDeserializer(
                DeserializationContext context, JavaType base, Collection<NamedType> subtypes) {
            var built = super.buildTypeDeserializer(context, base, subtypes);
            return new StringType(built, base, context.constructType(built.getDefaultImpl()));
        }
    }

    private static final class StringType extends AsPropertyTypeDeserializer {
        StringType(TypeDeserializer built, JavaType base, JavaType otherwise) {
            super(
                    base,
                    built.getTypeIdResolver(),
                    built.getPropertyName(),
                    true,
                    otherwise,
                    JsonTypeInfo.As.EXISTING_PROPERTY,
                    false);
        }

        private StringType(StringType other, BeanProperty property) {
            super(other, property);
        }

        @Override
        public TypeDeserializer forProperty(BeanProperty property) {
            return new StringType(this, property);
        }

        @Override
        protected Object _deserializeTypedForId(
                JsonParser parser,
                DeserializationContext context,
                @Nullable TokenBuffer buffer,
                String typeId) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                return context.reportInputMismatch(
                        baseType(), "'%s' is not a string", getPropertyName());
            }
            return super._deserializeTypedForId(parser, context, buffer, typeId);
        }
    }
}
