package dev.signalbox.protocol;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Map;

/// A part of a message that is more than a text.
@JsonTypeInfo(
        use = JsonTypeInfo.Id.NAME,
        include = JsonTypeInfo.As.EXISTING_PROPERTY,
        property = "type",
        visible = true,
        defaultImpl = ContentPart.Unknown.class)
@JsonPropertyOrder("type")
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ContentPart {
    /// The wire name.
    @JsonProperty("type")
    default String type() {
        return WireNames.of(getClass());
    }

    @JsonTypeName("text")
    record Text(String text, @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ContentPart {
        public Text {
            Require.field(text, "text");
            others = Require.othersButType(others);
        }

        public Text(String text) {
            this(text, Map.of());
        }
    }

    @JsonTypeName("image")
    record Image(Source source, @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ContentPart {
        public Image {
            Require.field(source, "source");
            others = Require.othersButType(others);
        }

        /// Where the image is.
        ///
        /// @param type `base64` or `url`
        /// @param data the bytes in base64, or the URL
        @JsonInclude(JsonInclude.Include.NON_NULL)
        public record Source(
                String type,
                String data,
                @Nullable String mediaType,
                @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
            public Source {
                Require.field(type, "source.type");
                Require.field(data, "source.data");
                others = Require.others(others);
            }
        }
    }

    @JsonTypeName("resource_link")
    record ResourceLink(
            String uri,
            String name,
            @Nullable String mediaType,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ContentPart {
        public ResourceLink {
            Require.field(uri, "uri");
            Require.field(name, "name");
            others = Require.othersButType(others);
        }
    }

    /// A file or another resource, with its content.
    ///
    /// @param data base64, where the resource is not a text
    @JsonTypeName("resource")
    record Resource(
            String uri,
            @Nullable String mediaType,
            @Nullable String text,
            @Nullable String data,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ContentPart {
        public Resource {
            Require.field(uri, "uri");
            others = Require.othersButType(others);
        }
    }

    /// A part that this build does not know, kept as it is.
    record Unknown(
            @JsonProperty("type") String type,
            @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others)
            implements ContentPart {
        public Unknown {
            Require.field(type, "type");
            others = Require.othersButType(others);
        }
    }
}
