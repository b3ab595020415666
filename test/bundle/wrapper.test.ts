import { expect, it } from 'vitest';
import { refuseBrokenWrapper } from '../../scripts/bundle/wrapper.ts';
import { problemOf } from '../support/problem.ts';

it.each(['const console = 1;', 'let module;', 'class exports {}', 'const a = ;'])(
  'refuses %s',
  async (code) => {
    const problem = await problemOf(() => refuseBrokenWrapper(code, 'legacy/a.js'));
    expect(problem).toMatchObject({ code: 'bundle-wrapper', at: { file: 'legacy/a.js' } });
  },
);

it.each(['var console = {};', 'exports.a = 1;', '{ let module = 1; }'])('takes %s', (code) => {
  expect(() => refuseBrokenWrapper(code, 'a.js')).not.toThrow();
});
