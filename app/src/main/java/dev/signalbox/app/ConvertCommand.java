package dev.signalbox.app;

import dev.signalbox.agent.NativeConverter;
import dev.signalbox.protocol.ErrorCode;
import dev.signalbox.protocol.LineReader;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.ProtocolLimits;
import dev.signalbox.protocol.SignalboxException;
import dev.signalbox.protocol.StreamEvent;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;

@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the stream events that an adapter makes of a recorded native stream on stdin.",
            "Queries are q1, q2, …; input that ends in the middle of a turn ends its query as 'lost'."
        })
final class ConvertCommand implements Callable<Integer> {
    @Option(
            names = "--agent",
            required = true,
            paramLabel = "NAME",
            completionCandidates = AgentNames.class,
            description = "Whose stream it is: ${COMPLETION-CANDIDATES}.")
    private String agent = "";

    @Override
    public Integer call() throws IOException {
        NativeConverter converter = AgentNames.adapter(agent).converter();
        var out = Terminal.out();
        var lines = new LineReader(System.in, ProtocolLimits.LINE_BYTES_MAX);
        for (var line = lines.next(); line != null; line = lines.next()) {
            switch (line) {
                case LineReader.Line.Whole whole -> print(out, converter.line(whole.bytes()));
                case LineReader.Line.TooLong(long bytes, _) ->
                        throw new SignalboxException(
                                ErrorCode.BAD_REQUEST,
                                "a line has "
                                        + bytes
                                        + " bytes, at most "
                                        + ProtocolLimits.LINE_BYTES_MAX);
            }
        }
        print(out, converter.end());
        out.flush();
        return 0;
    }

    private static void print(PrintStream out, List<StreamEvent> events) {
        for (var event : events) {
            out.print(ProtocolJson.write(event) + "\n");
        }
    }
}
