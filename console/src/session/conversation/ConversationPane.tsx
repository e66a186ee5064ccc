import {MAIN, type BlockState, type SessionState, type SessionView} from '@signalbox/client';
import {useMe} from '@signalbox/react';
import {useState, type ReactNode} from 'react';
import {whyNot} from '../../app/roles';
import {EmptyState} from '../../ui/EmptyState';
import {Skeleton} from '../../ui/Skeleton';
import {Tabs} from '../../ui/Tabs';
import {Composer} from '../composer/Composer';
import {useDraft} from '../composer/useDraft';
import {useSending} from '../composer/useSending';
import {Permissions} from '../permissions/Permissions';
import {BlockList} from './BlockList';
import css from './ConversationPane.module.css';
import {whyNotNow} from './says';
import {Subagents} from './subagents';
import {useQueries} from './useQueries';

const NO_BLOCKS: readonly BlockState[] = [];
const PANEL = 'conversation-panel';

/** What is said and done in a session, and where one takes part in it. */
export function ConversationPane({
  sessionId,
  view,
  actions,
}: {
  sessionId: string;
  view: SessionView;
  /** What else stands beside the heading. */
  actions?: ReactNode;
}) {
  const {state} = view;
  const [tab, setTab] = useState(MAIN);
  const [tools, setTools] = useState<HTMLElement | null>(null);
  const [draft, setDraft] = useDraft(sessionId);
  const sending = useSending(sessionId, state, (text) =>
    setDraft(draft === '' ? text : `${text}\n\n${draft}`),
  );
  const {me} = useMe();
  const tabs = useTabs(state);
  const isThere = tabs.some((one) => one.id === tab);
  return (
    <section className={css.pane} aria-label="Conversation">
      <header className={css.head} data-single={tabs.length <= 1}>
        <h2 className={tabs.length > 1 ? 'visually-hidden' : css.title}>Conversation</h2>
        {tabs.length > 1 && (
          <Tabs
            label="Conversations"
            tabs={tabs}
            selected={isThere ? tab : MAIN}
            onSelect={setTab}
            panelId={PANEL}
          />
        )}
        <div className={css.tools}>
          <span ref={setTools} />
          {actions}
        </div>
      </header>
      <div
        id={PANEL}
        className={css.panel}
        {...(tabs.length > 1 && {role: 'tabpanel', 'aria-label': 'Chosen conversation'})}
      >
        {state === null ? (
          <Skeleton rows={7}>Loading the conversation…</Skeleton>
        ) : (
          <Shown
            key={tab}
            sessionId={sessionId}
            state={state}
            conversationId={isThere ? tab : MAIN}
            onOpen={setTab}
            sent={sending.sent}
            tools={tools}
          />
        )}
      </div>
      <Composer
        text={draft}
        onText={setDraft}
        sending={sending}
        isActive={state !== null && state.activeQuery !== null}
        queue={state?.queue ?? []}
        reason={whyNot(me, 'send messages') ?? whyNotNow(view)}
      />
    </section>
  );
}

function Shown({
  sessionId,
  state,
  conversationId,
  onOpen,
  sent,
  tools,
}: {
  sessionId: string;
  state: SessionState;
  conversationId: string;
  onOpen(id: string): void;
  sent: readonly {readonly id: number; readonly text: string}[];
  tools: HTMLElement | null;
}) {
  const queries = useQueries(sessionId);
  const {byId} = state.conversations;
  return (
    <BlockList
      sessionId={sessionId}
      blocks={byId.get(conversationId)?.blocks ?? NO_BLOCKS}
      conversations={byId}
      queries={queries}
      tools={tools}
      onOpenConversation={onOpen}
      empty={sent.length === 0 && <Nothing isMain={conversationId === MAIN} />}
      footer={
        <>
          {conversationId === MAIN &&
            sent.map((message) => (
              <div key={message.id} className={css.sending} role="status">
                <div>{message.text}</div>
                <span>Sending…</span>
              </div>
            ))}
          <Permissions sessionId={sessionId} state={state} />
        </>
      }
    />
  );
}

function Nothing({isMain}: {isMain: boolean}) {
  return isMain ? (
    <EmptyState title="Nothing was said yet">
      Write below what the agent is to do. Its first message starts the execution environment.
    </EmptyState>
  ) : (
    <EmptyState title="Nothing was said here yet">The subagent has just begun.</EmptyState>
  );
}

const WORDS: Record<string, string> = {
  pending: 'preparing',
  running: 'at work',
  success: 'done',
  error: 'failed',
};

/** The main conversation and each subagent's, with how it stands. */
function useTabs(state: SessionState | null): readonly {id: string; title: string}[] {
  const [subagents] = useState(() => new Subagents());
  if (state === null) {
    return [];
  }
  const {byId} = state.conversations;
  return [...byId.keys()].map((id) => {
    if (id === MAIN) {
      return {id, title: 'Main'};
    }
    const block = subagents.of(byId, id);
    const status = block?.incomplete ? 'interrupted' : WORDS[block?.status ?? ''];
    const name = block?.name ?? `Subagent ${id.slice(-6)}`;
    return {id, title: status === undefined ? name : `${name} · ${status}`};
  });
}
