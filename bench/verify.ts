import { Script } from 'node:vm';
import { eventOf } from '../scripts/auth0/event.ts';
import { columns } from '../scripts/lib/columns.ts';
import { login } from '../scripts/simulator/login.ts';
import { judgeAll } from '../scripts/simulator/pairs.ts';
import { ruleInputOf } from '../scripts/simulator/rule-input.ts';
import { closeSandboxes } from '../scripts/simulator/sandbox.ts';
import type { Scenario, Sides } from '../scripts/simulator/scenario.ts';

const RULE = `(user, context, callback) => {
  if (context.clientID !== 'app') return callback(null, user, context);
  context.idToken['https://example.com/groups'] = user.groups;
  callback(null, user, context);
}`;
const ACTION = `async (event, api) => {
  if (event.client.client_id !== 'app') return;
  api.idToken.setCustomClaim('https://example.com/groups', event.user.groups);
}`;

const QUIRKS = { mergesAppMetadata: true };
const SIZES: readonly (readonly [rules: number, logins: number])[] = [
  [1, 1_000],
  [1, 4_000],
  [1, 16_000],
  [5, 4_000],
  [20, 4_000],
];

type Rule = (user: unknown, context: unknown, callback: () => void) => void;
type Action = (event: unknown, api: unknown) => Promise<void>;

/** Rules and Actions compared, beside calling the bare functions in one vm on inputs made the same way. */
export async function run(): Promise<void> {
  const rows: string[][] = [['rules', 'logins', 'bare calls/s', 'compared/s', 'times the floor']];
  await judgeAll(sidesOf(1), scenarios(200));
  try {
    for (const [rules, logins] of SIZES) {
      const all = scenarios(logins);
      const floor = await perSecond(logins, () => bareCalls(rules, all));
      const compared = await perSecond(logins, async () => void (await judgeAll(sidesOf(rules), all)));
      rows.push([
        String(rules),
        String(logins),
        floor.toFixed(0),
        compared.toFixed(0),
        (floor / compared).toFixed(1),
      ]);
    }
  } finally {
    await closeSandboxes();
  }
  console.log(columns(rows));
}

function scenarios(count: number): Scenario[] {
  return Array.from({ length: count }, (_, at) => ({
    login: login({ client: { client_id: at % 2 === 0 ? 'app' : 'other' }, user: { groups: ['a', 'b'] } }),
  }));
}

function sidesOf(count: number): Sides {
  return {
    rules: Array.from({ length: count }, (_, at) => ({ name: `rule-${at}`, code: RULE })),
    actions: Array.from({ length: count }, (_, at) => ({
      name: `action-${at}`,
      code: `exports.onExecutePostLogin = ${ACTION};`,
    })),
    configuration: {},
    quirks: QUIRKS,
    root: process.cwd(),
  };
}

async function bareCalls(count: number, all: readonly Scenario[]): Promise<void> {
  const rule = new Script(RULE).runInThisContext() as Rule;
  const action = new Script(ACTION).runInThisContext() as Action;
  for (const scenario of all) {
    const { user, context } = ruleInputOf(scenario.login, QUIRKS);
    for (let at = 0; at < count; at++) {
      await new Promise<void>((done) => rule(user, context, done));
      const claims: unknown[] = [];
      const setCustomClaim = (...claim: unknown[]): void => void claims.push(claim);
      await action(eventOf(scenario.login), { idToken: { setCustomClaim } });
    }
  }
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (count / (performance.now() - start)) * 1000;
}
