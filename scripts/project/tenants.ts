import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { Problem } from '../lib/problem.ts';
import { readYaml } from '../lib/yaml.ts';

/** One tenant of several, as tenants/NAME.yaml describes it: nothing in it is a secret. */
export interface TenantFile {
  readonly name: string;
  /** Undefined: an embedded tenant of this name. */
  readonly domain: string | undefined;
  readonly keywords: Readonly<Record<string, unknown>>;
}

const Shape = v.strictObject({
  // Left out on purpose it is an embedded tenant; a template that was not filled in is none.
  domain: v.optional(
    v.pipe(v.string(), v.trim(), v.nonEmpty('domain is empty; an embedded tenant has none')),
  ),
  keywords: v.optional(v.record(v.string(), v.unknown()), {}),
});

/** Reads tenants/NAME.yaml. Throws a Problem when it is missing, or holds anything but domain and keywords. */
export function readTenantFile(root: string, name: string): TenantFile {
  const file = `tenants/${name}.yaml`;
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    throw new Problem('tenant-name', `"${name}" is not the name of a tenant.`, {
      hint: `The tenants are: ${tenantNames(root).join(', ') || 'none'}.`,
    });
  }
  const yaml = readYaml(
    join(root, file),
    file,
    'It names the domain of the tenant, and what the keywords of tenant.yaml stand for there: keywords: { NAME: value }',
  );
  const result = v.safeParse(Shape, yaml.content() ?? {});
  if (result.success) return { name, domain: result.output.domain, keywords: result.output.keywords };
  throw new Problem('tenant-file', `${file}: ${result.issues[0].message}`, {
    at: yaml.locate(yaml.document.contents),
    hint: 'It holds domain, and keywords with a value for each keyword.',
  });
}

/** The tenants of tenants/, sorted. */
export function tenantNames(root: string): string[] {
  try {
    return readdirSync(join(root, 'tenants'))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => file.slice(0, -'.yaml'.length))
      .toSorted();
  } catch {
    return [];
  }
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The environment as one of several tenants sees it: STAGING_AUTH0_CLIENT_ID goes before AUTH0_CLIENT_ID for
 * tenants/staging.yaml, so that one environment can hold the credentials of all.
 */
export function tenantEnvironment(
  { name, domain }: TenantFile,
  env: Env,
): Record<string, string | undefined> {
  const prefix = `${name.toUpperCase().replaceAll('-', '_')}_`;
  const own = Object.entries(env).flatMap(([key, value]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
  );
  return { ...env, ...Object.fromEntries(own), AUTH0_DOMAIN: domain };
}
