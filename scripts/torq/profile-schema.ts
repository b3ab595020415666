import * as v from 'valibot';

import { VENDORS, type VendorName } from './vendors.ts';

const vendorNames = Object.keys(VENDORS) as VendorName[];
const regions = [...new Set(Object.values(VENDORS).flatMap((vendor) => Object.keys(vendor.hosts)))];

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const email = v.pipe(v.string(), v.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/u, 'must be an e-mail address'));
const date = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/u, 'must be a date as 2027-01-31'));

const mappingRow = v.strictObject({
  claim: v.pipe(text, v.description('Name of the ID token claim, exactly as it is emitted.')),
  value: v.pipe(text, v.description('The value that matches; case-sensitive.')),
  role: v.pipe(text, v.description('The role a match gives.')),
});

const persona = v.strictObject({
  name: v.pipe(text, v.description('Full name, as shown on the local sign-in page.')),
  email: v.pipe(email, v.description('The e-mail claim this person brings.')),
  groups: v.pipe(v.array(text), v.description('Names of the directory groups the person is in.')),
  role: v.pipe(text, v.description('The role this person must end up with; none for no access.')),
  sso: v.pipe(
    v.optional(v.boolean(), true),
    v.description('false: an account outside single sign-on (break-glass).'),
  ),
  userId: v.pipe(v.optional(text), v.description('Auth0 user id; made from the e-mail when left out.')),
  userPrincipalName: v.pipe(
    v.optional(text),
    v.description('Entra user principal name, where it differs from the e-mail.'),
  ),
  hasMail: v.pipe(
    v.optional(v.boolean(), true),
    v.description('false: the Entra account has no mail attribute, so Auth0 uses the user principal name.'),
  ),
  nestedGroups: v.pipe(
    v.optional(v.array(text), []),
    v.description('Groups held only through another group.'),
  ),
  linked: v.pipe(
    v.optional(v.boolean(), false),
    v.description('true: the Entra identity is a secondary one of a linked Auth0 account.'),
  ),
});

const directoryGroup = v.strictObject({
  name: v.pipe(text, v.description('Display name in Entra ID.')),
  id: v.pipe(v.optional(text), v.description('Object id in Entra ID.')),
});

/** What a profile file holds. Whether it is wise is the audit's question; here only whether it can be read. */
export const profileSchema = v.strictObject({
  vendor: v.pipe(v.picklist(vendorNames), v.description('The relying party this profile is for.')),
  region: v.pipe(v.optional(v.picklist(regions)), v.description("Region of the vendor's workspace.")),
  redirect: v.pipe(
    v.optional(text),
    v.description("Login redirect URL where it is not the region's own, for instance a self-hosted vendor."),
  ),
  workspace: v.pipe(v.optional(text), v.description('Id of the workspace that the API key belongs to.')),
  ssoDomain: v.pipe(
    v.string(),
    v.regex(/^[^\s@/]+\.[^\s@/]+$/u, 'must be a domain as contoso.com'),
    v.description('E-mail domain the vendor sends to single sign-on.'),
  ),
  application: v.pipe(text, v.description('Name of the Auth0 application.')),
  connection: v.pipe(text, v.description('Name of the Auth0 connection that supplies the groups.')),
  flow: v.pipe(v.picklist(['code', 'implicit']), v.description('OpenID Connect flow chosen at the vendor.')),
  scopes: v.pipe(v.array(text), v.description('Scopes the vendor requests.')),
  loginHint: v.pipe(v.boolean(), v.description('Whether the vendor sends a login hint.')),
  claim: v.pipe(text, v.description('The ID token claim that carries the groups.')),
  allowList: v.pipe(
    v.picklist(['mapped', 'all']),
    v.description('mapped: only groups named in the mapping enter the token; all: every group.'),
  ),
  customRoles: v.pipe(v.optional(v.array(text), []), v.description('Roles beyond the presets.')),
  roleIds: v.pipe(
    v.optional(v.record(v.string(), text)),
    v.description("Ids of the workspace's roles by name, where its API does not list them."),
  ),
  mapping: v.pipe(
    v.array(mappingRow),
    v.nonEmpty('needs at least one row'),
    v.description('Rows top-down, as the vendor evaluates them.'),
  ),
  personas: v.pipe(v.array(persona), v.description('People the mapping must get right.')),
  issuer: v.pipe(
    v.optional(text),
    v.description('Issuer URL typed at the vendor, to be checked against the tenant.'),
  ),
  configuredBy: v.pipe(v.optional(email), v.description("The Owner who fills in the vendor's wizard.")),
  testedBy: v.pipe(v.optional(email), v.description('Who makes the first test login.')),
  verified: v.pipe(
    v.optional(v.strictObject({ by: email, at: date })),
    v.description('Who tested single sign-on with another account, and when; allows to drop the e-mail row.'),
  ),
  directory: v.pipe(
    v.optional(
      v.strictObject({
        groups: v.pipe(
          v.optional(v.array(directoryGroup), []),
          v.description('Inventory of Entra ID groups; mapped names are compared with it.'),
        ),
        permissions: v.pipe(
          v.optional(v.array(text)),
          v.description('Delegated Microsoft Graph permissions with admin consent.'),
        ),
        secretExpires: v.pipe(v.optional(date), v.description('Day the Entra application secret expires.')),
      }),
      { groups: [] },
    ),
    v.description('Facts about Entra ID that cannot be read from here.'),
  ),
});

/** A profile as its file gives it, with defaults filled in. */
export type TorqProfile = Readonly<v.InferOutput<typeof profileSchema>>;

/** One row of the claims mapping. */
export type MappingRow = TorqProfile['mapping'][number];

/** A declared person: what they bring at login, and the role they must end up with. */
export type Person = TorqProfile['personas'][number];
