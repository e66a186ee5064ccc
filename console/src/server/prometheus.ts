/** One line: the labels, and the number. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** All samples by the name of their metric; a histogram's are under `NAME_bucket` and so on. */
export type Metrics = ReadonlyMap<string, readonly Sample[]>;

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;

/** Reads the text format of Prometheus. Comments, and lines that are none of it, are left out. */
export function parseMetrics(text: string): Metrics {
  const metrics = new Map<string, Sample[]>();
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const found = line.startsWith('#') ? null : LINE.exec(line);
    const value = found && numberOf(found[3]!);
    if (found && value !== null) {
      const name = found[1]!;
      const samples = metrics.get(name) ?? [];
      samples.push({labels: labelsOf(found[2] ?? ''), value});
      metrics.set(name, samples);
    }
  }
  return metrics;
}

function numberOf(text: string): number | null {
  const special = {'+Inf': Infinity, '-Inf': -Infinity, Inf: Infinity, NaN}[text];
  const value = special ?? Number(text);
  return Number.isNaN(value) && text !== 'NaN' ? null : value;
}

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, name, value] of text.matchAll(LABEL)) {
    labels[name!] = value!.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
  }
  return labels;
}

/** All samples of a metric added up; null where there are none, or the server does not know. */
export function total(metrics: Metrics, name: string): number | null {
  const samples = metrics.get(name);
  if (samples === undefined || samples.length === 0) {
    return null;
  }
  const sum = samples.reduce((before, {value}) => before + value, 0);
  return Number.isNaN(sum) ? null : sum;
}

/** The value for each value of one label, those that are 0 left out, the largest first. */
export function byLabel(metrics: Metrics, name: string, label: string): [string, number][] {
  const sums = new Map<string, number>();
  for (const {labels, value} of metrics.get(name) ?? []) {
    const key = labels[label] ?? '';
    sums.set(key, (sums.get(key) ?? 0) + value);
  }
  return [...sums].filter(([, value]) => value !== 0).sort((a, b) => b[1] - a[1]);
}

/** A quantile of a histogram. */
export interface Quantile {
  readonly value: number;
  /** Whether it lies above the last bound, and `value` is that bound. */
  readonly isAbove: boolean;
}

/**
 * The quantile `q` (0 to 1) of what a histogram counted since `before`, or since the server
 * started; within a bucket it is taken to be spread evenly, as Prometheus does. Null where nothing
 * was counted.
 */
export function quantile(
  q: number,
  name: string,
  metrics: Metrics,
  before: Metrics | null,
): Quantile | null {
  const earlier = bucketsOf(before, name);
  const buckets = [...bucketsOf(metrics, name)]
    .map(([bound, count]) => ({bound, count: count - (earlier.get(bound) ?? 0)}))
    .sort((a, b) => a.bound - b.bound);
  const count = buckets.at(-1)?.count ?? 0;
  if (count <= 0) {
    return null;
  }
  const rank = q * count;
  const at = buckets.findIndex((bucket) => bucket.count >= rank);
  const {bound, count: upTo} = buckets[at]!;
  const {bound: lower, count: below} = buckets[at - 1] ?? {bound: 0, count: 0};
  if (bound === Infinity) {
    return {value: lower, isAbove: true};
  }
  const share = upTo === below ? 1 : (rank - below) / (upTo - below);
  return {value: lower + (bound - lower) * share, isAbove: false};
}

function bucketsOf(metrics: Metrics | null, name: string): Map<number, number> {
  const buckets = new Map<number, number>();
  for (const {labels, value} of metrics?.get(`${name}_bucket`) ?? []) {
    const bound = numberOf(labels['le'] ?? '');
    if (bound !== null) {
      buckets.set(bound, (buckets.get(bound) ?? 0) + value);
    }
  }
  return buckets;
}

/** The metrics at a moment, in ms since the epoch. */
export interface Scrape {
  readonly at: number;
  readonly metrics: Metrics;
}

/** How fast a counter grew from each scrape to the next, a second. A restart begins at 0 again. */
export function rates(scrapes: readonly Scrape[], name: string): number[] {
  return scrapes.slice(1).map((scrape, index) => {
    const before = scrapes[index]!;
    const now = total(scrape.metrics, name) ?? 0;
    const grown = now - (total(before.metrics, name) ?? 0);
    const seconds = (scrape.at - before.at) / 1000;
    return seconds > 0 ? (grown >= 0 ? grown : now) / seconds : 0;
  });
}
