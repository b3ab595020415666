import { isPlainObject } from '../auth0/api-host.ts';
import type { StandInTools } from './stand-ins.ts';

// What https://github.com/auth0/rule-utilities describes, in the words of this toolkit.

interface Jwt {
  sign(claims: object, secret: unknown, options: object): string;
  verify(token: unknown, secret: unknown, options: object): Readonly<Record<string, unknown>>;
}

type Client = Readonly<Record<string, (id: object, data: unknown) => Promise<unknown>>>;
interface Sdk {
  readonly ManagementClient: new (options: object) => Client;
}

type Data = Record<string, unknown>;

const PROTOCOLS_WITHOUT_REDIRECT = [
  'oauth2-resource-owner',
  'oauth2-refresh-token',
  'oauth2-password',
  'redirect-callback',
];
const DEFAULT_LIFE = '3d';

/** `@auth0/rule-utilities`: redirects with a signed session token, and updates of the user. */
export function ruleUtilitiesPackage({ load }: StandInTools): object {
  const jwt = load('jsonwebtoken') as Jwt;

  class Auth0RedirectRuleUtilities {
    readonly noRedirectProtocols = PROTOCOLS_WITHOUT_REDIRECT;
    readonly tokenSecret: unknown;
    readonly tokenExpiresIn: unknown;
    readonly user: Data;
    readonly context: Data;

    constructor(user: Data | undefined, context: Data | undefined, configuration: Data | undefined) {
      this.user = user ?? {};
      this.context = context ?? {};
      this.tokenSecret = configuration?.['SESSION_TOKEN_SECRET'];
      this.tokenExpiresIn = configuration?.['SESSION_TOKEN_EXPIRES_IN'] || DEFAULT_LIFE;
    }

    get redirectUrl(): unknown {
      return (this.context['redirect'] as Data | undefined)?.['url'];
    }

    get queryParams(): Data {
      return ((this.context['request'] as Data | undefined)?.['query'] as Data | undefined) ?? {};
    }

    get isRedirectCallback(): boolean {
      return this.context['protocol'] === 'redirect-callback';
    }

    get protocolCanRedirect(): boolean {
      return !PROTOCOLS_WITHOUT_REDIRECT.includes(this.context['protocol'] as string);
    }

    get canRedirect(): boolean {
      const isTaken = Boolean(this.redirectUrl) || Boolean(this.context['multifactor']);
      return !isTaken && this.queryParams['prompt'] !== 'none' && this.protocolCanRedirect;
    }

    createSessionToken(claims: object = {}): string {
      const { ip } = this.context['request'] as Data;
      const about = { ip, iss: this.#issuer(), sub: this.user['user_id'], ...claims };
      return jwt.sign(about, this.tokenSecret, { expiresIn: this.tokenExpiresIn });
    }

    validateSessionToken(options: object = {}): Data {
      const payload = jwt.verify(this.queryParams['session_token'], this.tokenSecret, {
        ...options,
        subject: this.user['user_id'],
        issuer: this.#issuer(),
      });
      if (!payload['exp']) throw new Error('Expired token');
      return payload;
    }

    doRedirect(url: string | undefined, options: unknown = {}): void {
      if (!this.canRedirect || !url) throw new Error('Cannot redirect');
      const { sessionToken, generateSessionToken = true } = isPlainObject(options) ? options : {};
      const given = typeof sessionToken === 'string' && sessionToken !== '' ? sessionToken : undefined;
      const token = given ?? (generateSessionToken === true ? this.createSessionToken() : undefined);
      this.context['redirect'] = { url: token === undefined ? url : `${url}?session_token=${token}` };
    }

    #issuer(): string {
      return `https://${String((this.context['request'] as Data)['hostname'])}/`;
    }
  }

  class Auth0UserUpdateUtilities {
    readonly #client: Client;
    readonly #changes: Data = {};
    readonly #user: Data;
    readonly #namespace: string | undefined;

    constructor(user: Data, auth0: Data, namespace: unknown) {
      const { ManagementClient } = load('auth0@2') as Sdk;
      this.#client = new ManagementClient({ token: auth0['accessToken'], domain: auth0['domain'] });
      this.#user = user;
      this.#namespace = typeof namespace === 'string' && namespace !== '' ? namespace : undefined;
      for (const kind of ['user_metadata', 'app_metadata']) {
        const metadata = (user[kind] ||= {}) as Data;
        if (this.#namespace !== undefined) metadata[this.#namespace] ||= {};
      }
    }

    setUser(key: string, value: unknown): void {
      this.#user[key] = value;
      this.#changes[key] = value;
    }

    setUserMeta(key: string, value: unknown): void {
      this.#part('user_metadata', key)[key] = value;
    }

    setAppMeta(key: string, value: unknown): void {
      this.#part('app_metadata', key)[key] = value;
    }

    getUserMeta(key: string): unknown {
      return this.#part('user_metadata', key)[key];
    }

    getAppMeta(key: string): unknown {
      return this.#part('app_metadata', key)[key];
    }

    updateUser(): Promise<void> {
      return this.#save('updateUser', this.#changes);
    }

    updateUserMeta(): Promise<void> {
      return this.#save('updateUserMetadata', this.#user['user_metadata']);
    }

    updateAppMeta(): Promise<void> {
      return this.#save('updateAppMetadata', this.#user['app_metadata']);
    }

    async #save(method: string, data: unknown): Promise<void> {
      await this.#client[method]!({ id: this.#user['user_id'] }, data);
    }

    /** Where a key lies: in the namespace, unless it is the namespace. */
    #part(kind: string, key: string): Data {
      const metadata = this.#user[kind] as Data;
      const name = this.#namespace;
      return name === undefined || name === key ? metadata : (metadata[name] as Data);
    }
  }

  return {
    Auth0RedirectRuleUtilities,
    Auth0UserUpdateUtilities,
    noRedirectProtocols: PROTOCOLS_WITHOUT_REDIRECT,
  };
}
