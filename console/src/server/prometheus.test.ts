import {describe, expect, it} from 'vitest';
import {byLabel, parseMetrics, quantile, rates, total} from './prometheus';

const histogram = (...counts: number[]) =>
  parseMetrics(
    ['0.001', '0.01', '0.1', '+Inf']
      .map((le, i) => `commit_bucket{le="${le}"} ${counts[i]}`)
      .join('\n'),
  );

describe('the text of Prometheus', () => {
  it('is read with labels, escapes, exponents and times, and what is none of it left out', () => {
    const metrics = parseMetrics(
      [
        '# HELP up Whether it is',
        '# TYPE up gauge',
        'up 1.0',
        'bytes{path="C:\\\\tmp\\"a\\"",kind="a b",} 2.147E9 1790000000000',
        'no number {x="1"} abc',
        '',
      ].join('\r\n'),
    );
    expect(total(metrics, 'up')).toBe(1);
    expect(metrics.get('bytes')).toEqual([
      {labels: {path: 'C:\\tmp"a"', kind: 'a b'}, value: 2.147e9},
    ]);
    expect(metrics.size).toBe(2);
  });

  it('adds up samples, and knows nothing where the server does not', () => {
    const metrics = parseMetrics('a{x="1"} 2\na{x="2"} 3\nb NaN');
    expect(total(metrics, 'a')).toBe(5);
    expect(total(metrics, 'b')).toBeNull();
    expect(total(metrics, 'c')).toBeNull();
  });

  it('groups by a label, the largest first, without zeros', () => {
    const metrics = parseMetrics(
      'e{code="A",t="1"} 1\ne{code="B"} 5\ne{code="A"} 1\ne{code="C"} 0',
    );
    expect(byLabel(metrics, 'e', 'code')).toEqual([
      ['B', 5],
      ['A', 2],
    ]);
  });
});

describe('a quantile', () => {
  it('lies within its bucket by its share', () => {
    expect(quantile(0.5, 'commit', histogram(0, 100, 100, 100), null)?.value).toBeCloseTo(0.0055);
  });

  it('is of what was counted since', () => {
    const [before, now] = [histogram(1000, 1000, 1000, 1000), histogram(1000, 1000, 1010, 1010)];
    expect(quantile(0.99, 'commit', now, before)?.value).toBeCloseTo(0.0991);
    expect(quantile(0.99, 'commit', now, now)).toBeNull();
  });

  it('above the last bound says so', () => {
    expect(quantile(0.99, 'commit', histogram(0, 0, 0, 3), null)).toEqual({
      value: 0.1,
      isAbove: true,
    });
  });
});

describe('rates', () => {
  it('are by the second, and begin at nothing after a restart', () => {
    const scrapes = [0, 50, 20].map((value, i) => ({
      at: i * 5_000,
      metrics: parseMetrics(`events{type="a"} ${value}\nevents{type="b"} 0`),
    }));
    expect(rates(scrapes, 'events')).toEqual([10, 4]);
  });
});
