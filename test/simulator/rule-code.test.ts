import { afterAll, expect, it } from 'vitest';
import { login } from '../../scripts/simulator/login.ts';
import { runPairs } from '../../scripts/simulator/pairs.ts';
import { prepareRules } from '../../scripts/simulator/rule-code.ts';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';

afterAll(closeSandboxes);

const BODY = `context.idToken[ns + 'a'] = twice(1); callback(null, user, context);`;

it.each([
  `const ns = 'https://a.io/';\nfunction twice(n) { return 2 * n; }\nfunction rule(user, context, callback) { ${BODY} }`,
  `var ns = 'https://a.io/';\nmodule.exports = (user, context, callback) => { ${BODY} };\nfunction twice(n) { return 2 * n; }`,
  `'use strict';\nconst twice = (n) => 2 * n, ns = 'https://a.io/';\n(function (user, context, callback) { ${BODY} })`,
])('a rule finds what its file declares beside it: %s', async (source) => {
  const rule = { name: 'rule', file: 'rule.js', source, order: 1, enabled: true, stage: 'login_success' };
  const [prepared] = prepareRules([rule]);
  for (const one of [prepared!.plain, prepared!.instrumented]) {
    const sides = {
      rules: [one],
      actions: [],
      configuration: {},
      quirks: { mergesAppMetadata: true },
      root: import.meta.dirname,
    };
    const [pair] = await runPairs(sides, [{ login: login() }]);
    expect(pair!.rules.context['idToken']).toEqual({ 'https://a.io/a': 2 });
  }
  const line = source.split('\n').findIndex((text) => text.includes('callback)')) + 1;
  expect(prepared!.branches.map((branch) => branch.line)).toContain(line);
});
