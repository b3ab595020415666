import { join } from 'node:path';
import * as v from 'valibot';
import { Problem } from '../lib/problem.ts';
import { readYaml } from '../lib/yaml.ts';
import type { KeywordSource } from '../tenant/desired.ts';
import { torqKeywords } from '../torq/profile.ts';
import type { Project } from './project.ts';

const LocalKeywords = v.strictObject({ keywords: v.record(v.string(), v.unknown()) });

/**
 * The keywords of tenant.yaml: those derived from torq.yaml, and the rest from the environment, or for the local
 * tenant from tenants/local.yaml alone, so that no real credential can end up in its state file.
 */
export function keywordsOf(project: Project): KeywordSource {
  const local = project.target.kind === 'local';
  return {
    keywords: new Map<string, unknown>([
      ...Object.entries(local ? localKeywords(project.root) : environmentKeywords(project.env)),
      ...Object.entries(torqKeywords(project.torq)),
      ['TORQ_CLIENT_ID', { clientIdOf: project.torq.application }],
    ]),
    whereToSet: local ? 'under keywords in tenants/local.yaml' : 'in the environment or in .env',
  };
}

/** The toolkit's own credentials are not for tenant.yaml; an empty variable counts as not set. */
function environmentKeywords(env: Project['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => !entry[0].startsWith('AUTH0_') && Boolean(entry[1]),
    ),
  );
}

function localKeywords(root: string): Record<string, unknown> {
  const yaml = readYaml(
    join(root, 'tenants/local.yaml'),
    'tenants/local.yaml',
    'It gives the keywords of tenant.yaml their values on the local tenant: keywords: { NAME: value }',
  );
  const result = v.safeParse(LocalKeywords, yaml.document.toJS() ?? {});
  if (result.success) return result.output.keywords;
  throw new Problem('local-keywords', `tenants/local.yaml: ${result.issues[0].message}`, {
    at: yaml.locate(yaml.document.contents),
    hint: 'It holds one key, keywords, with a value for each keyword.',
  });
}
