import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { transformSync } from 'esbuild';

import { claimFate } from '../../../scripts/auth0/restricted-claims.ts';
import { readYaml } from '../../../scripts/lib/yaml.ts';
import type { LoginProbe, SimulatedLogin } from '../../../scripts/torq/audit/probe.ts';
import type { AuditInput } from '../../../scripts/torq/audit/row.ts';
import { liveSources } from '../../../scripts/torq/audit/read-sources.ts';
import { readSource } from '../../../scripts/torq/audit/source.ts';
import { readTenantView, viewOf } from '../../../scripts/torq/audit/tenant-view.ts';
import { readProfileSource, torqKeywords } from '../../../scripts/torq/profile.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The files the repository ships. */
export const shipped = {
  torq: read('torq.yaml'),
  tenant: read('tenant.yaml'),
  action: read('actions/torq-group-claims.ts'),
  rule: read('rules-legacy/enrich-torq-token.js'),
};

/** What differs from the shipped files. */
export interface Changes {
  readonly torq?: string;
  readonly tenant?: string;
  /** Sources of bound Actions by name. */
  readonly actions?: Readonly<Record<string, string>>;
  readonly rule?: Partial<AuditInput['rules'][number]>;
  readonly live?: Readonly<Record<string, unknown>>;
  /** What the live tenant does not tell, and why. */
  readonly unread?: Readonly<Record<string, string>>;
  /** Actions of the live tenant that cannot be run. */
  readonly skipped?: LoginProbe['skipped'];
  readonly today?: string;
  readonly probe?: false;
}

const folder = mkdtempSync(join(tmpdir(), 'torq-audit-'));
const clientId = 'Xk2pQ7vT9sLm4nR8wZ1yB3cD5fG6hJ0a';

/** The shipped files as the audit sees them, with some changes. */
export function auditInput(changes: Changes = {}): AuditInput {
  writeFileSync(join(folder, 'torq.yaml'), changes.torq ?? shipped.torq);
  writeFileSync(join(folder, 'tenant.yaml'), changes.tenant ?? shipped.tenant);
  const source = readProfileSource(join(folder, 'torq.yaml'));
  const keywords = torqKeywords(source.profile);
  const tenant = readTenantView(readYaml(join(folder, 'tenant.yaml'), 'tenant.yaml', ''), keywords);
  const actions = changes.actions ?? { 'torq-group-claims': shipped.action };
  const live =
    changes.live &&
    viewOf(
      changes.live,
      () => ({ file: 'contoso.eu.auth0.com' }),
      new Map(Object.entries(changes.unread ?? {})),
    );
  const byHand = liveSources(live, {
    bindings: tenant.bindings ?? [],
    rules: [{ name: 'enrich-torq-token' }],
  });
  return {
    source,
    tenant,
    live,
    actions: [
      ...Object.entries(actions).map(([name, text]) => ({
        name,
        file: `actions/${name}.ts`,
        facts: readSource(text, `actions/${name}.ts`),
      })),
      ...byHand.actions,
    ],
    rules: [
      ...byHand.rules,
      {
        name: 'enrich-torq-token',
        file: 'rules-legacy/enrich-torq-token.js',
        facts: readSource(shipped.rule, 'rules-legacy/enrich-torq-token.js'),
        enabled: true,
        action: 'torq-group-claims',
        badExits: [{ kind: 'never', at: { file: 'rules-legacy/enrich-torq-token.js', line: 2, column: 52 } }],
        ...changes.rule,
      },
    ],
    probe:
      changes.probe === false
        ? undefined
        : probeOf(actions, String(keywords['TORQ_GROUPS_ALLOW_LIST']), changes.skipped),
    today: changes.today ?? '2026-11-23',
  };
}

/** Runs Actions in this process with the few api calls that matter here; the real simulator is tested with the verb. */
export function probeOf(
  actions: Readonly<Record<string, string>>,
  allowList: string,
  skipped: LoginProbe['skipped'] = [],
): LoginProbe {
  const secrets = { TORQ_CLIENT_ID: clientId, TORQ_GROUPS_ALLOW_LIST: allowList };
  const handlers = Object.entries(actions).map(([name, text]) => ({ name, handler: load(text) }));
  return {
    clientId,
    skipped,
    async run(login, only): Promise<SimulatedLogin> {
      const calls: { name: string; value: unknown }[] = [];
      const multifactor: unknown[] = [];
      let denied: string | undefined;
      const api = {
        idToken: { setCustomClaim: (name: string, value: unknown) => void calls.push({ name, value }) },
        access: { deny: (reason: string) => void (denied ??= reason) },
        multifactor: { enable: (provider: string) => void multifactor.push(provider) },
      };
      const event = {
        ...login,
        client: { metadata: {}, ...login.client },
        secrets,
      };
      for (const { handler, name } of handlers.filter((one) => only === undefined || one.name === only)) {
        try {
          await handler(structuredClone(event), api);
        } catch (error) {
          const reason = (error as Error).message;
          return {
            outcome: { kind: 'failed', reason, action: name },
            idToken: { claims: {}, dropped: [] },
            multifactor,
          };
        }
        if (denied !== undefined) {
          return {
            outcome: { kind: 'denied', reason: denied, action: name },
            idToken: { claims: {}, dropped: [] },
            multifactor,
          };
        }
      }
      const fates = calls.map((call) => ({ ...call, fate: claimFate('idToken', call.name) }));
      return {
        outcome: { kind: 'allowed' },
        idToken: {
          claims: Object.fromEntries(
            fates.filter(({ fate }) => fate.kind === 'set').map(({ name, value }) => [name, value]),
          ),
          dropped: fates.flatMap(({ name, fate }) =>
            fate.kind === 'set' ? [] : [{ name, reason: fate.reason }],
          ),
        },
        multifactor,
      };
    },
  };
}

type Handler = (event: unknown, api: unknown) => Promise<void>;

const loaded = new Map<string, Handler>();

function load(text: string): Handler {
  const known = loaded.get(text);
  if (known) return known;
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs' });
  const module = { exports: {} as Record<string, unknown> };
  // oxlint-disable-next-line typescript/no-implied-eval -- the test's own code, compiled a line above
  new Function('module', 'exports', 'console', code)(module, module.exports, { log() {} });
  const handler = module.exports['onExecutePostLogin'] as Handler;
  loaded.set(text, handler);
  return handler;
}
