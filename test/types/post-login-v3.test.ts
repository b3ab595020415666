// Checked by the compiler (`npm run types`): a line marked @ts-expect-error that compiles is an error there.
// These hold for our own declarations, which are stricter than the official package of the same name.
import type {
  Event,
  PostLoginAction,
  PostLoginAPI,
  Secrets,
  TransactionAPI,
} from '@auth0/actions/post-login/v3';
import { describe, expectTypeOf, test } from 'vitest';

type Method = NonNullable<Event['authentication']>['methods'][number];
type Transaction = NonNullable<Event['transaction']>;

describe('event', () => {
  test('root attributes of the user are unknown, documented ones keep their type', () => {
    expectTypeOf<Event['user']['groups']>().toBeUnknown();
    expectTypeOf<Event['user']['upn']>().toBeUnknown();
    expectTypeOf<Event['user']['email']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Event['user']['user_id']>().toEqualTypeOf<string>();
  });

  test('metadata, query and body are objects of unknown values', () => {
    expectTypeOf<Event['user']['app_metadata']>().toEqualTypeOf<Readonly<Record<string, unknown>>>();
    expectTypeOf<Event['user']['user_metadata']>().toEqualTypeOf<Readonly<Record<string, unknown>>>();
    expectTypeOf<Event['request']['query']>().toEqualTypeOf<Readonly<Record<string, unknown>>>();
    expectTypeOf<Event['request']['body']>().toEqualTypeOf<Readonly<Record<string, unknown>>>();
  });

  test('a secret may be missing', () => {
    expectTypeOf((secrets: Secrets) => secrets['CLIENT_ID']).returns.toEqualTypeOf<string | undefined>();
  });

  test('what is not always there must be guarded', () => {
    expectTypeOf((event: Event) => [
      // @ts-expect-error absent before anything was completed
      event.authentication.methods,
      // @ts-expect-error absent without role-based access control
      event.authorization.roles,
      // @ts-expect-error absent outside organizations
      event.organization.id,
      // @ts-expect-error absent without the audience of an API
      event.resource_server.identifier,
      // @ts-expect-error absent outside the exchange of a refresh token
      event.refresh_token.id,
      // @ts-expect-error absent in flows without a browser
      event.session.id,
      // @ts-expect-error absent by the declaration of version 3
      event.transaction.protocol,
      event.transaction?.requested_scopes?.includes('openid'),
      // @ts-expect-error null while no experiment is active
      event.experiment.is_control,
    ]).toBeFunction();
  });

  test('protocols and authentication methods are literals', () => {
    expectTypeOf<Transaction['protocol']>().extract<'samlp' | 'oauth2-refresh-token'>().not.toBeNever();
    expectTypeOf<'redirect-callback'>().not.toExtend<Transaction['protocol']>();
    expectTypeOf<'delegation'>().not.toExtend<Transaction['protocol']>();
    expectTypeOf<'mfa' | 'passkey' | 'https://acme.org/method'>().toExtend<Method['name']>();
    expectTypeOf<'password'>().not.toExtend<Method['name']>();
    expectTypeOf<Method['timestamp']>().toEqualTypeOf<string>();
    expectTypeOf<Extract<Method, { name: 'mfa' }>>().toHaveProperty('type');
    expectTypeOf<keyof Exclude<Method, { name: 'mfa' }>>().toEqualTypeOf<'name' | 'timestamp'>();
  });

  test('spellings of Rules do not compile', () => {
    expectTypeOf((event: Event) => [
      // @ts-expect-error countryCode
      event.request.geoip.country_code,
      // @ts-expect-error user_agent
      event.request.userAgent,
      // @ts-expect-error client_id
      event.client.clientID,
      // @ts-expect-error no equivalent
      event.connection.options,
      // @ts-expect-error tokens of the identity provider are not documented
      event.user.identities[0]?.access_token,
    ]).toBeFunction();
  });

  test('nothing can be assigned', () => {
    expectTypeOf((event: Event) => {
      // @ts-expect-error nobody would see it
      event.user.email = 'a@acme.org';
      // @ts-expect-error api.user.setAppMetadata
      event.user.app_metadata['plan'] = 'free';
      // @ts-expect-error nobody would see it
      event.user['groups'] = [];
      // @ts-expect-error nobody would see it
      event.authorization?.roles.push('admin');
    }).toBeFunction();
  });

  test('an event can be built without casts, absent parts left out', () => {
    const event = {
      client: { client_id: 'c', name: 'App', metadata: {} },
      configuration: {},
      connection: { id: 'con_1', name: 'entra', strategy: 'waad' },
      request: { ip: '203.0.113.1', method: 'GET', geoip: { countryCode: 'DE' }, query: {}, body: {} },
      secrets: { KEY: 'value' },
      stats: { logins_count: 1 },
      tenant: { id: 'acme' },
      transaction: { protocol: 'oidc-basic-profile', metadata: {} },
      user: {
        user_id: 'waad|1',
        app_metadata: {},
        user_metadata: {},
        created_at: '2026-01-01T00:00:00.000Z',
        updated_at: '2026-01-01T00:00:00.000Z',
        email_verified: true,
        identities: [{ connection: 'entra', provider: 'waad', user_id: '1', isSocial: false }],
        groups: ['Owners'],
      },
    } as const satisfies Event;
    expectTypeOf(event).toExtend<Event>();
    // @ts-expect-error an optional part is left out, not undefined
    expectTypeOf({ ...event, session: undefined }).toExtend<Event>();
  });
});

describe('api', () => {
  test('these return the api, to be chained', () => {
    type Chained = PostLoginAPI;
    expectTypeOf<PostLoginAPI['access']['deny']>().returns.toEqualTypeOf<Chained>();
    expectTypeOf<PostLoginAPI['idToken']['setCustomClaim']>().returns.toEqualTypeOf<Chained>();
    expectTypeOf<PostLoginAPI['accessToken']['setCustomClaim']>().returns.toEqualTypeOf<Chained>();
    expectTypeOf<PostLoginAPI['authentication']['recordMethod']>().returns.toEqualTypeOf<Chained>();
    expectTypeOf<PostLoginAPI['multifactor']['enable']>().returns.toEqualTypeOf<Chained>();
    expectTypeOf<PostLoginAPI['redirect']['sendUserTo']>().returns.toEqualTypeOf<Chained>();
    expectTypeOf<PostLoginAPI['user']['setAppMetadata']>().returns.toEqualTypeOf<Chained>();
    expectTypeOf<PostLoginAPI['user']['setUserMetadata']>().returns.toEqualTypeOf<Chained>();
    expectTypeOf<PostLoginAPI['validation']['error']>().returns.toEqualTypeOf<Chained>();
  });

  test('these return nothing', () => {
    expectTypeOf<PostLoginAPI['accessToken']['addScope']>().returns.toBeVoid();
    expectTypeOf<PostLoginAPI['accessToken']['removeScope']>().returns.toBeVoid();
    expectTypeOf<PostLoginAPI['authentication']['challengeWith']>().returns.toBeVoid();
    expectTypeOf<PostLoginAPI['authentication']['enrollWithAny']>().returns.toBeVoid();
    expectTypeOf<PostLoginAPI['authentication']['setPrimaryUser']>().returns.toBeVoid();
    expectTypeOf<PostLoginAPI['prompt']['render']>().returns.toBeVoid();
    expectTypeOf<PostLoginAPI['samlResponse']['setAttribute']>().returns.toBeVoid();
    expectTypeOf<PostLoginAPI['session']['setExpiresAt']>().returns.toBeVoid();
    expectTypeOf<TransactionAPI['setMetadata']>().returns.toBeVoid();
    // @ts-expect-error no chain here
    expectTypeOf((api: PostLoginAPI) => api.accessToken.addScope('a').idToken).toBeFunction();
  });

  test('claims take any value, scopes only strings', () => {
    expectTypeOf<PostLoginAPI['idToken']['setCustomClaim']>().parameters.toEqualTypeOf<[string, unknown]>();
    expectTypeOf<PostLoginAPI['accessToken']['addScope']>().parameters.toEqualTypeOf<[string]>();
    expectTypeOf<PostLoginAPI['idToken']>().not.toHaveProperty('addScope');
  });

  test('factors: e-mail can challenge, but not be enrolled in', () => {
    expectTypeOf(({ authentication }: PostLoginAPI) => {
      authentication.challengeWith({ type: 'email' }, { additionalFactors: [{ type: 'otp' }] });
      authentication.challengeWith({ type: 'phone', options: { preferredMethod: 'both' } });
      authentication.enrollWith({ type: 'push', options: { otpFallback: true } });
      // @ts-expect-error no enrolment by e-mail
      authentication.enrollWith({ type: 'email' });
      // @ts-expect-error unknown way to reach a phone
      authentication.challengeWithAny([{ type: 'phone', options: { preferredMethod: 'fax' } }]);
      // @ts-expect-error the option of another factor
      authentication.enrollWith({ type: 'otp', options: { otpFallback: true } });
    }).toBeFunction();
  });

  test('results of the cache must be told apart', () => {
    expectTypeOf(({ cache }: PostLoginAPI) => {
      const result = cache.set('key', 'value', { ttl: 1000 });
      // @ts-expect-error only a success has a record
      const { record } = result;
      return result.type === 'success' ? result.record.expires_at : (record ?? result.code);
    }).toBeFunction();
    expectTypeOf<ReturnType<PostLoginAPI['cache']['get']>>().extract<undefined>().toBeUndefined();
  });

  test('values of SAML settings are literals, attributes may be removed', () => {
    expectTypeOf(({ samlResponse }: PostLoginAPI) => {
      samlResponse.setAttribute('groups', ['a', 1, true]);
      samlResponse.setAttribute('groups', null);
      samlResponse.setSignatureAlgorithm('rsa-sha256');
      // @ts-expect-error no such algorithm
      samlResponse.setDigestAlgorithm('md5');
      // @ts-expect-error an object is no attribute
      samlResponse.setAttribute('groups', { a: 1 });
    }).toBeFunction();
  });

  test('nothing that was set can be read back', () => {
    expectTypeOf<keyof PostLoginAPI['idToken']>().toEqualTypeOf<'setCustomClaim'>();
    expectTypeOf<ReturnType<PostLoginAPI['redirect']['validateToken']>>().toEqualTypeOf<
      Record<string, unknown>
    >();
  });
});

describe('handlers', () => {
  test('are asynchronous and return nothing', () => {
    expectTypeOf<PostLoginAction>().parameters.toEqualTypeOf<[Event, PostLoginAPI]>();
    expectTypeOf<PostLoginAction>().returns.toEqualTypeOf<Promise<void>>();
    // @ts-expect-error not a promise
    expectTypeOf((_event: Event, api: PostLoginAPI) => void api.access.deny('')).toExtend<PostLoginAction>();
    expectTypeOf(async (_event: Event, api: PostLoginAPI) => {
      api.access.deny('');
    }).toExtend<PostLoginAction>();
    // @ts-expect-error the api is no result: call, then return
    expectTypeOf(async (_event: Event, api: PostLoginAPI) => api.access.deny('')).toExtend<PostLoginAction>();
  });
});
