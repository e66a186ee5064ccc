package dev.signalbox.agent.codex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.protocol.ConversationBlock;
import dev.signalbox.protocol.PermissionKind;
import dev.signalbox.protocol.ProtocolJson;
import dev.signalbox.protocol.RunnerCommand;
import dev.signalbox.protocol.StreamEvent;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class CodexPermissionsTest {
    private final TranslatorHarness codex = new TranslatorHarness();

    @Test
    void aRequestThatCodexSettlesByItselfIsWithdrawn() {
        codex.begin("mine", "t1");
        codex.say("item/started", TranslatorHarness.command("c1"));
        codex.ask(
                0,
                "item/commandExecution/requestApproval",
                "'itemId':'c1','command':'ls','cwd':'/w'");
        codex.say("serverRequest/resolved", "'requestId':0");
        codex.ask(
                1,
                "item/commandExecution/requestApproval",
                "'itemId':'c1','command':'ls','cwd':'/w'");
        codex.end("t1", "interrupted");

        assertThat(codex.events(StreamEvent.PermissionWithdrawn.class)).hasSize(2);
        codex.answer(
                codex.events(StreamEvent.PermissionRequested.class).getFirst().requestId(),
                "allow_once",
                Map.of());
        assertThat(codex.toCodex).containsExactly("left main-thread [c1]");
        codex.lawIsKept();
    }

    @Test
    void aCommandThatWantsOutHasARuleOfItsOwn() {
        codex.begin("mine", "t1");
        codex.say("item/started", TranslatorHarness.command("c1"));
        var same = "'itemId':'c1','command':'ls','cwd':'/w'";
        codex.ask(0, "item/commandExecution/requestApproval", same);
        codex.ask(1, "item/commandExecution/requestApproval", same + ",'reason':'I must'");

        assertThat(codex.events(StreamEvent.PermissionRequested.class))
                .extracting(StreamEvent.PermissionRequested::rule)
                .containsExactly(
                        "commandExecution(ls) in /w", "commandExecution(ls) in /w, unconfined");
        codex.answer("req_1", "allow_always", Map.of());
        codex.answer("req_2", "reject_once", Map.of());
        assertThat(codex.toCodex)
                .containsExactly("0 {\"decision\":\"accept\"}", "1 {\"decision\":\"decline\"}");
    }

    @Test
    void changesInTheWorkspaceAreAcceptedInThatModeAndOthersAsked() {
        codex.translator.unasked(new UnaskedAnswers(PermissionMode.Unasked.EDITS, Path.of("/w")));
        codex.begin("mine", "t1");
        for (var path : List.of("/w/a.txt", "/w/../etc/passwd")) {
            codex.say(
                    "item/started",
                    "'item':{'type':'fileChange','id':'"
                            + path
                            + "','status':'inProgress','changes':[{'path':'"
                            + path
                            + "','kind':{'type':'add'},'diff':'x'}]}");
            codex.ask(7, "item/fileChange/requestApproval", "'itemId':'" + path + "'");
        }

        assertThat(codex.toCodex).containsExactly("7 {\"decision\":\"accept\"}");
        assertThat(codex.events(StreamEvent.PermissionRequested.class)).hasSize(1);
    }

    @Test
    void aQuestionIsACallOfItsOwn() {
        codex.begin("mine", "t1");
        codex.ask(
                3,
                "item/tool/requestUserInput",
                "'itemId':'i','questions':[{'id':'c','header':'C','question':'Which?','isOther':true,'options':[{'label':'Red','description':'r'},{'label':'Blue','description':'b'}]}]");
        var asked = codex.events(StreamEvent.PermissionRequested.class).getFirst();
        assertThat(asked.kind()).isEqualTo(PermissionKind.QUESTION);
        assertThat(asked.questions().getFirst().freeText()).isTrue();
        codex.answer(asked.requestId(), "answer", Map.of("c", ProtocolJson.tree(List.of("o2"))));

        assertThat(codex.toCodex)
                .containsExactly("3 {\"answers\":{\"c\":{\"answers\":[\"Blue\"]}}}");
        assertThat(codex.completed(ConversationBlock.ToolResult.class)).hasSize(1);
        codex.lawIsKept();
    }

    @Test
    void aFormOfAnMcpServerIsFilledIn() {
        codex.begin("mine", "t1");
        codex.ask(
                4,
                "mcpServer/elicitation/request",
                "'serverName':'s','mode':'form','message':'Who?','requestedSchema':{'type':'object','properties':{'name':{'type':'string'},'age':{'type':'integer'},'ok':{'type':'boolean'},'pet':{'type':'string','enum':['cat','dog']}}}");
        var asked = codex.events(StreamEvent.PermissionRequested.class).getFirst();
        assertThat(asked.questions()).hasSize(4);
        codex.answer(
                asked.requestId(),
                "answer",
                Map.of(
                        "name", ProtocolJson.text("Ann"),
                        "age", ProtocolJson.text("7"),
                        "ok", ProtocolJson.tree(List.of("true")),
                        "pet", ProtocolJson.tree(List.of("dog"))));

        assertThat(codex.toCodex)
                .containsExactly(
                        "4 {\"action\":\"accept\",\"content\":{\"name\":\"Ann\",\"age\":7,\"ok\":true,\"pet\":\"dog\"}}");
    }

    @Test
    void whatNobodyCanAnswerIsRefused() {
        codex.ask(9, "attestation/generate", "'a':1");

        assertThat(codex.toCodex).containsExactly("9 refused attestation/generate");
    }

    @Test
    void aRefusalWithWordsIsFollowedByThem() {
        codex.begin("mine", "t1");
        codex.say("item/started", TranslatorHarness.command("c1"));
        codex.ask(0, "item/commandExecution/requestApproval", "'itemId':'c1','command':'ls'");
        codex.translator.answered(
                new RunnerCommand.AnswerPermission("req_1", "reject_once", "use find", null));

        assertThat(codex.toCodex)
                .containsExactly("0 {\"decision\":\"decline\"}", "steer t1 use find");
    }
}
