import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { login } from '../../scripts/simulator/login.ts';
import { runPairs } from '../../scripts/simulator/pairs.ts';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';

/** A project with a package that fills a pool of random bytes now and then, and one that is built on it. */
let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pools-'));
  const install = (name: string, code: string): void => {
    const folder = join(root, 'node_modules', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'main.js' }));
    writeFileSync(join(folder, 'main.js'), code);
  };
  install(
    '@ids/pooled',
    `const pool = Buffer.alloc(64);
     let at = 64;
     module.exports = (fill) => {
       if (at === 64) { fill(pool); at = 0; }
       return pool.subarray(at, (at += 16)).toString('hex');
     };`,
  );
  install('outer', `const next = require('@ids/pooled'); module.exports = (fill) => next(fill);`);
});
afterAll(async () => {
  await closeSandboxes();
  rmSync(root, { recursive: true });
});

it.each([
  ['@ids/pooled', 'crypto.randomFillSync'],
  ['outer', 'crypto.webcrypto.getRandomValues.bind(crypto.webcrypto)'],
])('what %s keeps of random bytes is not there for the next login', async (name, fill) => {
  const ids = `const crypto = require('crypto'), next = require('${name}'); const ids = [next(${fill}), next(${fill})];`;
  const sides = {
    rules: [
      {
        name: 'rule',
        code: `(user, context, callback) => { ${ids} context.idToken.ids = ids; callback(null, user, context); }`,
      },
    ],
    actions: [
      {
        name: 'action',
        code: `exports.onExecutePostLogin = async (event, api) => { ${ids} api.idToken.setCustomClaim('ids', ids); };`,
        dependencies: [{ name }],
      },
    ],
    configuration: {},
    quirks: { mergesAppMetadata: true },
    root,
  };
  const pairs = await runPairs(sides, [{ login: login() }, { login: login() }, { login: login() }]);
  const seen = pairs.flatMap(({ rules, actions }) => [rules.context['idToken'], actions.idToken.claims]) as {
    ids: string[];
  }[];
  const [first] = seen;
  expect(new Set(first!.ids).size).toBe(2);
  for (const one of seen) expect(one).toEqual(first);
});
