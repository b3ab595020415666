import { Problem } from '../lib/problem.ts';
import { signIn, type RelyingParty, type SignIn, type WayBack } from '../relying-party/sign-in.ts';
import { webOf } from '../relying-party/web.ts';
import type { Connection } from '../tenant/management.ts';
import { redirectUrl } from '../torq/profile.ts';
import type { MappingRow, Person, TorqProfile } from '../torq/profile-schema.ts';
import { declaredRole, resolveIn } from '../torq/resolve.ts';
import { openTarget } from './open-target.ts';
import { peopleOf, personaOf } from './people.ts';
import type { Project } from './project.ts';
import { runsSince, type PipelineRun } from './tenant-log.ts';

type Flow = RelyingParty['flow'];

/** A real login on the local tenant: what went over the wire, what ran, what the application got. */
export interface LiveLogin extends SignIn {
  readonly tenant: string;
  readonly application: string;
  readonly flow: Flow;
  readonly person: Person;
  readonly algorithm: RelyingParty['algorithm'];
  /** Each run of the Actions: more than one when they sent the user away in between. */
  readonly runs: readonly PipelineRun[];
  /** For the application of torq.yaml: the role of the verified token. */
  readonly role?: {
    /** Undefined: no access. */
    readonly given: string | undefined;
    readonly declared: string | undefined;
    readonly row?: { readonly number: number; readonly of: MappingRow };
  };
  /** For any other application: the claims of torq.yaml that its token must not carry. */
  readonly stray: readonly string[];
  readonly seconds: number;
}

interface Options {
  readonly application: string | undefined;
  readonly flow: Flow | undefined;
  /** What comes back from where an Action redirects to; nothing but the state by default. */
  readonly back?: WayBack | undefined;
}

/**
 * Logs a persona of torq.yaml in on the local tenant, which is used as it runs or started for as long as it takes.
 * Throws a Problem for somebody who is no persona, a real tenant, and a tenant that was not deployed.
 */
export async function liveLogin(project: Project, email: string, options: Options): Promise<LiveLogin> {
  const started = performance.now();
  const { torq } = project;
  const person = personOf(torq, email);
  if (project.target.kind === 'real') {
    throw new Problem(
      'login-real-tenant',
      `${project.target.domain} is a real tenant, where only a person can log in.`,
      {
        hint: 'To log in on the local tenant all the same, name it: --tenant local',
      },
    );
  }
  const tenant = await openTarget(project.target, project.localStateDir, {
    personas: peopleOf(torq),
    root: project.root,
  });
  const { web, close } = webOf(tenant.connection.certificate?.pem ?? '');
  try {
    const party = await partyOf(tenant.connection, torq, person, options);
    const before = await runsSince(tenant.connection, web, new Set());
    const { user } = personaOf(torq.connection, person);
    const login = await signIn(party, user.user_id, web, options.back);
    const after = await runsSince(tenant.connection, web, new Set(before.map(({ id }) => id)));
    const application = options.application ?? torq.application;
    return {
      ...login,
      ...roleOf(torq, person, login, application),
      tenant: tenant.label,
      application,
      flow: party.flow,
      person,
      algorithm: party.algorithm,
      runs: after.filter((run) => run.client === party.clientId && run.user === user.user_id),
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await close();
    await tenant.close();
  }
}

/** Whether nothing is wrong with a login: it is allowed, and gives the declared role and nothing to other applications. */
export function isAsDeclared({ end, role, stray }: LiveLogin): boolean {
  return (
    end.kind === 'signed-in' && (role === undefined || role.given === role.declared) && stray.length === 0
  );
}

function personOf(torq: TorqProfile, email: string): Person {
  const person = torq.personas.find((one) => one.email === email);
  const known = torq.personas.filter(({ sso }) => sso).map((one) => one.email);
  if (person?.sso) return person;
  const why = person
    ? `${email} signs in outside single sign-on.`
    : `No persona of torq.yaml is called ${email}.`;
  throw new Problem(person ? 'login-outside-sso' : 'login-person-unknown', why, {
    at: { file: 'torq.yaml' },
    hint: `It can log in: ${known.join(', ')}.`,
  });
}

/** The application as the tenant has it, with the callback that it would use. */
async function partyOf(
  connection: Connection,
  torq: TorqProfile,
  person: Person,
  { application = torq.application, flow = torq.flow }: Options,
): Promise<RelyingParty> {
  const page = await connection.api.clients.list({ is_global: false, per_page: 100, include_totals: true });
  const clients = [];
  for await (const client of page) clients.push(client);
  const client = clients.find((one) => one.name === application);
  if (client === undefined)
    throw unknownApplication(
      torq,
      application,
      clients.flatMap(({ name, callbacks = [] }) =>
        name === undefined || callbacks.length === 0 ? [] : [name],
      ),
    );
  const redirectUri = application === torq.application ? redirectUrl(torq) : client.callbacks?.[0];
  if (redirectUri === undefined) {
    throw new Problem(
      'login-no-callback',
      `The application ${application} has no callback URL, so nobody can log in to it.`,
    );
  }
  return {
    issuer: new URL(`https://${connection.domain}/`),
    clientId: client.client_id ?? '',
    clientSecret: client.client_secret ?? '',
    authentication: client.token_endpoint_auth_method ?? 'client_secret_post',
    algorithm: client.jwt_configuration?.alg === 'RS256' ? 'RS256' : 'HS256',
    redirectUri,
    flow,
    scopes: torq.scopes,
    ...(torq.loginHint ? { loginHint: person.email } : {}),
  };
}

function unknownApplication(torq: TorqProfile, application: string, names: readonly string[]): Problem {
  if (application === torq.application) {
    return new Problem('login-not-deployed', `The local tenant has no application "${application}" yet.`, {
      hint: 'Run npm run deploy:tenant first.',
    });
  }
  return new Problem('login-application-unknown', `The local tenant has no application "${application}".`, {
    hint: `It has: ${names.join(', ')}.`,
  });
}

function roleOf(
  torq: TorqProfile,
  person: Person,
  { end }: SignIn,
  application: string,
): Pick<LiveLogin, 'role' | 'stray'> {
  if (end.kind !== 'signed-in') return { stray: [] };
  if (application !== torq.application) return { stray: [torq.claim].filter((claim) => claim in end.claims) };
  const { role: given, row } = resolveIn(torq, end.claims);
  const found = row === undefined ? undefined : torq.mapping[row];
  return {
    stray: [],
    role: {
      given,
      declared: declaredRole(person),
      ...(row === undefined || found === undefined ? {} : { row: { number: row + 1, of: found } }),
    },
  };
}
