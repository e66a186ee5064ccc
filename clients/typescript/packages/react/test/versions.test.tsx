import {render} from '@testing-library/react';
import {version} from 'react';
import {version as domVersion} from 'react-dom';
import {renderToString} from 'react-dom/server';
import {expect, it} from 'vitest';

it('tests with the React that its project names', () => {
  const versions = [version, domVersion].map((one) => `react${one.split('.')[0]}`);
  expect(new Set(versions)).toEqual(new Set([process.env['TESTED_REACT']]));
  // Neither of these two knows elements of another React.
  expect(render(<p>hello</p>).container.textContent).toBe('hello');
  expect(renderToString(<p>hello</p>)).toBe('<p>hello</p>');
});
