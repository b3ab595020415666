import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readYaml } from '../../scripts/lib/yaml.ts';
import { PLACEHOLDER, resolveKeywords, withClientIds } from '../../scripts/tenant/keywords.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';

const yamlOf = (text: string) =>
  readYaml(join(folder({ 'tenant.yaml': text }), 'tenant.yaml'), 'tenant.yaml', '');
const resolve = (text: string, keywords: Record<string, unknown>) =>
  resolveKeywords(yamlOf(text), new Map(Object.entries(keywords)), 'in .env');

describe('resolveKeywords', () => {
  it('replaces @@X@@ by the value as it is and ##X## by its text', () => {
    expect(resolve("a: '@@LIST@@'\nb: ['##N##', 'x-##S##-##N##']\n", { LIST: ['x'], N: 1, S: 's' })).toEqual({
      a: ['x'],
      b: ['1', 'x-s-1'],
    });
  });

  it('keeps every value whole, whatever is in it, and never resolves it again', () => {
    const value = fc.string().filter((text) => text.trim() !== '' && !PLACEHOLDER.test(text));
    fc.assert(
      fc.property(value, (one) => {
        expect(resolve("a: { b: '@@X@@', c: '##X##' }\n", { X: one, Y: 'leak' })).toEqual({
          a: { b: one, c: one },
        });
      }),
      { seed: 1, numRuns: 60, examples: [['@@ Y @@'], ['##'], ['$&'], ['"'], ['a: #b']] },
    );
  });

  it.each([
    [
      'another placeholder, which auth0-deploy-cli drops with its field',
      '@@Y@@',
      'still is the placeholder @@Y@@',
    ],
    ['a placeholder in a text', 'https://##HOST##/', 'still is the placeholder ##HOST##'],
    ['the word of a guide', 'YOUR_SECRET', 'still is the placeholder YOUR_SECRET'],
    [
      'the words of the guide of Torq',
      '<ApplicationClientID>',
      'still is the placeholder <ApplicationClientID>',
    ],
    ['blanks', '  \n', 'is empty'],
    ['a list with an empty text', ['a', ''], 'is empty'],
  ])('refuses a value that nobody filled in: %s', async (_what, given, why) => {
    expect(await problemOf(() => resolve("a: '@@X@@'\n", { X: given }))).toMatchObject({
      code: 'keyword-value',
      message: `a takes the keyword X, which ${why}.`,
      at: { file: 'tenant.yaml', line: 1 },
    });
  });

  it('names file, place, field and keyword of one without a value', async () => {
    const problem = await problemOf(() =>
      resolve("connections:\n  - name: a\n    options: { client_secret: '@@SECRET@@' }\n", {}),
    );
    expect(problem).toMatchObject({
      code: 'keyword-unresolved',
      message: 'connections[0].options.client_secret needs the keyword SECRET, which has no value.',
      at: { file: 'tenant.yaml', line: 3, column: 31 },
      hint: 'Set SECRET in .env. Nothing was sent to the tenant.',
    });
  });

  it('finds an unresolved one inside a list, where auth0-deploy-cli would send it', async () => {
    const problem = await problemOf(() => resolve("secrets: [{ name: A, value: '##NOT_DEFINED##' }]\n", {}));
    expect(problem.message).toBe('secrets[0].value needs the keyword NOT_DEFINED, which has no value.');
  });

  it('refuses @@X@@ inside a text, and a placeholder as the name of a field', async () => {
    expect((await problemOf(() => resolve("a: 'x @@X@@'\n", { X: 'x' }))).code).toBe('keyword-not-whole');
    expect((await problemOf(() => resolve("'@@X@@': 1\n", { X: 'x' }))).code).toBe('keyword-as-name');
  });

  it('leaves a client ID open until the tenant has given it', () => {
    const keywords = new Map<string, unknown>([['ID', { clientIdOf: 'App' }]]);
    const yaml = yamlOf("a: '@@ID@@'\n");
    expect(resolveKeywords(yaml, keywords, '')).toEqual({ a: { clientIdOf: 'App' } });
    expect(resolveKeywords(yaml, withClientIds(keywords, new Map([['App', 'abc']])), '')).toEqual({
      a: 'abc',
    });
    expect(resolveKeywords(yaml, withClientIds(keywords, new Map([['Other', 'abc']])), '')).toEqual({
      a: { clientIdOf: 'App' },
    });
  });

  it('follows aliases and leaves other values alone', () => {
    expect(resolve("a: &x { b: '@@X@@', c: 1, d: null, e: true }\nf: *x\n", { X: 'x' })).toEqual({
      a: { b: 'x', c: 1, d: null, e: true },
      f: { b: 'x', c: 1, d: null, e: true },
    });
  });
});
