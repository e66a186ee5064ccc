import type {BlockState, ConversationState} from '@signalbox/client';
import {useVirtualizer} from '@tanstack/react-virtual';
import {useCallback, useEffect, useRef, useState, type ReactNode, type RefObject} from 'react';
import {JumpButton} from '../../ui/JumpButton';
import css from './BlockList.module.css';
import {MomentContext} from './clock';
import {FindBar} from './FindBar';
import {Folds, FoldsContext} from './fold';
import {NO_QUERIES, queryOf, type Queries} from './queries';
import type {Row} from './rows';
import {RowBoundary} from './RowBoundary';
import {RowView} from './RowView';
import {estimate, useRows} from './useRows';
import {useStick, type Sticking} from './useStick';

export interface BlockListProps {
  blocks: readonly BlockState[];
  sessionId: string;
  /** Where subagents' blocks are; null shows their cards without them. */
  conversations: ReadonlyMap<string, ConversationState> | null;
  /** Shows a subagent's conversation as a tab of its own. */
  onOpenConversation?(id: string): void;
  /** Begins at the end and stays there as long as the reader does; true if absent. */
  follow?: boolean;
  /** What is known of the queries besides their blocks: who asked, and how it ended. */
  queries?: Queries;
  /** The moment that is shown, in ms since the epoch; absent, that is now. */
  at?: number | null;
  /** What stands below the last block and scrolls with it. */
  footer?: ReactNode;
  /** Where the button for the search goes; absent, it floats above the list. */
  tools?: HTMLElement | null;
  /** What is said where there is no block. */
  empty?: ReactNode;
}

/**
 * One conversation. Pure in its props, so that it can show any moment. It fills its parent and
 * scrolls by itself; only what is seen is in the page, however many blocks there are.
 */
export function BlockList(props: BlockListProps) {
  const {blocks, footer, empty, follow = true, at = null} = props;
  const [folds] = useState(() => new Folds());
  const rows = useRows(blocks);
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [found, setFound] = useState<string | null>(null);
  const {virtualizer, stick} = useList(rows, blocks, scroller, content, follow);
  const show = useCallback(
    (row: Row | null) => {
      setFound(row?.key ?? null);
      if (row !== null) {
        stick.letGo();
        folds.set(row.key, true);
        virtualizer.scrollToIndex(rows.indexOf(row), {align: 'center'});
      }
    },
    [rows, stick, folds, virtualizer],
  );
  return (
    <FoldsContext value={folds}>
      <MomentContext value={at}>
        <div className={css.pane}>
          <FindBar
            rows={rows}
            blocks={blocks}
            onShow={show}
            within={scroller}
            tools={props.tools ?? null}
          />
          <div
            ref={scroller}
            className={css.scroller}
            tabIndex={0}
            role="log"
            aria-label="Conversation"
            aria-live="off"
          >
            <div ref={content} className={css.content}>
              {rows.length === 0 && empty}
              <div ref={virtualizer.containerRef} className={css.rows}>
                {virtualizer.getVirtualItems().map(({index}) => (
                  <Line
                    key={rows[index]!.key}
                    index={index}
                    row={rows[index]!}
                    measure={virtualizer.measureElement}
                    isFound={rows[index]!.key === found}
                    list={props}
                  />
                ))}
              </div>
              {footer}
            </div>
          </div>
          <Jump stick={stick} count={blocks.length} />
        </div>
      </MomentContext>
    </FoldsContext>
  );
}

const GAP_PX = 8;
const OVERSCAN = 6;

function useList(
  rows: readonly Row[],
  blocks: readonly BlockState[],
  scroller: RefObject<HTMLDivElement | null>,
  content: RefObject<HTMLDivElement | null>,
  follow: boolean,
) {
  // The list asks for keys and heights again and again: the functions stay, what they read moves.
  const latest = useRef({rows, blocks});
  latest.current = {rows, blocks};
  const sticking = useRef<Sticking | null>(null);
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => latest.current.rows[index]?.key ?? index, []),
    estimateSize: useCallback((index: number) => {
      const row = latest.current.rows[index];
      return row === undefined ? 40 : estimate(row, latest.current.blocks);
    }, []),
    scrollToFn: (offset, {adjustments = 0, behavior}, {scrollElement}) => {
      scrollElement?.scrollTo({top: offset + adjustments, behavior: behavior ?? 'auto'});
      sticking.current?.moved(scrollElement?.scrollTop ?? 0);
    },
    initialOffset: follow ? 1e9 : 0,
    gap: GAP_PX,
    overscan: OVERSCAN,
    directDomUpdates: true,
    // In the same frame: else the browser tells of a move that looks like the reader's.
    onChange: (_, isScroll) => isScroll || sticking.current?.resized(),
  });
  const stick = useStick(scroller, content, virtualizer.getTotalSize(), follow);
  sticking.current = stick;
  return {virtualizer, stick};
}

interface LineProps {
  index: number;
  row: Row;
  measure(element: HTMLDivElement | null): void;
  isFound: boolean;
  list: BlockListProps;
}

function Line({index, row, measure, isFound, list}: LineProps) {
  const {blocks, conversations, queries = NO_QUERIES, onOpenConversation} = list;
  const state = blocks[row.index]!;
  const isSubagent = row.kind === 'block' && state.block.type === 'subagent';
  return (
    <div ref={measure} data-index={index} className={css.line} data-found={isFound}>
      <RowBoundary state={state}>
        <RowView
          row={row}
          state={state}
          result={row.kind === 'tool' && row.result !== null ? blocks[row.result]! : null}
          query={row.kind === 'query' ? queryOf(queries, row.queryId, state.block.timestamp) : null}
          conversations={isSubagent ? conversations : null}
          onOpenConversation={isSubagent ? onOpenConversation : undefined}
        />
      </RowBoundary>
    </div>
  );
}

/** The way back to the end, with how much came since the reader left it. */
function Jump({stick, count}: {stick: Sticking; count: number}) {
  const [left, setLeft] = useState(count);
  useEffect(() => {
    if (stick.isStuck) {
      setLeft(count);
    }
  }, [stick.isStuck, count]);
  if (stick.isStuck) {
    return null;
  }
  const news = Math.max(0, count - left);
  return (
    <JumpButton news={news > 0 ? `${news.toLocaleString('en')} new` : null} onClick={stick.jump} />
  );
}
