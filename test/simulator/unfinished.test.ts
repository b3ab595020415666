import { afterAll, describe, expect, it } from 'vitest';
import { login } from '../../scripts/simulator/login.ts';
import { judgeAll } from '../../scripts/simulator/pairs.ts';
import { closeSandboxes } from '../../scripts/simulator/sandbox.ts';
import type { Sides } from '../../scripts/simulator/scenario.ts';

afterAll(closeSandboxes);

async function differences(rule: string, action: string): Promise<unknown[]> {
  const sides: Sides = {
    rules: [{ name: 'rule', code: `async function (user, context, callback) {\n${rule}\n}` }],
    actions: [
      { name: 'action', code: `exports.onExecutePostLogin = async (event, api) => {\n${action}\n};` },
    ],
    configuration: {},
    quirks: { mergesAppMetadata: true },
    root: process.cwd(),
  };
  const http = { otherwise: { status: 200, body: {} } };
  const [judgement] = await judgeAll(sides, [{ login: login(), http }]);
  return judgement!.differences.map(({ path, rule: said, action: says }) => [path, said, says]);
}

const CALL = 'callback(null, user, context);';
const FETCH = `fetch('https://a.example.com/')`;

describe('an Action that ends before its own requests', () => {
  it('is told where the Rule waited for them', async () => {
    expect(await differences(`await ${FETCH}; ${CALL}`, `${FETCH};`)).toEqual([['unfinished', false, true]]);
    expect(await differences(`await ${FETCH}; ${CALL}`, `await ${FETCH};`)).toEqual([]);
  });

  it('is only remarked on where the Rule did not wait either', async () => {
    expect(await differences(`${FETCH}; ${CALL}`, `${FETCH};`)).toEqual([]);
    expect(await differences(`${FETCH}; ${CALL}`, `await ${FETCH};`)).toEqual([]);
  });
});
