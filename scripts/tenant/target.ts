import { Problem } from '../lib/problem.ts';

/** The tenant that a verb works on. Without AUTH0_DOMAIN it is the embedded local tenant. */
export type Target = LocalTarget | RealTarget;

interface LocalTarget {
  readonly kind: 'local';
}

interface RealTarget {
  readonly kind: 'real';
  readonly domain: string;
  readonly credentials: Credentials;
}

type Credentials =
  | { readonly accessToken: string }
  | { readonly clientId: string; readonly clientSecret: string };

/** Reads the target from the environment. Throws a Problem when it names a tenant but not how to get in. */
export function readTarget(env: Readonly<Record<string, string | undefined>>): Target {
  const domain = env['AUTH0_DOMAIN']?.trim().toLowerCase();
  if (!domain) return { kind: 'local' };
  if (!/^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)*(:\d{1,5})?$/.test(domain)) {
    throw new Problem('target-domain', `AUTH0_DOMAIN is "${domain}", which is not a host name.`, {
      hint: 'Give the domain alone, as Auth0 shows it under Settings: your-tenant.eu.auth0.com',
    });
  }
  return { kind: 'real', domain, credentials: readCredentials(domain, env) };
}

/**
 * Throws a Problem for credentials without the tenant that they are for: what was meant for a real tenant would end well
 * on the embedded one.
 */
export function refuseLoneCredentials(env: Readonly<Record<string, string | undefined>>): void {
  const [given] = ['AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET', 'AUTH0_ACCESS_TOKEN'].filter(
    (name) => env[name],
  );
  if (given === undefined || env['AUTH0_DOMAIN']?.trim()) return;
  throw new Problem('target-domain', `${given} is set, but AUTH0_DOMAIN is not.`, {
    hint: 'Set AUTH0_DOMAIN to the domain of the tenant; or unset the credentials, or pass --tenant local, for the local one.',
  });
}

function readCredentials(domain: string, env: Readonly<Record<string, string | undefined>>): Credentials {
  const accessToken = env['AUTH0_ACCESS_TOKEN'];
  if (accessToken) return { accessToken };
  const clientId = env['AUTH0_CLIENT_ID'];
  const clientSecret = env['AUTH0_CLIENT_SECRET'];
  if (clientId && clientSecret) return { clientId, clientSecret };
  const missing = [
    ...(clientId ? [] : ['AUTH0_CLIENT_ID']),
    ...(clientSecret ? [] : ['AUTH0_CLIENT_SECRET']),
  ];
  throw new Problem(
    'target-credentials',
    `AUTH0_DOMAIN is ${domain}, but ${missing.join(' and ')} is not set.`,
    {
      hint: 'Set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET of a machine-to-machine application, or AUTH0_ACCESS_TOKEN; or unset AUTH0_DOMAIN for the local tenant.',
    },
  );
}
