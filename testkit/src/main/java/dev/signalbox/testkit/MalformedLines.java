package dev.signalbox.testkit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Lines that a peer should never send, made of good ones: the same seed and the same good lines give
/// the same lines again. A few of them are good by chance, as with a real peer. One owner thread.
public final class MalformedLines {
    private static final int NESTING = 10_000;
    private static final int OVERLONG_BYTES = (32 << 20) + (128 << 10);
    private static final int STRUCTURED_CHARS_MAX = 64 * 1024;

    private static final List<Malformation> USUAL =
            Stream.of(Malformation.values()).filter(it -> it != Malformation.OVERLONG).toList();

    private final long seed;
    private final List<byte[]> good;
    private final SplittableRandom random;

    /// One spoiled line.
    ///
    /// @param bytes without a newline, in the line and at its end
    public record Spoiled(Malformation how, byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Spoiled(var h, var b) && h == how && Arrays.equals(b, bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        /// How the line was spoiled, and its beginning.
        @Override
        public String toString() {
            int shown = Math.min(bytes.length, 400);
            return how + ": " + new String(bytes, 0, shown, StandardCharsets.UTF_8);
        }
    }

    /// @param good lines to be spoiled; those that are JSON objects serve for every malformation
    public MalformedLines(long seed, List<byte[]> good) {
        if (good.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to spoil");
        }
        this.seed = seed;
        this.good = List.copyOf(good);
        this.random = new SplittableRandom(seed);
    }

    /// Lines made of one good event of each kind, with ids that belong to nobody.
    public static MalformedLines ofEvents(long seed) {
        return new MalformedLines(
                seed,
                SpoilParts.EVENTS.stream().map(it -> it.getBytes(StandardCharsets.UTF_8)).toList());
    }

    /// The seed of a test run: the system property `seed`, or a new one. Print it.
    public static long newSeed() {
        return Long.getLong("seed", System.nanoTime() & 0xffff_ffffL);
    }

    /// The seed that gives these lines again.
    public long seed() {
        return seed;
    }

    /// The next line, spoiled in any way but [Malformation#OVERLONG].
    public Spoiled next() {
        return next(USUAL.get(random.nextInt(USUAL.size())));
    }

    /// The next line, spoiled like this.
    public Spoiled next(Malformation how) {
        return new Spoiled(how, oneLine(spoil(how)));
    }

    private byte[] spoil(Malformation how) {
        byte[] line = pick();
        return switch (how) {
            case BROKEN_UTF8 ->
                    splice(line, inside(line), new byte[] {(byte) 0xc3, 0x28, (byte) 0xff});
            case OVERLONG -> overlong();
            case DEEP_NESTING -> deep();
            case WRONG_TYPE -> withField(line, value(SpoilParts.OTHER_VALUES), true);
            case DUPLICATE_KEY -> withField(line, value(SpoilParts.OTHER_VALUES), false);
            case MISSING_FIELD -> withoutField(line);
            case UNKNOWN_TYPE -> withType(line);
            case HUGE_NUMBER -> withField(line, value(SpoilParts.HUGE), true);
            case LONE_SURROGATE -> inText(line, "\\ud83d");
            case NUL ->
                    random.nextBoolean()
                            ? inText(line, "\\u0000")
                            : splice(line, inside(line), new byte[1]);
            case CARRIAGE_RETURN -> append(splice(line, inside(line), bytes("\r")), "\r");
            case TRAILING_GARBAGE ->
                    append(line, value(List.of(" {}", "}", ",", " trailing", "\u0000")));
            case NO_OBJECT ->
                    bytes(
                            value(
                                    List.of(
                                            "what",
                                            "[1,2]",
                                            "\"text\"",
                                            "5",
                                            "null",
                                            "true",
                                            "{",
                                            "{}")));
            case BLOCK_LAW -> bytes(SpoilParts.EVENTS.get(1 + random.nextInt(2)));
            case FOREIGN_ID -> withForeignIds(line);
            case TORN -> Arrays.copyOf(line, inside(line));
            case MUTATED -> mutate(line);
        };
    }

    // ---- malformations of structure

    private byte[] overlong() {
        byte[] line = new byte[OVERLONG_BYTES];
        Arrays.fill(line, (byte) 'x');
        byte[] head = bytes("{\"type\":\"log\",\"message\":\"");
        System.arraycopy(head, 0, line, 0, head.length);
        return line;
    }

    private byte[] deep() {
        boolean isList = random.nextBoolean();
        String open = isList ? "[" : "{\"a\":";
        String close = isList ? "]" : "}";
        String deep = open.repeat(NESTING) + "1" + close.repeat(NESTING);
        return bytes("{\"type\":\"log\",\"message\":\"deep\",\"data\":" + deep + "}");
    }

    /// Writes a value to a field somewhere in the object: in its place, or beside it.
    private byte[] withField(byte[] line, String value, boolean replaces) {
        var tree = tree(line);
        var objects = objects(tree);
        var target = objects.get(random.nextInt(objects.size()));
        if (target.isEmpty()) {
            return bytes(value);
        }
        String name = name(target);
        String mark = "#MARK#";
        String key = Json.write(Json.node(name));
        String old = Json.write(target.get(name));
        target.put(name, mark);
        String field = key + ":" + (replaces ? value : value + "," + key + ":" + old);
        return bytes(Json.write(tree).replace(key + ":\"" + mark + "\"", field));
    }

    private byte[] withoutField(byte[] line) {
        var tree = tree(line);
        var objects = objects(tree);
        var target = objects.get(random.nextInt(objects.size()));
        if (!target.isEmpty()) {
            target.remove(name(target));
        }
        return bytes(Json.write(tree));
    }

    private byte[] withType(byte[] line) {
        var tree = tree(line);
        tree.put("type", value(List.of("", "hacked", "block", "session:status", "TEXT_DELTA")));
        return bytes(Json.write(tree));
    }

    private byte[] withForeignIds(byte[] line) {
        var tree = tree(line);
        for (var object : objects(tree)) {
            for (var name : List.copyOf(object.propertyNames())) {
                boolean isId = name.equals("id") || name.endsWith("Id") || name.endsWith("ID");
                if (isId && random.nextBoolean()) {
                    object.put(name, "foreign-" + random.nextInt(1_000));
                }
            }
        }
        return bytes(Json.write(tree));
    }

    private static List<ObjectNode> objects(JsonNode tree) {
        var all = new ArrayList<ObjectNode>();
        if (tree instanceof ObjectNode object) {
            all.add(object);
        }
        tree.forEach(child -> all.addAll(objects(child)));
        return all;
    }

    private String name(ObjectNode object) {
        var names = List.copyOf(object.propertyNames());
        return names.get(random.nextInt(names.size()));
    }

    private ObjectNode tree(byte[] line) {
        var text = new String(line, StandardCharsets.UTF_8);
        boolean isObject = text.startsWith("{") && text.length() <= STRUCTURED_CHARS_MAX;
        return (ObjectNode) Json.parse(isObject ? text : SpoilParts.EVENTS.getFirst());
    }

    // ---- malformations of bytes

    /// Puts characters into the first text of the line that is long enough to have an inside.
    private byte[] inText(byte[] line, String crumb) {
        var text = new String(line, StandardCharsets.UTF_8);
        int at = text.lastIndexOf('"');
        return at < 0
                ? append(line, crumb)
                : bytes(text.substring(0, at) + crumb + text.substring(at));
    }

    private byte[] mutate(byte[] line) {
        byte[] changed = line;
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = inside(changed);
            int end = Math.min(changed.length, at + random.nextInt(12));
            changed =
                    switch (random.nextInt(5)) {
                        case 0 -> splice(changed, at, at, bytes(value(SpoilParts.CRUMBS)));
                        case 1 -> splice(changed, at, end, bytes(value(SpoilParts.CRUMBS)));
                        case 2 -> splice(changed, at, end, new byte[0]);
                        case 3 -> splice(changed, at, end, noise());
                        default -> splice(changed, at, end, piece());
                    };
        }
        return changed;
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(4)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] piece() {
        byte[] other = pick();
        int from = inside(other);
        return Arrays.copyOfRange(other, from, Math.min(other.length, from + 20));
    }

    private byte[] pick() {
        return good.get(random.nextInt(good.size()));
    }

    private String value(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }

    private int inside(byte[] line) {
        return random.nextInt(line.length + 1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] append(byte[] line, String end) {
        return splice(line, line.length, bytes(end));
    }

    private static byte[] splice(byte[] line, int at, byte[] with) {
        return splice(line, at, at, with);
    }

    private static byte[] splice(byte[] line, int from, int to, byte[] with) {
        var spliced = new ByteArrayOutputStream(line.length + with.length);
        spliced.write(line, 0, from);
        spliced.writeBytes(with);
        spliced.write(line, to, line.length - to);
        return spliced.toByteArray();
    }

    private static byte[] oneLine(byte[] line) {
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n') {
                line[i] = ' ';
            }
        }
        return line;
    }
}
