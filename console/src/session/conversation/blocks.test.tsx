import type {Block, BlockState, ConversationState} from '@signalbox/client';
import {cleanup, fireEvent, render, screen} from '@testing-library/react';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {Folds, FoldsContext} from './fold';
import {RowBoundary} from './RowBoundary';
import {rowsOf} from './rows';
import {RowView} from './RowView';

afterEach(cleanup);

function state(block: object, phase: BlockState['phase'] = 'complete'): BlockState {
  return {block: block as Block, phase, queryId: 'q1'};
}

function show(
  blocks: readonly BlockState[],
  conversations: ReadonlyMap<string, ConversationState> | null = null,
) {
  const rows = rowsOf(blocks).rows.map((row) => (
    <RowBoundary key={row.key} state={blocks[row.index]!}>
      <RowView
        row={row}
        state={blocks[row.index]!}
        result={row.kind === 'tool' && row.result !== null ? blocks[row.result]! : null}
        query={null}
        conversations={conversations}
        onOpenConversation={undefined}
      />
    </RowBoundary>
  ));
  return render(<FoldsContext value={new Folds()}>{rows}</FoldsContext>).container;
}

const tool = {type: 'tool_use', id: 't', toolUseId: 't', toolName: 'Bash', kind: 'execute'};

describe('blocks', () => {
  it('shows a command with its output, and only the beginning of a long one', () => {
    const output = Array.from({length: 40}, (_, line) => `line ${line}`).join('\n');
    const page = show([
      state({...tool, input: {command: 'npm test'}, status: 'success'}),
      state({
        type: 'tool_result',
        id: 'r',
        toolUseId: 't',
        output,
        isError: false,
        durationMs: 90,
      }),
    ]);
    expect(page.textContent).toContain('$ npm test');
    expect(page.textContent).toContain('done');
    expect(page.textContent).toContain('90 ms');
    expect(page.textContent).not.toContain('line 39');
    fireEvent.click(screen.getByRole('button', {name: 'Show all 40 lines'}));
    expect(page.textContent).toContain('line 39');
  });

  it('says that a tool failed, and that a text was cut off', () => {
    const page = show([
      state({...tool, input: {}, status: 'error'}),
      state({
        type: 'tool_result',
        id: 'r',
        toolUseId: 't',
        output: 'no such file',
        isError: true,
      }),
      state({type: 'assistant_text', id: 'a', content: 'And th', incomplete: 'interrupted'}),
    ]);
    expect(page.textContent).toContain('failed');
    expect(page.textContent).toContain('no such file');
    expect(page.textContent).toContain('Cut off here');
  });

  it('shows a subagent with what it did, when it is opened', () => {
    const blocks = [state({type: 'assistant_text', id: 's1', content: 'Found **it**.'})];
    const card = {type: 'subagent', id: 's', subagentId: 'sub', name: 'reviewer'};
    const page = show(
      [state({...card, input: {prompt: 'Look'}, status: 'running'}, 'open')],
      new Map([['sub', {id: 'sub', blocks, metadata: {}}]]),
    );
    expect(page.querySelector('strong')).toBeNull();
    fireEvent.click(screen.getByRole('button', {name: /reviewer.*at work/}));
    expect(page.querySelector('strong')?.textContent).toBe('it');
  });

  it('shows a type that it does not know as JSON', () => {
    show([state({type: 'hologram', id: 'h', depth: 3})]);
    fireEvent.click(screen.getByRole('button', {name: /hologram/}));
    expect(screen.getByLabelText('Block hologram').textContent).toContain('"depth": 3');
  });
});

describe('a block that is not as the contract says', () => {
  beforeEach(() => {
    vi.spyOn(console, 'error').mockImplementation(() => {}); // React tells of each.
  });
  afterEach(() => vi.restoreAllMocks());

  it.each([
    {type: 'plan', id: 'x'},
    {type: 'user_message', id: 'x', content: {text: 'no list'}},
    {...tool, id: 'x', input: null, status: 'success', changes: [null]},
    {
      type: 'tool_result',
      id: 'x',
      toolUseId: 'none',
      output: [{type: 'image'}],
      isError: false,
    },
  ])('is shown in some way, and the next one as ever: %j', (odd) => {
    const page = show([state(odd), state({type: 'assistant_text', id: 'a', content: 'Next.'})]);
    expect(page.textContent).toContain('Next.');
    expect(page.querySelectorAll('button').length).toBeGreaterThan(0);
  });
});
