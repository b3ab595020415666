import type { ApiCommand, TransactionState } from '../auth0/api-host.ts';
import { effectiveClaims, type EffectiveClaims, type Token } from '../auth0/restricted-claims.ts';
import type { Login } from '../auth0/login.ts';
import type { HttpRequest } from './exchange.ts';
import type { ActionRun, ActionsResult, LoginEnd, MetadataWrites, Warning } from './result.ts';

/** What has piled up while the Actions run. */
export interface Progress {
  readonly state: TransactionState;
  readonly runs: ActionRun[];
  readonly warnings: Warning[];
  metadata: MetadataWrites;
  took: number;
  readonly requests: readonly HttpRequest[];
}

export function isChallenge({ method }: ApiCommand): boolean {
  return /^authentication\.(challenge|enroll)With/.test(method);
}

/** The result of a login that goes on: all recorded commands, put together as Auth0 applies them. */
export function resultOf(progress: Progress, outcome: LoginEnd, login: Login): ActionsResult {
  const commands = progress.runs.flatMap((run) => run.commands);
  const args = (method: string) =>
    commands.filter((command) => command.method === method).map((command) => command.args);
  const idToken = claimsOf('idToken', args('idToken.setCustomClaim'), login);
  const accessToken = claimsOf('accessToken', args('accessToken.setCustomClaim'), login);
  if (idToken.tooLarge || accessToken.tooLarge) return emptyResult(progress, tooLarge(progress));

  const multifactor = commands.findLast(({ method }) => method === 'multifactor.enable');
  const settings = commands.filter(({ method }) => /^samlResponse\.set(?!Attribute$)/.test(method));
  const { primaryUser, samlAttributes } = progress.state;
  return {
    ...emptyResult(progress, outcome),
    idToken: { claims: idToken.claims, dropped: idToken.dropped },
    accessToken: { claims: accessToken.claims, dropped: accessToken.dropped },
    scopes: scopesOf(progress.state),
    multifactor: [...commands.filter(isChallenge), ...(multifactor ? [multifactor] : [])],
    saml: {
      attributes: samlAttributes,
      settings: Object.fromEntries(
        settings.map(({ method, args }) => [method.slice(SAML_SETTER.length), args[0]]),
      ),
    },
    ...(primaryUser === undefined ? {} : { primaryUser }),
    validationErrors: args('validation.error').map(([code, message]) => ({
      code: String(code),
      message: String(message),
    })),
    sessionCommands: commands.filter(({ method }) => /^(session|refreshToken)\./.test(method)),
  };
}

const SAML_SETTER = 'samlResponse.set';

const NO_CLAIMS: EffectiveClaims = { claims: {}, dropped: [], bytes: 2, tooLarge: false };

function claimsOf(token: Token, calls: readonly (readonly unknown[])[], login: Login): EffectiveClaims {
  return calls.length === 0 ? NO_CLAIMS : effectiveClaims(token, calls, claimOptions(login));
}

/** What decides over the claims of this login's tokens. */
export function claimOptions(login: Login): Parameters<typeof effectiveClaims>[2] {
  const audience = login.resource_server?.identifier;
  return {
    scopes: login.transaction?.requested_scopes ?? [],
    tenantHosts: [login.request.hostname, login.custom_domain?.domain].filter((host) => host !== undefined),
    ...(audience === undefined ? {} : { audience }),
  };
}

function tooLarge({ runs }: Progress): LoginEnd {
  const action = runs.at(-1)?.action ?? '';
  const reason = 'the custom claims of one token exceed 100 kB';
  return { kind: 'failed', error: 'access_denied', reason, action, cause: 'platform_error' };
}

/** The result of a login that ends here: nobody gets a token; the profile write is the denying Action's still. */
export function emptyResult(progress: Progress, outcome: LoginEnd): ActionsResult {
  const none = { claims: {}, dropped: [] };
  return {
    outcome,
    took: progress.took,
    idToken: none,
    accessToken: none,
    scopes: { added: [], removed: [] },
    metadata: outcome.kind === 'failed' ? { app: {}, user: {} } : progress.metadata,
    multifactor: [],
    saml: { attributes: {}, settings: {} },
    validationErrors: [],
    sessionCommands: [],
    transactionMetadata: progress.state.metadata,
    requests: [...progress.requests],
    warnings: progress.warnings,
    runs: progress.runs,
  };
}

function scopesOf({ scopes }: TransactionState): ActionsResult['scopes'] {
  const changed = (kind: 'add' | 'remove'): string[] =>
    Object.keys(scopes).filter((name) => scopes[name] === kind);
  return { added: changed('add'), removed: changed('remove') };
}
