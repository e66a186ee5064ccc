import {useEffect, useRef, type FormEvent} from 'react';
import {Button} from '../ui/Button';
import {Dialog, DialogActions} from '../ui/Dialog';
import {Field} from '../ui/Field';
import {Notice} from '../ui/Notice';
import {Skeleton} from '../ui/Skeleton';
import {takesCommand} from './buildSession';
import {Choices} from './Choices';
import {ExpertOptions} from './ExpertOptions';
import {changeDraft, closeNewSession, useDraft} from './newSession';
import css from './NewSessionDialog.module.css';
import {useAgents, useEnvironments} from './useAgents';
import {useCreate} from './useCreate';

/** On a touch screen the focus would bring up a keyboard over half of the form. */
const hasKeyboard = matchMedia('(pointer: fine)').matches || undefined;

/** Makes a session of what this server can run, and says why it cannot run the rest. */
export function NewSessionDialog() {
  const draft = useDraft();
  const agents = useAgents();
  const environments = useEnvironments();
  const {create, open, isBusy, trouble} = useCreate();
  const form = useRef<HTMLFormElement>(null);
  useDefaults(agents.value, environments.value);
  const errorOf = (field: string) => (trouble?.field === field ? trouble.text : null);
  useEffect(() => {
    if (trouble) {
      form.current?.querySelector('[role=alert]')?.scrollIntoView({block: 'center'});
    }
  }, [trouble]);
  const failed = agents.error ?? environments.error;
  return (
    <Dialog title="New session" size="wide" onClose={closeNewSession}>
      <form
        ref={form}
        className={css.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void create(draft);
        }}
      >
        {failed && (
          <Notice
            tone="bad"
            action={
              <Button
                size="small"
                onClick={() => {
                  agents.retry();
                  environments.retry();
                }}
              >
                Try again
              </Button>
            }
          >
            What this server can run could not be asked: {failed.detail}
          </Notice>
        )}
        {trouble && trouble.field === null && (
          <Notice
            tone="bad"
            action={
              trouble.sessionId && (
                <Button size="small" onClick={() => open(trouble.sessionId!)}>
                  Open it without the message
                </Button>
              )
            }
          >
            {trouble.text}
          </Notice>
        )}
        {agents.value === null && !failed && (
          <Skeleton rows={3}>Asking what this server can run…</Skeleton>
        )}
        {agents.value && (
          <Choices
            label="Agent"
            name="agent"
            items={agents.value.map((agent) => ({
              ...agent,
              title: agent.displayName,
              detail: agent.version ?? undefined,
            }))}
            value={draft.agent}
            error={errorOf('agent')}
            onChange={(agent) => changeDraft({agent})}
          />
        )}
        {takesCommand(draft.agent) && (
          <Field
            label="Command"
            error={errorOf('command')}
            hint="The program and its arguments; quotation marks around what has blanks. It starts in the working folder, without a shell."
          >
            {(control) => (
              <input
                {...control}
                className={`${control.className} ${css.mono}`}
                value={draft.command}
                placeholder="node /srv/agents/agent.mjs"
                spellCheck={false}
                autoCapitalize="off"
                autoComplete="off"
                onChange={(event) => changeDraft({command: event.target.value})}
              />
            )}
          </Field>
        )}
        <Field label="First message" hint="Optional; it is sent as soon as the session is made.">
          {(control) => (
            <textarea
              {...control}
              data-autofocus={hasKeyboard}
              rows={3}
              value={draft.message}
              onChange={(event) => changeDraft({message: event.target.value})}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                  form.current?.requestSubmit();
                }
              }}
            />
          )}
        </Field>
        <Field label="Name" hint="Optional; others find the session by it.">
          {(control) => (
            <input
              {...control}
              value={draft.name}
              autoComplete="off"
              onChange={(event) => changeDraft({name: event.target.value})}
            />
          )}
        </Field>
        <Field
          label="Working folder"
          error={errorOf('folder')}
          hint={
            <>
              Optional: an absolute path on the server, worked in as it is. The server must allow it
              (<code>sessions.workspaceRoots</code>). Empty: a folder of the session’s own.
            </>
          }
        >
          {(control) => (
            <input
              {...control}
              className={`${control.className} ${css.mono}`}
              value={draft.folder}
              placeholder="/srv/work/project"
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
              onChange={(event) => changeDraft({folder: event.target.value})}
            />
          )}
        </Field>
        {environments.value && (
          <Choices
            label="Execution environment"
            name="environment"
            items={environments.value.map((environment) => ({
              ...environment,
              title: environment.name,
            }))}
            value={draft.environment}
            error={errorOf('environment')}
            onChange={(environment) => changeDraft({environment})}
          />
        )}
        <ExpertOptions draft={draft} error={errorOf('options')} />
        <DialogActions>
          <Button onClick={closeNewSession}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={isBusy || !agents.value}>
            {submitWords(isBusy, draft.message.trim() !== '', trouble?.sessionId)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function submitWords(isBusy: boolean, sends: boolean, madeId: string | undefined): string {
  if (madeId !== undefined) {
    return isBusy ? 'Sending…' : 'Send the message again';
  }
  if (isBusy) {
    return 'Creating…';
  }
  return sends ? 'Create and send' : 'Create session';
}

interface Runnable {
  readonly name: string;
  readonly available: boolean;
}

/** Chooses what can be run, the first of each, unless something was chosen that still can. */
function useDefaults(
  agents: readonly Runnable[] | null,
  environments: readonly Runnable[] | null,
): void {
  const {agent, environment} = useDraft();
  useEffect(() => {
    if (agents && !canRun(agents, agent)) {
      changeDraft({agent: agents.find((item) => item.available)?.name ?? ''});
    }
  }, [agents, agent]);
  useEffect(() => {
    if (environments && !canRun(environments, environment)) {
      changeDraft({environment: environments.find((item) => item.available)?.name ?? ''});
    }
  }, [environments, environment]);
}

function canRun(items: readonly Runnable[], name: string): boolean {
  return items.some((item) => item.name === name && item.available);
}
