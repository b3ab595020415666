import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Bundle } from '../../scripts/bundle/bundle.ts';
import { refusalDangers, storedVerdicts } from '../../scripts/project/stored-verdicts.ts';
import { folder } from '../support/folder.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const bundle = (name: string): Bundle => ({
  name,
  source: `actions/${name}.ts`,
  rule: `rules-legacy/${name}.js`,
  path: `dist/actions/${name}.js`,
  code: '',
  hash: `hash of ${name}`,
  bytes: 0,
  dependencies: [],
});

const about = (...names: string[]) => ({
  rules: names.map((name) => ({ name, file: `rules-legacy/${name}.js`, hash: sha256(name) })),
  actions: names.map((name) => ({ name, file: `actions/${name}.ts`, hash: `hash of ${name}` })),
});

const ALONE = {
  first: { verdict: 'equal', ...about('first') },
  second: { verdict: 'equal', ...about('second') },
};
const CHAIN = { verdict: 'equal', ...about('first', 'second') };

function verdictsWith(stored: Readonly<Record<string, object>>, bound: readonly string[]) {
  const root = folder({
    'rules-legacy/first.js': 'first',
    'rules-legacy/second.js': 'second',
    ...Object.fromEntries(
      Object.entries(stored).map(([name, verdict]) => [`verdicts/${name}.json`, JSON.stringify(verdict)]),
    ),
  });
  return Object.fromEntries(storedVerdicts(root, [bundle('first'), bundle('second')], bound));
}

it('asks of several Actions of one trigger that the chain of them was found equal too', () => {
  const both = ['first', 'second'];
  expect(verdictsWith({ ...ALONE, chain: CHAIN }, both)).toEqual({ first: 'passed', second: 'passed' });
  const missing = 'the chain of all Rules was not verified; run npm run verify.';
  expect(verdictsWith(ALONE, both)).toEqual({ first: missing, second: missing });
  expect(verdictsWith(ALONE, ['first'])).toEqual({ first: 'passed', second: 'passed' });
  expect(verdictsWith({ ...ALONE, chain: { ...CHAIN, verdict: 'different' } }, both)['first']).toBe(
    'the verifier says different of the chain of all Rules.',
  );
  const changed = { ...CHAIN, actions: CHAIN.actions.map((action) => ({ ...action, hash: 'another' })) };
  expect(verdictsWith({ ...ALONE, chain: changed }, both)['first']).toBe(
    'the chain of all Rules has changed since it was verified; run npm run verify.',
  );
});

it('takes the chain for no proof of another order, nor for one of each rule', () => {
  expect(verdictsWith({ ...ALONE, chain: CHAIN }, ['second', 'first'])['first']).toMatch(
    /^tenant\.yaml binds second, first, and the chain of Rules was verified with first, second/,
  );
  expect(verdictsWith({ first: ALONE.first, chain: CHAIN }, ['first', 'second'])).toEqual({
    first: 'passed',
    second: 'it was not verified; run npm run verify.',
  });
});

it('takes a verdict behind the rules that a rule needs for its own, while all of them are as they were', () => {
  const behind = { ...CHAIN, needs: [{ rule: 'first', path: 'global.x' }] };
  const stored = { first: ALONE.first, second: behind };
  expect(verdictsWith(stored, ['second'])).toEqual({ first: 'passed', second: 'passed' });
  expect(verdictsWith(stored, ['first', 'second'])['second']).toBe(
    'the chain of all Rules was not verified; run npm run verify.',
  );
  const [first, second] = behind.rules;
  const stale = { ...behind, rules: [{ ...first, hash: 'another' }, second] };
  expect(verdictsWith({ first: ALONE.first, second: stale }, ['second'])['second']).toMatch(
    /^it has changed since it was verified/,
  );
});

it('tells the refusals of a Rule that the verifier came to by no login, of the Actions that are sent', () => {
  const refusals = [{ file: 'rules-legacy/first.js', line: 3, column: 1, text: "callback(new Error('no'))" }];
  const coverage = { rules: { reached: 1, total: 2, unreached: [], refusals } };
  const dangersOf = (verdict: object, sent: readonly string[]): string[] => {
    const root = folder({
      'rules-legacy/first.js': 'first',
      'verdicts/first.json': JSON.stringify({ ...ALONE.first, coverage, ...verdict }),
    });
    return refusalDangers(root, [bundle('first')], new Set(sent)).map(
      ({ code, message }) => `${code}: ${message}`,
    );
  };
  expect(dangersOf({}, ['first'])).toEqual([
    "refusal-unproved: first: rules-legacy/first.js:3 refuses logins (callback(new Error('no'))), and no login of the verification came there.",
  ]);
  expect(dangersOf({}, [])).toEqual([]);
  expect(dangersOf({ verdict: 'different' }, ['first'])).toEqual([]);
});

it('does not take the Action of a rule that is gone, or renamed, for one by hand', () => {
  const root = folder({
    'actions/gate.ts': '',
    'actions/own.ts': '',
    'actions/.migrated/gate.json': JSON.stringify({ rule: { name: 'Gate' } }),
  });
  const bundles = ['gate', 'own'].map((name) => ({ ...bundle(name), rule: undefined }));
  const verdicts = storedVerdicts(root, bundles, ['gate', 'own']);
  expect([...verdicts]).toEqual([
    [
      'gate',
      expect.stringMatching(
        /^it was made from the rule Gate, which is not among the rules any more; put action: gate/,
      ),
    ],
  ]);
});
