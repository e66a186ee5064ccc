package dev.signalbox.agent;

import dev.signalbox.protocol.BlockLaw;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.MessageContent;
import dev.signalbox.protocol.ProtocolException;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.QueryCause;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.awaitility.Awaitility;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/// Runs one agent as a runner does, without spool or socket: a loop thread, the process and its
/// readers. For tests that drive a real agent.
public final class LoopRunner implements AutoCloseable, AgentPort {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AgentAdapter adapter;
    private final Path folder;
    private final ObjectNode options;
    private final Map<String, String> environment;
    private final Path executable;
    private final Map<String, String> remembered = new ConcurrentHashMap<>();
    private final List<StreamEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    private final List<String> stderr = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final BlockLaw law = new BlockLaw();
    private final ScheduledExecutorService loop =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("loop").factory());
    private final AtomicReference<CountDownLatch> ready =
            new AtomicReference<>(new CountDownLatch(1));

    private final List<String> restarts = new CopyOnWriteArrayList<>();

    private volatile String history = "";
    private volatile AgentDriver driver;
    private volatile Process process;
    private Thread reader;

    public LoopRunner(
            AgentAdapter adapter,
            Path folder,
            Path executable,
            ObjectNode options,
            Map<String, String> environment)
            throws IOException {
        this.adapter = adapter;
        this.folder = folder;
        this.executable = executable;
        this.options = options;
        this.environment = environment;
        for (var name : List.of("workspace", "home", "tmp")) {
            Files.createDirectories(folder.resolve(name));
        }
    }

    public Path workspace() {
        return folder.resolve("workspace");
    }

    /// What [AgentPort#history] is to say.
    public LoopRunner with(String historyOfSession) {
        history = historyOfSession;
        return this;
    }

    /// Why the driver wanted a new process.
    public List<String> restarts() {
        return restarts;
    }

    /// Starts the agent, again if it has run before, and waits until it is ready.
    public LoopRunner start() throws Exception {
        ready.set(new CountDownLatch(1));
        spawn();
        if (!ready.get().await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the agent is not ready; stderr: " + stderr);
        }
        return this;
    }

    /// Starts the agent and does not wait.
    public void spawn() throws Exception {
        stderr.clear();
        driver =
                adapter.open(
                        new AgentSpec(
                                "session",
                                folder,
                                workspace(),
                                folder.resolve("home"),
                                folder.resolve("tmp"),
                                options,
                                executable,
                                environment,
                                remembered),
                        this);
        var launch = loop.submit(driver::launch).get();
        var builder = new ProcessBuilder(launch.command()).directory(workspace().toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("HOME", folder.resolve("home").toString());
        builder.environment().put("TMPDIR", folder.resolve("tmp").toString());
        builder.environment().putAll(launch.environment());
        process = builder.start();
        loop.submit(driver::started).get();
        reader = Thread.ofVirtual().name("stdout").start(() -> pump(driver, process));
        Thread.ofVirtual().name("stderr").start(this::drain);
    }

    private void pump(AgentDriver of, Process from) {
        try {
            var in = from.getInputStream();
            for (byte[] line = line(in); line != null; line = line(in)) {
                var one = line;
                loop.execute(() -> guarded(() -> of.line(one)));
            }
            int code = from.waitFor();
            loop.execute(() -> guarded(() -> of.ended(QueryCause.Exit.ofCode(code))));
        } catch (IOException | InterruptedException e) {
            problems.add("reader: " + e);
        }
    }

    private static byte[] line(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return bytes.toByteArray();
            }
            bytes.write(b);
        }
        return bytes.size() > 0 ? bytes.toByteArray() : null;
    }

    private void drain() {
        try (var text = process.errorReader()) {
            text.lines().forEach(stderr::add);
        } catch (IOException e) {
            problems.add("stderr: " + e);
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            problems.add(e + " at " + e.getStackTrace()[0]);
        }
    }

    public void start(String queryId, String prompt) {
        start(queryId, MessageContent.of(prompt));
    }

    public void start(String queryId, MessageContent prompt) {
        loop.execute(() -> guarded(() -> driver.startQuery(queryId, prompt, Map.of())));
    }

    /// Sends a message and waits for the end of its query.
    public StreamEvent.QueryEnded query(String queryId, String prompt) {
        start(queryId, prompt);
        return awaitEnd(queryId);
    }

    public StreamEvent.QueryEnded awaitEnd(String queryId) {
        return await(
                StreamEvent.QueryEnded.class,
                ended -> ended.queryId().equals(queryId),
                "the end of " + queryId);
    }

    /// Waits for an event, among those from before too.
    public <E extends StreamEvent> E await(Class<E> type, Predicate<E> which, String what) {
        var found = new AtomicReference<E>();
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    events(type).stream().filter(which).findFirst().ifPresent(found::set);
                    return found.get() != null;
                });
        return Objects.requireNonNull(found.get());
    }

    public void interrupt(String queryId) {
        loop.execute(() -> guarded(() -> driver.interrupt(queryId)));
    }

    public void answer(RunnerCommand.AnswerPermission answer) {
        loop.execute(() -> guarded(() -> driver.answerPermission(answer)));
    }

    public void setOptions(Map<String, JsonNode> changes) {
        loop.execute(() -> guarded(() -> driver.setOptions(changes)));
    }

    /// Ends the agent as a crash does, and waits until that was noticed.
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        awaitExit();
    }

    /// Closes the agent's input and waits for its exit.
    public void closeInput() throws IOException, InterruptedException {
        process.getOutputStream().close();
        awaitExit();
    }

    public int awaitExit() throws InterruptedException {
        reader.join(PATIENCE);
        return process.waitFor();
    }

    public List<StreamEvent> events() {
        return events;
    }

    public <E extends StreamEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// What went wrong in the driver or was said against the block law.
    public List<String> problems() {
        return problems;
    }

    public int openBlocks() throws Exception {
        return loop.submit(law::openCount).get();
    }

    public Map<String, String> remembered() {
        return remembered;
    }

    @Override
    public void emit(StreamEvent event) {
        if (event instanceof StreamEvent.Conversation conversation) {
            try {
                law.apply(conversation);
            } catch (ProtocolException e) {
                problems.add(e.getMessage() + ": " + ProtocolJson.write(event));
            }
        }
        events.add(event);
    }

    @Override
    public void emit(StreamEvent event, byte[] json) {
        emit(event);
    }

    @Override
    public void violation(ProtocolException why, byte[] line) {
        problems.add("violation: " + why.getMessage());
    }

    @Override
    public void ready() {
        ready.get().countDown();
    }

    @Override
    public void send(byte[] line) {
        try {
            var out = process.getOutputStream();
            out.write(
                    (new String(line, StandardCharsets.UTF_8) + "\n")
                            .getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            problems.add("stdin: " + e.getMessage());
        }
    }

    @Override
    public Cancellable schedule(Duration after, Runnable task) {
        var future = loop.schedule(() -> guarded(task), after.toMillis(), TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public void post(Runnable task) {
        try {
            loop.execute(() -> guarded(task));
        } catch (RejectedExecutionException _) {
            // It has ended: a driver's thread may say something that late.
        }
    }

    @Override
    public void deliver(byte[] line) {
        var of = driver;
        post(() -> of.line(line));
    }

    @Override
    public void restart(String why) {
        restarts.add(why);
        process.toHandle().destroy();
    }

    @Override
    public String history() {
        return history;
    }

    @Override
    public String newId(String prefix) {
        return prefix + "-" + ids.incrementAndGet();
    }

    @Override
    public void remember(String key, String value) {
        remembered.put(key, value);
    }

    @Override
    public void agentVersion(String version) {
        remembered.put("version", version);
    }

    @Override
    public void fail(ErrorCode code, String message) {
        problems.add("fail: " + code + " " + message);
        process.toHandle().destroyForcibly();
    }

    @Override
    public QueryCause cause(ErrorCode code, String message) {
        return new QueryCause(code, message, null, String.join("\n", stderr));
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void close() {
        try {
            if (process != null) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.toHandle().destroyForcibly();
                awaitExit();
            }
            loop.submit(() -> {}).get(); // The driver has heard of the end.
            loop.shutdownNow();
            loop.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
