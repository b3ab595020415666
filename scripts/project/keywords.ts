import type { KeywordSource } from '../tenant/desired.ts';
import { keywordName, torqKeywords } from '../torq/profile.ts';
import type { Project } from './project.ts';
import { tenantEnvironment } from './tenants.ts';

/**
 * The keywords of tenant.yaml: those derived from torq.yaml, those of tenants/NAME.yaml, and the rest from the
 * environment. An embedded tenant takes none from the environment, so that no real credential can end up in its
 * state file.
 */
export function keywordsOf({ target, file, env, torq }: Project): KeywordSource {
  const ofFile = file?.keywords ?? {};
  return {
    keywords: new Map<string, unknown>([
      ...(target.kind === 'local' ? [] : environmentKeywords(env)),
      ...Object.entries(ofFile),
      ...(target.kind === 'local' || file === undefined ? [] : ownKeywords(file, env)),
      ...Object.entries(torqKeywords(torq)),
      [keywordName(torq, 'CLIENT_ID'), { clientIdOf: torq.application }],
    ]),
    whereToSet:
      target.kind === 'local'
        ? `under keywords in tenants/${file?.name ?? 'local'}.yaml`
        : `in the environment or in .env${file === undefined ? '' : `, or under keywords in tenants/${file.name}.yaml`}`,
  };
}

/** How the toolkit itself gets into Auth0 and Torq, on one tenant or on each of several. */
const OWN_CREDENTIALS = /(?:^|_)(?:AUTH0_|TORQ_API_)/;

/** The toolkit's own credentials are not for tenant.yaml; an empty variable counts as not set. */
function environmentKeywords(env: Project['env']): [string, string][] {
  return Object.entries(env).filter(
    (entry): entry is [string, string] => !OWN_CREDENTIALS.test(entry[0]) && Boolean(entry[1]),
  );
}

/** What STAGING_NAME says goes before tenants/staging.yaml. */
function ownKeywords(file: NonNullable<Project['file']>, env: Project['env']): [string, string][] {
  const own = environmentKeywords(tenantEnvironment(file, env));
  return own.filter(([name, value]) => env[name] !== value);
}
