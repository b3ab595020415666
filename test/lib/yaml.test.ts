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
