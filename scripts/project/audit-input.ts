import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { releaseEsbuild } from '../lib/esbuild.ts';
import { buildBundle } from '../bundle/build.ts';
import { readIfExists } from '../lib/files.ts';
import { Problem } from '../lib/problem.ts';
import { readRules } from '../rule/read.ts';
import { actionOf, type Rule } from '../rule/rule.ts';
import { runActions } from '../simulator/chain.ts';
import { mergeBindings } from '../tenant/changes.ts';
import { asTenantProblem } from '../tenant/management.ts';
import type { BoundAction } from '../simulator/result.ts';
import { readLiveView } from '../torq/audit/live-view.ts';
import type { LoginProbe } from '../torq/audit/probe.ts';
import { liveSources, readActionSources, ruleSource } from '../torq/audit/read-sources.ts';
import type { AuditInput } from '../torq/audit/row.ts';
import {
  isKeyword,
  isRecord,
  readTenantView,
  type Item,
  type TenantView,
} from '../torq/audit/tenant-view.ts';
import { readProfileSource, torqKeywords } from '../torq/profile.ts';
import { replacedRules } from './build.ts';
import { badExits } from './bad-exits.ts';
import { whyNotRunnable } from './bound-actions.ts';
import { keywordsOf } from './keywords.ts';
import { openTarget } from './open-target.ts';
import type { Project } from './project.ts';

/** The client ID that simulated logins of the application carry; no tenant gives one like it. */
const CLIENT_ID = 'SimulatedApplication000000000000';

interface AuditOptions {
  /** Whether to look at the target as well. */
  readonly live: boolean;
}

/**
 * Everything the audit looks at: the profile, tenant.yaml, the sources, Actions to log people in through, and with
 * `live` the tenant. Actions that cannot be built leave the logins out; `check` then says so.
 */
export async function auditInput(
  project: Project,
  profilePath: string,
  { live }: AuditOptions,
): Promise<AuditInput> {
  const { root, torq } = project;
  const tenant = readTenantView(project.tenantYaml, torqKeywords(torq));
  const there = live ? await liveView(project) : undefined;
  const legacy = legacyRules(root);
  const exits = badExits(legacy);
  const rules = legacy.map((rule) => ({
    ...ruleSource({ ...rule, action: actionOf(rule) }),
    badExits: exits.get(rule.file),
  }));
  const byHand = liveSources(there, { bindings: tenant.bindings ?? [], rules });
  return {
    source: readProfileSource(profilePath, relative(root, profilePath)),
    tenant,
    live: there,
    actions: [...readActionSources(root), ...byHand.actions],
    rules: [...rules, ...byHand.rules],
    probe: await probeOf(project, tenant, there),
    today: new Date().toISOString().slice(0, 10),
  };
}

/** Those that rules-legacy/ lists and that can be read; migrate and verify tell of the others. */
function legacyRules(root: string): readonly Rule[] {
  return existsSync(join(root, 'rules-legacy/rules.yaml')) ? readRules(['rules-legacy'], root).rules : [];
}

async function liveView({ target, localStateDir }: Project): Promise<TenantView> {
  const { connection, close } = await openTarget(target, localStateDir);
  try {
    return await readLiveView(connection);
  } catch (error) {
    throw asTenantProblem(connection.domain, error);
  } finally {
    await close();
  }
}

/**
 * Logins through the Actions that tenant.yaml binds to post-login, built from their sources, and in between through
 * those that the live tenant has bound beside them, as they are deployed there.
 */
async function probeOf(
  project: Project,
  tenant: TenantView,
  live: TenantView | undefined,
): Promise<LoginProbe | undefined> {
  const { keywords } = keywordsOf(project);
  const declared = tenant.bindings ?? [];
  const byHand = (live?.bindings ?? []).filter((name) => !declared.includes(name));
  const skipped = byHand.flatMap((name) => {
    const why = whyNotRunnable(deployedOf(live?.actions.find((one) => one.name === name)));
    return why === undefined ? [] : [{ name, why }];
  });
  const order = inOrder(declared, live?.bindings ?? []).filter((name) =>
    skipped.every((one) => one.name !== name),
  );
  try {
    const found = order.flatMap((name) => {
      const view = declared.includes(name) ? tenant : live;
      return view?.actions.filter((one) => one.name === name) ?? [];
    });
    const actions = await Promise.all(
      found.map(async (action) =>
        declared.includes(action.name)
          ? boundAction(project.root, action, (name) => keywordText(keywords.get(name)))
          : { name: action.name, code: deployedOf(action).code ?? '', secrets: {}, dependencies: [] },
      ),
    );
    return {
      clientId: CLIENT_ID,
      skipped,
      run: (login, only) =>
        runActions(
          actions.filter(({ name }) => only === undefined || name === only),
          login,
          { root: project.root },
        ),
    };
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  } finally {
    await releaseEsbuild();
  }
}

/** The order after a deploy. */
function inOrder(declared: readonly string[], live: readonly string[]): string[] {
  const [own, there] = [declared, live].map((names) =>
    names.map((name) => ({ actionName: name, displayName: name })),
  );
  return mergeBindings(there!, own!, new Set()).map(({ actionName }) => actionName);
}

/** The deployed version of an Action as the tenant gives it. */
function deployedOf(action: Item | undefined): Parameters<typeof whyNotRunnable>[0] {
  return action?.value['deployed_version'] ?? {};
}

async function boundAction(
  root: string,
  { name, value }: Item,
  keyword: (name: string) => string | undefined,
): Promise<BoundAction> {
  const built = `dist/actions/${name}.js`;
  const path = typeof value['code'] === 'string' ? relative(root, join(root, value['code'])) : built;
  const bundle =
    path === built ? await buildBundle(root, name, replacedRules(root).get(name)?.file) : undefined;
  const code = bundle?.code ?? readIfExists(join(root, path));
  if (code === undefined) throw new Problem('code-missing', `There is no ${path}.`);
  return {
    name,
    code,
    secrets: secretsOf(value['secrets'], keyword),
    dependencies: bundle?.dependencies ?? [],
  };
}

/** Secrets as tenant.yaml declares them; one whose keyword has no value is left out, as it is on the tenant. */
function secretsOf(declared: unknown, keyword: (name: string) => string | undefined): Record<string, string> {
  const secrets: readonly unknown[] = Array.isArray(declared) ? declared : [];
  return Object.fromEntries(
    secrets.flatMap((secret): [string, string][] => {
      if (!isRecord(secret) || typeof secret['name'] !== 'string' || typeof secret['value'] !== 'string')
        return [];
      const value = isKeyword(secret['value']) ? keyword(secret['value'].slice(2, -2)) : secret['value'];
      return value === undefined ? [] : [[secret['name'], value]];
    }),
  );
}

function keywordText(value: unknown): string | undefined {
  if (isRecord(value) && 'clientIdOf' in value) return CLIENT_ID;
  return typeof value === 'string' ? value : undefined;
}
