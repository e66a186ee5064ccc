import {describe, expect, it} from 'vitest';
import {diffOf} from './diff';

const lines = (diff: ReturnType<typeof diffOf>) =>
  diff.hunks.flat().map(({sign, old, now, text}) => `${old ?? ''}|${now ?? ''}${sign}${text}`);

describe('diffOf', () => {
  it('compares two texts, counted from where they begin in their file', () => {
    const change = {path: 'a', oldText: 'one\ntwo\nthree\n', newText: 'one\n2\nthree\n'};
    const diff = diffOf(change, 10);
    expect(lines(diff)).toEqual(['10|10 one', '11|-two', '|11+2', '12|12 three']);
    expect([diff.added, diff.removed]).toEqual([1, 1]);
  });

  it('shows a new file as added', () => {
    expect(lines(diffOf({path: 'a', newText: 'x\n'}))).toEqual(['|1+x']);
  });

  it('reads a diff that was given, also when its lines are miscounted', () => {
    const right = '--- a\n+++ a\n@@ -5,2 +5,2 @@\n same\n-old\n+new\n';
    const wrong = right.replace('-5,2 +5,2', '-5,9 +5,7');
    const expected = ['5|5 same', '6|-old', '|6+new'];
    expect(lines(diffOf({path: 'a', diff: right}))).toEqual(expected);
    expect(lines(diffOf({path: 'a', diff: wrong}))).toEqual(expected);
  });

  it('shows what is no diff, and what is too different, as it is', () => {
    expect(diffOf({path: 'a', diff: 'nothing of the kind'}).plain).toBe('nothing of the kind');
    const many = (word: string) => Array.from({length: 9000}, (_, i) => word + i).join('\n');
    expect(diffOf({path: 'a', oldText: many('a'), newText: many('b')}).plain).toBe(many('b'));
  });
});
