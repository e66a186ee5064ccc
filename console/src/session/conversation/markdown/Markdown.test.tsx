import {cleanup, render} from '@testing-library/react';
import {afterEach, describe, expect, it} from 'vitest';
import {GrowingText} from './lex';
import {Markdown} from './Markdown';

afterEach(cleanup);

function show(text: string) {
  return render(<Markdown text={text} isOpen={false} />).container;
}

describe('Markdown', () => {
  it('shows HTML as the text that it is', () => {
    const page = show('Hi <script>alert(1)</script> <img src=x onerror="alert(1)">\n\n<iframe>');
    expect(page.querySelector('script, img, iframe')).toBeNull();
    expect(page.textContent).toContain('<script>alert(1)</script>');
    expect(page.textContent).toContain('<iframe>');
  });

  it.each([
    '[go](javascript:alert(1))',
    '[go](JaVaScRiPt:alert(1))',
    '[go](java&#115;cript:alert(1))',
    '[go](&#x6a;avascript&colon;alert(1))',
    '[go](<java\tscript:alert(1)>)',
    '[go](data:text/html;base64,PHNjcmlwdD4=)',
    '[go](vbscript:x)',
    '[go](file:///etc/passwd)',
    '[go](//evil.example/x)',
    '[go](/api/v1/signout)',
    '![x](javascript:alert(1))',
    '[a]\n\n[a]: javascript:alert(1)',
  ])('makes no link of %s', (text) => {
    expect(show(text).querySelector('a, img')).toBeNull();
  });

  it('opens links to the web and to people elsewhere, telling nobody where from', () => {
    const links = [
      ...show(
        '[a](https://a.example/?x=1&amp;y=2) <b@c.example> http://d.example',
      ).querySelectorAll('a'),
    ];
    expect(links.map((link) => link.getAttribute('href'))).toEqual([
      'https://a.example/?x=1&y=2',
      'mailto:b@c.example',
      'http://d.example/',
    ]);
    for (const link of links) {
      expect(link.rel).toBe('noopener noreferrer nofollow');
      expect(link.target).toBe('_blank');
    }
  });

  it('loads no picture from elsewhere, and no SVG', () => {
    const page = show(
      '![cat](https://a.example/cat.png) ![s](data:image/svg+xml;base64,PHN2Zz4=) ' +
        '![p](data:image/png;base64,iVBORw0KGgo=)',
    );
    expect([...page.querySelectorAll('img')].map((one) => one.getAttribute('src'))).toEqual([
      'data:image/png;base64,iVBORw0KGgo=',
    ]);
    expect(page.textContent).toContain('cat (picture elsewhere)');
  });

  it('shows what is nested too deeply, without end, as text', () => {
    const depth = 20_000;
    const page = show(`${'>'.repeat(depth)} deep`);
    expect(page.textContent).toContain('deep');
    expect(show('*'.repeat(5000) + 'a').textContent).toContain('a');
    expect(show('['.repeat(2000)).textContent).toContain('[[');
  });

  it('keeps character references, code and escapes as they are meant', () => {
    const page = show('a &lt;b&gt; &copy; \\*c\\* `&lt;` &unknown; &#8364;');
    expect(page.textContent).toBe('a <b> © *c* &lt; &unknown; €');
  });

  it('shows code with its language, lists, tasks and tables', () => {
    const page = show('```ts\nlet a;\n```\n\n1. one\n2. two\n\n- [x] done\n\n|a|\n|-|\n|b|');
    expect(page.querySelector('figcaption')?.textContent).toContain('ts');
    expect(page.querySelectorAll('ol > li')).toHaveLength(2);
    expect(page.querySelector('[role=img]')?.getAttribute('aria-label')).toBe('done');
    expect(page.querySelector('td')?.textContent).toBe('b');
  });
});

const story = [
  '# Title',
  'A paragraph with *emphasis*\nand a second line',
  '- one\n- two\n\n  more of two\n- three',
  '```ts\nconst a = 1;\n\nconst b = 2;\n```',
  '> quoted\nlazily',
  '| a | b |\n|---|--:|\n| 1 | 2 |',
  'Heading below\n===',
  '1. x\n\n   ```\n   in a list\n   ```\n2. y',
  'The end.',
].join('\n\n');

describe('a text that grows', () => {
  it('is read as the whole text is, wherever it was cut', () => {
    for (const step of [1, 3, 7, 50]) {
      const growing = new GrowingText();
      for (let end = step; end < story.length; end += step) {
        growing.lex(story.slice(0, end), false);
      }
      const grown = growing.lex(story, false)!;
      const whole = new GrowingText().lex(story, true)!;
      expect(grown.map(({type, raw}) => [type, raw.trimEnd()])).toEqual(
        whole.map(({type, raw}) => [type, raw.trimEnd()]),
      );
    }
  });

  it('keeps the tokens before its last part', () => {
    const growing = new GrowingText();
    const before = growing.lex('One.\n\nTwo.\n\nThr', false)!;
    const after = growing.lex('One.\n\nTwo.\n\nThree', false)!;
    expect(after[0]).toBe(before[0]);
    expect(after.at(-1)?.raw).toBe('Three');
  });
});
