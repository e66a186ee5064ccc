import {SignalboxError, type RuntimeState} from '@signalbox/client';
import {describe, expect, it} from 'vitest';
import {buildSession, DraftError, fieldOf, splitCommand} from './buildSession';
import {environmentWords, nameOf, queryWords} from './describe';
import {parseListQuery, withListQuery} from './listQuery';
import type {Draft} from './newSession';

const draft = (change: Partial<Draft>): Draft => ({
  agent: 'demo',
  environment: '',
  name: '',
  message: '',
  folder: '',
  command: '',
  model: '',
  permissionMode: '',
  options: '',
  key: 'k1',
  messageId: 'm1',
  ...change,
});

describe('a command line', () => {
  it('is split as a shell would, and nothing in it is special', () => {
    expect(splitCommand(`node "/srv/my agent.mjs"  --x='a "b" \\' c\\ d "" $HOME`)).toEqual([
      'node',
      '/srv/my agent.mjs',
      '--x=a "b" \\',
      'c d',
      '',
      '$HOME',
    ]);
    expect(splitCommand('  ')).toEqual([]);
  });

  it('with an open quotation is refused', () => {
    expect(splitCommand('node "x')).toBeNull();
  });
});

describe('a new session', () => {
  it('is sent without what was left empty', () => {
    expect(buildSession(draft({name: ' ', options: ' '}))).toEqual({agent: 'demo', key: 'k1'});
  });

  it('takes fields and JSON together', () => {
    const built = buildSession(
      draft({
        agent: 'exec',
        command: 'node a.mjs',
        folder: ' /srv/x ',
        permissionMode: 'readOnly',
        options: '{"env": {"A": "1"}}',
      }),
    );
    expect(built.workspace).toEqual({path: '/srv/x', inPlace: true});
    expect(built.options).toEqual({
      env: {A: '1'},
      permissionMode: 'readOnly',
      command: ['node', 'a.mjs'],
    });
  });

  it('is stopped at the field that is wrong', () => {
    const field = (change: Partial<Draft>) => {
      try {
        buildSession(draft(change));
      } catch (thrown) {
        return thrown instanceof DraftError ? thrown.field : thrown;
      }
      return null;
    };
    expect(field({agent: ''})).toBe('agent');
    expect(field({agent: 'exec'})).toBe('command');
    expect(field({options: '[1]'})).toBe('options');
    expect(field({options: '{'})).toBe('options');
    expect(field({agent: 'exec', options: '{"command": ["x"]}'})).toBeNull();
  });

  it('shows what the server refuses beside the field it is about', () => {
    const of = (code: string, detail: string) => fieldOf(new SignalboxError({code, detail}));
    expect(of('INVALID_OPTION', "workspace '/etc' cannot be used: …")).toBe('folder');
    expect(of('INVALID_OPTION', "option 'modle' is not known (known: command, …)")).toBe('options');
    expect(of('INVALID_OPTION', "option 'command' must be a list")).toBe('command');
    expect(of('AGENT_NOT_AVAILABLE', '…')).toBe('agent');
    expect(of('OVERLOADED', '…')).toBeNull();
  });
});

describe('the address of the list', () => {
  it('says what is searched and filtered for, and nonsense in it nothing', () => {
    const of = (search: string) => parseListQuery(new URLSearchParams(search));
    expect(of('q=%20shop%20&status=ready&agent=exec&active=true')).toEqual({
      q: 'shop',
      status: 'ready',
      agent: 'exec',
      active: true,
    });
    expect(of('q=%20&status=good&active=maybe&x=1')).toEqual({});
  });

  it('keeps what is not of the list', () => {
    const next = withListQuery(new URLSearchParams('x=1&q=a'), {q: '', agent: 'demo'});
    expect(next.toString()).toBe('x=1&agent=demo');
  });
});

describe('the words on a session', () => {
  const runtime = (change: Partial<RuntimeState>): RuntimeState => ({
    isLoaded: true,
    executionEnvironment: null,
    queue: [],
    pendingPermissions: [],
    ...change,
  });
  const activeQuery = {queryId: 'q', startedAt: 5};
  const queue = [{queryId: 'r', queuedAt: 6}];

  it('tell running, waiting for a person, queued and idle apart', () => {
    const text = (change: Partial<RuntimeState>) => queryWords(runtime(change)).text;
    expect(text({})).toBe('idle');
    expect(text({activeQuery})).toBe('running');
    expect(text({activeQuery, pendingPermissions: ['p']})).toBe('waiting for an answer');
    expect(text({queue})).toBe('1 message waiting');
    expect(text({backgroundTasks: 2})).toBe('2 tasks in the background');
    expect(queryWords(runtime({activeQuery, queue}))).toMatchObject({
      since: 5,
      more: '1 message waiting',
    });
  });

  it('say that there is no environment yet', () => {
    expect(environmentWords(runtime({}))).toMatchObject({tone: 'idle', text: 'not started'});
  });

  it('call a session without a name by its agent', () => {
    expect(nameOf({id: '01a2-b3c4d5e6', agent: 'demo'})).toBe('demo c4d5e6');
    expect(nameOf({id: 'x', agent: 'demo', name: 'Shop'})).toBe('Shop');
  });
});
