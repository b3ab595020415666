import { join, relative } from 'node:path';
import { releaseEsbuild } from '../lib/esbuild.ts';
import { buildBundle } from '../bundle/build.ts';
import { readIfExists } from '../lib/files.ts';
import { Problem } from '../lib/problem.ts';
import { runActions } from '../simulator/chain.ts';
import type { BoundAction } from '../simulator/result.ts';
import { readLiveView } from '../torq/audit/live-view.ts';
import type { LoginProbe } from '../torq/audit/probe.ts';
import { readActionSources, readRuleSources } from '../torq/audit/read-sources.ts';
import type { AuditInput, RuleSource } from '../torq/audit/row.ts';
import {
  isKeyword,
  isRecord,
  readTenantView,
  type Item,
  type TenantView,
} from '../torq/audit/tenant-view.ts';
import { readProfileSource, torqKeywords } from '../torq/profile.ts';
import { keywordsOf } from './keywords.ts';
import { openTarget } from './open-target.ts';
import type { Project } from './project.ts';

/** The client ID that simulated logins of the application carry; no tenant gives one like it. */
const CLIENT_ID = 'SimulatedApplication000000000000';

interface AuditOptions {
  /** Whether to look at the target as well. */
  readonly live: boolean;
  /** Where Rules do not answer, or answer twice, by file; a Rule that could not be read is missing. */
  readonly badExits: ReadonlyMap<string, NonNullable<RuleSource['badExits']>>;
}

/**
 * Everything the audit looks at: the profile, tenant.yaml, the sources, Actions to log people in through, and with
 * `live` the tenant. Actions that cannot be built leave the logins out; `check` then says so.
 */
export async function auditInput(
  project: Project,
  profilePath: string,
  { live, badExits }: AuditOptions,
): Promise<AuditInput> {
  const { root, torq } = project;
  const tenant = readTenantView(project.tenantYaml, torqKeywords(torq));
  return {
    source: readProfileSource(profilePath, relative(root, profilePath)),
    tenant,
    live: live ? await liveView(project) : undefined,
    actions: readActionSources(root),
    rules: readRuleSources(root).map((rule) => ({ ...rule, badExits: badExits.get(rule.file) })),
    probe: await probeOf(project, tenant),
    today: new Date().toISOString().slice(0, 10),
  };
}

async function liveView({ target, localStateDir }: Project): Promise<TenantView> {
  const { connection, close } = await openTarget(target, localStateDir);
  try {
    return await readLiveView(connection.api, connection.domain);
  } finally {
    await close();
  }
}

/** Logins through the Actions that tenant.yaml binds to post-login, built from their sources. */
async function probeOf(project: Project, tenant: TenantView): Promise<LoginProbe | undefined> {
  const { keywords } = keywordsOf(project);
  try {
    const declared = (tenant.bindings ?? []).flatMap((name) =>
      tenant.actions.filter((one) => one.name === name),
    );
    const actions = await Promise.all(
      declared.map((action) => boundAction(project.root, action, (name) => keywordText(keywords.get(name)))),
    );
    return {
      clientId: CLIENT_ID,
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

async function boundAction(
  root: string,
  { name, value }: Item,
  keyword: (name: string) => string | undefined,
): Promise<BoundAction> {
  const built = `dist/actions/${name}.js`;
  const path = typeof value['code'] === 'string' ? relative(root, join(root, value['code'])) : built;
  const bundle = path === built ? await buildBundle(root, name, undefined) : undefined;
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
