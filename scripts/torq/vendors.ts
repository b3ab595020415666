/** A role and the roles whose rights it wholly contains, directly or through them; roles not connected are not comparable. */
interface PresetRole {
  readonly name: string;
  readonly contains: readonly string[];
}

/** How a vendor turns mapping rows into roles: the first matching row decides, or every matching row adds its role. */
export type Decision = 'first-match' | 'every-match';

/** A value of the profile or tenant that a person types into a console. */
export type SheetValue =
  | 'redirect'
  | 'clientId'
  | 'clientSecret'
  | 'issuer'
  | 'scopes'
  | 'flow'
  | 'loginHint'
  | 'claimScopes';

/** The vendor's own settings page: the way to it, and its fields in the order and wording of the page. */
interface Console {
  readonly open: string;
  /** Fields with a fixed text, or with a value of the profile. */
  readonly fields: readonly {
    readonly label: string;
    readonly type: SheetValue | { readonly text: string };
  }[];
  /** Where the mapping rows go, and how the page calls their three parts. */
  readonly mapping: { readonly open: string; readonly columns: readonly [string, string, string] };
  readonly notes: readonly string[];
}

/** Everything about a relying party that is the same for all its customers. Adding a vendor is adding a row to VENDORS. */
export interface Vendor {
  readonly title: string;
  /** The claim the vendor's own guide uses; undefined when the customer chooses a namespace. */
  readonly claim: string | undefined;
  /** Where the groups come from in `event`, and the earliest post-login version that has it. */
  readonly groups: { readonly source: string; readonly triggerVersion: string };
  /** How an Action must recognise the vendor's application. */
  readonly gate: 'event.client.client_id';
  /** Region -> host; empty when customers host it themselves and give `redirect`. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly redirectPath: string;
  /** Page that starts a login at the vendor for an e-mail domain; undefined when there is none. */
  readonly loginPath: string | undefined;
  /** Region -> host of the claims mapping API; a region without one is not documented. */
  readonly apiHosts: Readonly<Record<string, string>>;
  readonly ownerRole: string;
  readonly roles: readonly PresetRole[];
  readonly decision: Decision;
  readonly console: Console;
}

const TORQ: Vendor = {
  title: 'Torq',
  claim: 'https://torq.io/groups',
  groups: { source: 'event.user.groups', triggerVersion: 'v3' },
  gate: 'event.client.client_id',
  // Assumption: JP's redirect is on the host of its app, as it is in the other regions; no page prints it.
  hosts: { US: 'app.torq.io', EU: 'app.eu.torq.io', JP: 'app.jp.torq.io' },
  redirectPath: '/__/auth/handler',
  loginPath: '/auth/SSOSignIn',
  // No page names an API host for JP.
  apiHosts: { US: 'torq.io', EU: 'eu.torq.io' },
  ownerRole: 'Owner',
  // Assumption: which role holds the rights of which, read from the pages that describe each.
  roles: [
    { name: 'Viewer', contains: [] },
    { name: 'Operator', contains: ['Viewer'] },
    { name: 'Creator', contains: ['Operator'] },
    { name: 'Contributor', contains: ['Creator'] },
    {
      name: 'Owner',
      contains: ['Contributor', 'Cases Contributor', 'Workspace Viewer', 'Interact Only'],
    },
    { name: 'Interact Only', contains: [] },
    { name: 'Workspace Viewer', contains: [] },
    { name: 'Cases Viewer', contains: [] },
    { name: 'Cases Analyst', contains: ['Cases Viewer'] },
    { name: 'Cases Contributor', contains: ['Cases Analyst'] },
  ],
  decision: 'first-match',
  console: {
    open: 'as an Owner: Settings > Security > Configure SSO',
    fields: [
      { label: 'Protocol', type: { text: 'OpenID Connect' } },
      { label: 'Provider', type: { text: 'Auth0' } },
      { label: 'Login Redirect URL', type: 'redirect' },
      { label: 'Client ID', type: 'clientId' },
      { label: 'Client Secret', type: 'clientSecret' },
      { label: 'Issuer URL', type: 'issuer' },
      { label: 'Requested Scopes', type: 'scopes' },
      { label: 'Flow', type: 'flow' },
      { label: 'Send login hint', type: 'loginHint' },
    ],
    mapping: {
      open: 'Claims mapping, top-down in this order',
      columns: ['Claim name', 'Claim value', 'Role'],
    },
    notes: [
      'Safari 16.1 and newer (and every browser that blocks third-party storage) can only return to the redirect URL ' +
        'above. If the wizard shows another one, stop: Torq support must move the workspace first.',
      'The first login that matches no row locks that person out and removes their local account. ' +
        'Never make the first test with the account that configures SSO.',
    ],
  },
};

/** Argo CD grants the rights of every RBAC line that matches; its redirect is on the customer's own host. */
const ARGO_CD: Vendor = {
  title: 'Argo CD',
  claim: undefined,
  groups: { source: 'event.user.groups', triggerVersion: 'v3' },
  gate: 'event.client.client_id',
  hosts: {},
  redirectPath: '/auth/callback',
  loginPath: undefined,
  apiHosts: {},
  ownerRole: 'role:admin',
  roles: [
    { name: 'role:readonly', contains: [] },
    { name: 'role:admin', contains: ['role:readonly'] },
  ],
  decision: 'every-match',
  console: {
    open: 'ConfigMaps argocd-cm (oidc.config) and argocd-rbac-cm, Secret argocd-secret',
    fields: [
      { label: 'name', type: { text: 'Auth0' } },
      { label: 'issuer', type: 'issuer' },
      { label: 'clientID', type: 'clientId' },
      { label: 'clientSecret', type: 'clientSecret' },
      { label: 'requestedScopes', type: 'scopes' },
      { label: 'scopes (argocd-rbac-cm)', type: 'claimScopes' },
    ],
    mapping: {
      open: 'policy.csv of argocd-rbac-cm, one line each: g, <claim value>, <role>',
      columns: ['Claim name', 'Claim value', 'Role'],
    },
    notes: ['Every matching line grants its role; policy.default decides for everyone else: leave it empty.'],
  },
};

/** The known vendors by the name a profile gives under `vendor`. */
export const VENDORS = { torq: TORQ, 'argo-cd': ARGO_CD } as const satisfies Record<string, Vendor>;

export type VendorName = keyof typeof VENDORS;
