import {expect, it} from 'vitest';
import {pieces, plain} from './ansi';

const ESC = '\u001b';
const coloured = (line: string) => pieces(line).map(({text, colour}) => [text, colour]);

it('colours the text of a line with the colours that a terminal would show', () => {
  expect(coloured(`${ESC}[32m✓${ESC}[0m ok ${ESC}[1;91mfail${ESC}[39m!`)).toEqual([
    ['✓', 'green'],
    [' ok ', null],
    ['fail', 'red'],
    ['!', null],
  ]);
  expect(pieces(`${ESC}[1;2;3;4mx${ESC}[22;23;24my`)).toMatchObject([
    {isBold: true, isDim: true, isItalic: true, isUnderlined: true},
    {isBold: false, isDim: false, isItalic: false, isUnderlined: false},
  ]);
});

it('knows the first sixteen of 256 colours, and passes over the others with their numbers', () => {
  expect(coloured(`${ESC}[38;5;9mred${ESC}[38;2;1;2;4mtrue${ESC}[48;5;1mback`)).toEqual([
    ['red', 'red'],
    ['true', null],
    ['back', null],
  ]);
});

it.each([
  ['a cursor that moves', `a${ESC}[2K${ESC}[1Ab`, 'ab'],
  [
    'a title and a link',
    `${ESC}]0;title\u0007${ESC}]8;;https://x.test${ESC}\\here${ESC}]8;;${ESC}\\`,
    'here',
  ],
  ['a sequence that never ends', `a${ESC}]0;for ever`, 'a'],
  ['a cut sequence', `a${ESC}[3`, 'a3'],
  ['control characters', 'a\u0000b\u0008c\rd\u009b31me\u007f', 'abcde'],
  ['markup, which is text', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['tabs and lines, which stay', 'a\tb\nc', 'a\tb\nc'],
])('takes out %s', (_what, line, text) => {
  expect(plain(line)).toBe(text);
});
