/** The part of oidc-provider 9 (which brings no types) that the local tenant stands on. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  type Json = Record<string, unknown>;

  export interface Session {
    readonly uid: string;
    readonly accountId?: string;
    authTime(): number | undefined;
    past(seconds: number): boolean;
    destroy(): Promise<void>;
  }

  export interface Interaction {
    readonly uid: string;
    /** The same for every interaction of one authorization request. */
    readonly cid: string;
    readonly exp: number;
    readonly returnTo: string;
    readonly prompt: { readonly name: string };
    readonly params: Json;
    lastSubmission?: Json;
    result?: Json;
    session?: { readonly uid?: string; readonly accountId?: string };
    save(seconds: number): Promise<unknown>;
  }

  export interface Grant {
    readonly jti: string;
    readonly clientId: string;
    readonly accountId: string;
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(seconds?: number): Promise<string>;
  }

  export interface Client {
    readonly clientId: string;
    grantTypeAllowed(type: string): boolean;
    redirectUriAllowed(uri: string): boolean;
    postLogoutRedirectUriAllowed(uri: string): boolean;
  }

  export interface Token {
    readonly accountId: string;
    readonly clientId: string;
    readonly grantId: string;
    readonly iat?: number;
    readonly jti: string;
    readonly gty?: string;
    readonly resourceServer?: { readonly audience?: string; readonly scopes: Set<string> };
    readonly isExpired?: boolean;
    scope?: string;
  }

  export interface IdToken {
    readonly ctx?: Context;
    set(name: string, value: unknown): void;
    issue(options: { readonly use: string }): Promise<string>;
  }

  export interface Context {
    readonly req: IncomingMessage;
    readonly res: ServerResponse;
    readonly path: string;
    readonly query: Readonly<Record<string, string | string[] | undefined>>;
    status: number;
    type: string;
    body: unknown;
    set(header: string, value: string): void;
    readonly response: { get(header: string): string };
    readonly oidc: {
      readonly route: string;
      readonly client: Client;
      readonly session: Session;
      readonly grant: Grant;
      readonly params: Json & { readonly scope?: string; readonly response_type?: string };
      readonly result?: Json;
      readonly requestParamScopes: ReadonlySet<string>;
      readonly resourceServers: Readonly<Record<string, { readonly scopes: Set<string> }>>;
      readonly entities: {
        readonly Interaction?: Interaction;
        readonly Grant?: Grant;
        readonly RefreshToken?: Token;
        readonly Client?: Client;
      };
      promptPending(name: string): boolean;
    };
  }

  export class Provider {
    constructor(issuer: string, configuration: Json);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    createContext(request: IncomingMessage, response: ServerResponse): Context;
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): this;
    on(event: string, listener: (context: Context, error: Error) => void): this;
    cookieName(type: 'session' | 'interaction' | 'resume'): string;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    readonly Session: { get(context: Context): Promise<Session> };
    readonly Interaction: { find(uid: string): Promise<Interaction | undefined> };
    readonly AccessToken: { find(value: string): Promise<Token | undefined> };
    readonly Client: { readonly prototype: Client };
    readonly IdToken: { readonly prototype: IdToken };
    readonly Grant: new (fields: { clientId: string; accountId: string }) => Grant;
  }

  class OidcError extends Error {
    constructor(description?: string);
    readonly error: string;
    readonly error_description?: string;
    status: number;
    statusCode: number;
  }

  export const errors: Readonly<
    Record<
      'AccessDenied' | 'InteractionRequired' | 'InvalidRequest' | 'UnauthorizedClient' | 'InvalidRedirectUri',
      typeof OidcError
    >
  >;

  type Test = (context: Context) => boolean | Promise<boolean>;

  export const interactionPolicy: {
    readonly Check: new (reason: string, description: string, error: string, test: Test) => object;
    readonly Prompt: new (
      info: { readonly name: string; readonly requestable: boolean },
      ...checks: readonly object[]
    ) => object;
  };
}
