/** A role and the roles whose rights it wholly contains, directly or through them; roles not connected are not comparable. */
interface PresetRole {
  readonly name: string;
  readonly contains: readonly string[];
}

/** How a vendor turns mapping rows into roles: the first matching row decides, or every matching row adds its role. */
export type Decision = 'first-match' | 'every-match';

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
}

const TORQ: Vendor = {
  title: 'Torq',
  claim: 'https://torq.io/groups',
  groups: { source: 'event.user.groups', triggerVersion: 'v3' },
  gate: 'event.client.client_id',
  hosts: { US: 'app.torq.io', EU: 'app.eu.torq.io', JP: 'app.jp.torq.io' },
  redirectPath: '/__/auth/handler',
  loginPath: '/auth/SSOSignIn',
  apiHosts: { US: 'torq.io', EU: 'eu.torq.io' },
  ownerRole: 'Owner',
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
};

/** The known vendors by the name a profile gives under `vendor`. */
export const VENDORS = { torq: TORQ, 'argo-cd': ARGO_CD } as const satisfies Record<string, Vendor>;

export type VendorName = keyof typeof VENDORS;
