import type { TorqProfile } from './profile-schema.ts';
import { grantTypes, mappedGroups, redirectUrl, vendorOf } from './profile.ts';
import type { SheetValue } from './vendors.ts';

/** What a tenant adds to the profile; a value that is not known yet is left out. */
export interface TenantFacts {
  /** Host without scheme: `contoso.eu.auth0.com`. */
  readonly domain?: string;
  /** As the discovery document says it, with its trailing slash; made from the domain when left out. */
  readonly issuer?: string;
  readonly clientId?: string;
}

/** One thing to do or to type: where it goes and what. */
interface SheetField {
  readonly label: string;
  readonly value: string;
}

/** One console, in the order in which its pages ask. */
export interface SheetSection {
  readonly title: string;
  readonly open: string;
  readonly fields: readonly SheetField[];
  /** Rows that go in as they stand. */
  readonly rows?: {
    readonly open: string;
    readonly head: readonly string[];
    readonly cells: readonly string[][];
  };
  readonly notes: readonly string[];
}

/** Everything a person types into the three consoles to set up single sign-on. */
export interface Sheet {
  readonly title: string;
  readonly sections: readonly SheetSection[];
}

const afterDeploy = '(known once deploy:tenant has run against the tenant)';

/** Builds the sheet from the profile and what is known of the tenant. Secrets are named, never shown. */
export function sheetOf(profile: TorqProfile, tenant: TenantFacts = {}): Sheet {
  const title = vendorOf(profile).title;
  return {
    title: `${title} single sign-on with Auth0 and Microsoft Entra ID`,
    sections: [
      entraSection(profile, tenant),
      connectionSection(profile),
      applicationSection(profile, tenant),
      actionSection(profile),
      vendorSection(profile, tenant),
      testSection(profile),
    ],
  };
}

/** The issuer exactly as tokens carry it: https and a trailing slash, which Auth0's settings page does not show. */
export function issuerOf(tenant: TenantFacts): string | undefined {
  return tenant.issuer ?? (tenant.domain === undefined ? undefined : `https://${tenant.domain}/`);
}

// https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/azure-active-directory/v2
function entraSection(profile: TorqProfile, tenant: TenantFacts): SheetSection {
  return {
    title: 'Microsoft Entra admin center',
    open: 'Identity > Applications > App registrations > New registration',
    fields: [
      { label: 'Name', value: `Auth0 ${profile.connection}` },
      { label: 'Supported account types', value: 'Accounts in this organizational directory only' },
      {
        label: 'Redirect URI (Web)',
        value:
          tenant.domain === undefined
            ? `https://<Auth0 domain>/login/callback`
            : `https://${tenant.domain}/login/callback`,
      },
      { label: 'API permissions', value: 'Microsoft Graph, Delegated: User.Read and Directory.Read.All' },
      { label: 'Grant admin consent', value: 'yes, for the whole organization' },
      { label: 'Certificates & secrets', value: 'New client secret; note the value and the day it expires' },
    ],
    notes: [
      'Without Directory.Read.All and consent nothing fails: groups arrive without names, and nobody matches a group row.',
      'Group display names must be unique: two groups of one name are one group to the mapping.',
    ],
  };
}

function connectionSection(profile: TorqProfile): SheetSection {
  return {
    title: 'Auth0: the connection (deploy:tenant sets all but the secret)',
    open: 'Authentication > Enterprise > Microsoft Azure AD',
    fields: [
      { label: 'Connection name', value: profile.connection },
      { label: 'Microsoft Azure AD Domain', value: profile.ssoDomain },
      { label: 'Client ID, Client Secret', value: 'of the app registration above' },
      { label: 'Use common endpoint', value: 'off' },
      { label: 'Identity API', value: 'Microsoft Identity Platform (v2)' },
      { label: 'Extended Attributes', value: 'Get user groups: on' },
    ],
    notes: [
      'Groups are read at login: who leaves a group keeps the role until the next sign-in at Entra ID.',
    ],
  };
}

function applicationSection(profile: TorqProfile, tenant: TenantFacts): SheetSection {
  return {
    title: 'Auth0: the application (deploy:tenant sets it)',
    open: `Applications > ${profile.application}`,
    fields: [
      { label: 'Application type', value: 'Regular Web Application' },
      { label: 'Allowed Callback URLs', value: redirectUrl(profile) },
      { label: 'Grant types', value: grantTypes(profile).join(', ') },
      { label: 'JsonWebToken Signature Algorithm', value: 'RS256' },
      { label: 'Connections', value: `${profile.connection} on, every other off` },
      { label: 'Domain', value: tenant.domain ?? afterDeploy },
      { label: 'Client ID', value: tenant.clientId ?? afterDeploy },
    ],
    notes: [],
  };
}

function actionSection(profile: TorqProfile): SheetSection {
  const groups = profile.allowList === 'all' ? 'every group of the person' : mappedGroups(profile).join(', ');
  return {
    title: 'Auth0: the Action (deploy:tenant sets it)',
    open: 'Actions > Triggers > post-login',
    fields: [
      { label: 'Sets the ID token claim', value: profile.claim },
      { label: 'For the application', value: profile.application },
      { label: 'With the groups', value: groups },
    ],
    notes: [],
  };
}

function vendorSection(profile: TorqProfile, tenant: TenantFacts): SheetSection {
  const { title, console, hosts } = vendorOf(profile);
  const host = profile.region === undefined ? undefined : hosts[profile.region];
  const values = sheetValues(profile, tenant);
  return {
    title,
    open: host === undefined ? console.open : `https://${host}, ${console.open}`,
    fields: console.fields.map(({ label, type }) => ({
      label,
      value: typeof type === 'string' ? values[type] : type.text,
    })),
    rows: {
      open: console.mapping.open,
      head: ['#', ...console.mapping.columns],
      cells: profile.mapping.map((row, index) => [String(index + 1), row.claim, row.value, row.role]),
    },
    notes: console.notes,
  };
}

function testSection(profile: TorqProfile): SheetSection {
  const outside = profile.personas.filter((person) => !person.sso);
  return {
    title: 'The first logins',
    open: 'in a private window, one after the other',
    fields: [
      {
        label: 'Before',
        value:
          outside.length > 0
            ? `sign in without SSO as ${outside.map(({ email }) => email).join(', ')} and stay signed in`
            : 'have an Owner account that signs in without SSO, and stay signed in with it',
      },
      { label: 'First', value: profile.testedBy ?? 'someone other than the Owner who configures SSO' },
      { label: 'Then', value: 'each person below' },
      { label: 'Last', value: profile.configuredBy ?? 'the Owner who configures SSO' },
    ],
    rows: {
      open: 'Expected roles',
      head: ['Person', 'Role'],
      cells: profile.personas
        .filter((person) => person.sso)
        .map((person) => [person.email, person.role === 'none' ? 'no access' : person.role]),
    },
    notes: ['Keep the e-mail row of the Owner until other Owners have signed in through SSO.'],
  };
}

function sheetValues(profile: TorqProfile, tenant: TenantFacts): Record<SheetValue, string> {
  return {
    redirect: redirectUrl(profile),
    clientId: tenant.clientId ?? afterDeploy,
    clientSecret: `the Client Secret of ${profile.application}: Auth0 > Applications > ${profile.application} > Settings`,
    issuer: profile.issuer ?? issuerOf(tenant) ?? 'https://<Auth0 domain>/ (with the slash at the end)',
    scopes: profile.scopes.join(' '),
    flow: profile.flow === 'code' ? 'Code flow' : 'Implicit flow',
    loginHint: profile.loginHint ? 'on' : 'off',
    claimScopes: `[${profile.claim}, email]`,
  };
}
