import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readYaml } from '../../scripts/lib/yaml.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';

const read = (text: string) => readYaml(join(folder({ 'a.yaml': text }), 'a.yaml'), 'a.yaml', 'Write it.');

it('tells the place of a node', () => {
  const yaml = read('a:\n  - b: 1\n');
  expect(yaml.locate(yaml.document.getIn(['a', 0, 'b'], true) as never)).toEqual({
    file: 'a.yaml',
    line: 2,
    column: 8,
  });
});

it('names line and column of what is not YAML', async () => {
  const problem = await problemOf(() => read('a: 1\nb: [1, 2\nc: 3\n'));
  expect(problem).toMatchObject({ code: 'yaml-broken', at: { file: 'a.yaml', line: 3 } });
});

it('recognises a placeholder that was not quoted', async () => {
  const problem = await problemOf(() => read('callbacks: @@TORQ_CALLBACKS@@\n'));
  expect(problem).toMatchObject({
    code: 'yaml-broken',
    at: { line: 1 },
    hint: expect.stringContaining('Quote'),
  });
});

it('says what to do about a missing file', async () => {
  const problem = await problemOf(() => readYaml(join(folder(), 'a.yaml'), 'a.yaml', 'Write it.'));
  expect(problem).toMatchObject({ code: 'file-missing', hint: 'Write it.' });
});

it('gives the content, and the place of a value or of its nearest ancestor', () => {
  const yaml = read('a:\n  - b: 1\n');
  expect(yaml.content()).toEqual({ a: [{ b: 1 }] });
  expect(yaml.locatePath(['a', 0, 'b'])).toMatchObject({ line: 2, column: 8 });
  expect(yaml.locatePath(['a', 0, 'none', 'deeper'])).toMatchObject({ line: 2, column: 5 });
  expect(yaml.locatePath([])).toEqual({ file: 'a.yaml', line: 1, column: 1 });
});

it.each(['a: *none\n', '&a [*a]\n'])(
  'refuses an alias that leads nowhere or into itself: %j',
  async (text) => {
    expect(await problemOf(() => read(text).content())).toMatchObject({
      code: 'yaml-broken',
      at: { file: 'a.yaml' },
    });
  },
);
