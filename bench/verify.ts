import { Script } from 'node:vm';
import { eventOf } from '../scripts/auth0/event.ts';
import { columns } from '../scripts/lib/columns.ts';
import { login } from '../scripts/simulator/login.ts';
import { judgeAll, THREADS } from '../scripts/simulator/pairs.ts';
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

/** Measured in turns; the best of each counts, so that what else the machine does matters less. */
const TURNS = 3;
/** Fewer logins take more turns: a few milliseconds say little. */
const LEAST = 16_000;

/**
 * Rules and Actions compared on all cores, beside the bare functions called in one vm on one core, on inputs made the
 * same way, both warmed up. `work` is the CPU time of all threads over that of the bare calls, which other processes
 * disturb least; the last column is what it comes to by the clock when each thread has a core for itself.
 */
export async function run(): Promise<void> {
  const rows: string[][] = [
    [
      'rules',
      'logins',
      'bare logins/s',
      'compared logins/s',
      'times the floor',
      'work',
      `on ${THREADS} idle cores`,
    ],
  ];
  const some = scenarios(16_000);
  await bareCalls(1, some);
  await judgeAll(sidesOf(1), some);
  try {
    for (const [rules, logins] of SIZES) {
      const all = scenarios(logins);
      const turns = Math.max(TURNS, LEAST / logins);
      const sides = sidesOf(rules);
      const bare: Cost[] = [];
      const compared: Cost[] = [];
      for (let turn = 0; turn < turns; turn++) {
        bare.push(await costOf(() => bareCalls(rules, all)));
        compared.push(await costOf(() => judgeAll(sides, all)));
      }
      const best = (costs: readonly Cost[], kind: keyof Cost): number =>
        Math.min(...costs.map((cost) => cost[kind]));
      const times = (kind: keyof Cost): number => best(compared, kind) / best(bare, kind);
      rows.push([
        String(rules),
        String(logins),
        ((logins / best(bare, 'wall')) * 1000).toFixed(0),
        ((logins / best(compared, 'wall')) * 1000).toFixed(0),
        times('wall').toFixed(1),
        times('cpu').toFixed(1),
        (times('cpu') / THREADS).toFixed(1),
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

/** Milliseconds. */
interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - start, cpu: (user + system) / 1000 };
}
