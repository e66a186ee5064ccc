import type {Envelope, Usage} from '../protocol.js';
import {isObject} from './conversations.js';
import type {Spent, UsageLedger} from './state.js';

/** Nothing used. */
export const NOTHING: Usage = {inputTokens: 0, outputTokens: 0, totalTokens: 0};

const OPTIONAL = ['cacheReadTokens', 'cacheWriteTokens', 'thinkingTokens', 'costUSD'] as const;

/**
 * Folds one event. A `session:metadata:update` is cumulative within its query and conversation;
 * updates outside a query share one entry for their conversation.
 */
export function foldUsage(ledger: UsageLedger, event: Envelope): UsageLedger {
  if (event.type !== 'session:metadata:update' || !isObject(event.data.metadata)) {
    return ledger;
  }
  const {usage, costUSD} = event.data.metadata;
  const hasUsage = isObject(usage);
  if (!hasUsage && typeof costUSD !== 'number') {
    return ledger;
  }
  const {conversationId} = event.data;
  const key = JSON.stringify([event.queryId ?? null, conversationId]);
  const spent: Spent = {
    ...ledger.entries.get(key),
    conversationId,
    ...(hasUsage && {usage}),
    ...(typeof costUSD === 'number' && {costUSD}),
  };
  return {base: ledger.base, entries: new Map(ledger.entries).set(key, spent)};
}

/** Of each conversation that used anything, over all queries. */
export function usageByConversation(ledger: UsageLedger): Map<string, Usage> {
  const sums = new Map(ledger.base);
  for (const spent of ledger.entries.values()) {
    const before = sums.get(spent.conversationId) ?? NOTHING;
    sums.set(spent.conversationId, add(before, totalsOf(spent), 1));
  }
  return sums;
}

/** Of the whole session. */
export function totalUsage(ledger: UsageLedger): Usage {
  let sum = NOTHING;
  for (const base of ledger.base.values()) {
    sum = add(sum, base, 1);
  }
  for (const spent of ledger.entries.values()) {
    sum = add(sum, totalsOf(spent), 1);
  }
  return sum;
}

/**
 * The ledger of a snapshot: its totals, less what the events that are known of it say, so that
 * later updates of the same queries are not counted twice.
 */
export function ledgerOf(
  totals: ReadonlyMap<string, Usage>,
  known: readonly Envelope[],
): UsageLedger {
  const {entries} = known.reduce(foldUsage, {base: new Map(), entries: new Map()} as UsageLedger);
  const base = new Map(totals);
  for (const spent of entries.values()) {
    const before = base.get(spent.conversationId);
    if (before !== undefined) {
      base.set(spent.conversationId, add(before, totalsOf(spent), -1));
    }
  }
  return {base, entries};
}

function totalsOf({usage = {}, costUSD}: Spent): Usage {
  const {inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0} = usage;
  const sum: Usage = {
    inputTokens,
    outputTokens,
    totalTokens:
      usage.totalTokens ?? inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens,
  };
  for (const field of OPTIONAL) {
    const value = field === 'costUSD' ? costUSD : usage[field];
    if (typeof value === 'number') {
      sum[field] = value;
    }
  }
  return sum;
}

/** A part that neither has stays absent. */
function add(a: Usage, b: Usage, sign: 1 | -1): Usage {
  const sum: Usage = {
    inputTokens: a.inputTokens + sign * b.inputTokens,
    outputTokens: a.outputTokens + sign * b.outputTokens,
    totalTokens: a.totalTokens + sign * b.totalTokens,
  };
  for (const field of OPTIONAL) {
    if (a[field] !== undefined || b[field] !== undefined) {
      sum[field] = (a[field] ?? 0) + sign * (b[field] ?? 0);
    }
  }
  return sum;
}
