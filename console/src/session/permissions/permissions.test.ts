import type {PermissionRequest, ResolvedPermission} from '@signalbox/client';
import {describe, expect, it} from 'vitest';
import {answeredElsewhere} from './answered';
import {afterwards, coverOf, optionOfKey, ordered} from './options';
import {answersOf, choose, NOTHING_SAID, questionsOf} from './questions';

const option = (kind: string, label = kind) => ({id: kind, kind, label});
const request: PermissionRequest = {
  requestId: 'r1',
  queryId: 'q1',
  toolName: 'Bash',
  title: 'Run the tests?',
  input: {command: 'npm test'},
  rule: 'Bash(npm test:*)',
  options: ['new_kind', 'reject_once', 'allow_always', 'reject_always', 'allow_once'].map((kind) =>
    option(kind),
  ),
};

describe('the answers to a request', () => {
  it('stand with allow first and what is not known last, and are numbered so', () => {
    const options = ordered(request);
    expect(options.map(({kind}) => kind)).toEqual([
      'allow_once',
      'allow_always',
      'reject_once',
      'reject_always',
      'new_kind',
    ]);
    expect(optionOfKey('1', options)?.kind).toBe('allow_once');
    expect(optionOfKey('3', options)?.kind).toBe('reject_once');
    expect(['0', '6', '10', 'a', ''].map((key) => optionOfKey(key, options))).toEqual(
      Array(5).fill(null),
    );
  });

  it('say what "always" covers', () => {
    const {rule: _, ...without} = request;
    expect(coverOf(option('allow_always'), request)).toBe('Bash(npm test:*)');
    expect(coverOf(option('allow_always'), without)).toBe('Bash with exactly this input');
    expect(coverOf(option('allow_once'), request)).toBeNull();
  });

  it('say what happens when nobody answers', () => {
    expect(afterwards(request)).toBe('“reject_once” is chosen');
    expect(afterwards({...request, options: [option('allow_once')]})).toContain('nobody answered');
  });
});

describe('an answer from elsewhere', () => {
  const resolved = (by: ResolvedPermission['answer']['by'], optionId: string | null) => ({
    request,
    answer: {requestId: 'r1', optionId, by},
    resolvedAt: 0,
  });
  const me = {name: 'ada', roles: []};

  it('says who gave it, and which', () => {
    expect(answeredElsewhere(resolved({principal: 'bob'}, 'allow_once'), me, false)).toBe(
      'Run the tests? Answered by bob: “allow_once”.',
    );
    expect(answeredElsewhere(resolved({principal: 'ada'}, 'reject_once'), me, false)).toContain(
      'ada, elsewhere',
    );
    expect(answeredElsewhere(resolved('deadline', null), me, false)).toContain('Nobody answered');
    expect(answeredElsewhere(resolved('withdrawn', null), me, false)).toContain('no longer waits');
  });

  it('is not said of what was answered here', () => {
    expect(answeredElsewhere(resolved({principal: 'ada'}, 'allow_once'), me, true)).toBeNull();
  });
});

describe('questions', () => {
  const asked = questionsOf({
    ...request,
    questions: [
      {id: 'one', text: 'One?', multiple: false, freeText: false, options: [{id: 'a', label: 'A'}]},
      {id: 'many', text: 'Many?', multiple: true, freeText: true, options: [{id: 'x'}, {id: 'y'}]},
      {text: 'a question without an id cannot be answered'},
    ],
  });
  const [one, many] = asked as [(typeof asked)[number], (typeof asked)[number]];

  it('name those that are not answered yet', () => {
    expect(answersOf(asked, {})).toEqual({missing: ['one', 'many']});
    expect(
      answersOf(asked, {one: {chosen: ['a'], text: ''}, many: {chosen: [], text: ' '}}),
    ).toEqual({missing: ['many']});
  });

  it('are answered by options or by words, never by both', () => {
    const both = choose(many, choose(many, NOTHING_SAID, 'x', true), 'y', true);
    expect(both.chosen).toEqual(['x', 'y']);
    expect(choose(many, {chosen: [], text: 'mine'}, 'x', true)).toEqual({chosen: ['x'], text: ''});
    expect(choose(one, {chosen: ['a'], text: ''}, 'b', true).chosen).toEqual(['b']);
    const said = {one: {chosen: ['a'], text: ''}, many: {chosen: [], text: ' mine '}};
    expect(answersOf(asked, said)).toEqual({answers: {one: ['a'], many: 'mine'}});
  });
});
