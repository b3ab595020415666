import { basename } from 'node:path';
import * as v from 'valibot';

import { formatLocation, Problem, type Location } from '../lib/problem.ts';
import { readYaml, type YamlPath } from '../lib/yaml.ts';
import { profileSchema, type TorqProfile } from './profile-schema.ts';
import { VENDORS, type Vendor } from './vendors.ts';

/** A profile together with the place of each of its values. */
export interface ProfileSource {
  readonly profile: TorqProfile;
  /** Where the value stands; for a missing one, its nearest ancestor. */
  locate(path: YamlPath): Location;
}

/** Reads torq.yaml; `file` is its name in errors. Throws a Problem with file:line:column for anything that is not a valid profile. */
export function readTorqProfile(path: string, file = basename(path)): TorqProfile {
  return readProfileSource(path, file).profile;
}

/** Reads torq.yaml and keeps the place of each value, for findings. Throws as readTorqProfile does. */
export function readProfileSource(path: string, file = basename(path)): ProfileSource {
  const yaml = readYaml(
    path,
    file,
    'It describes single sign-on for a vendor; copy the one of this repository, or name yours with --profile.',
  );
  const locate = (path: YamlPath): Location => yaml.locatePath(path);
  const result = v.safeParse(profileSchema, yaml.content());
  if (!result.success) throw invalid(result.issues.map((issue) => faultOf(issue, locate)));
  const faults = [...vendorFaults(result.output, locate)];
  if (faults.length > 0) throw invalid(faults);
  return { profile: result.output, locate };
}

/** The vendor's row of the table for this profile. */
export function vendorOf(profile: TorqProfile): Vendor {
  return VENDORS[profile.vendor];
}

/** The one redirect URL that Auth0 must allow: the profile's own, else its region's. */
export function redirectUrl(profile: TorqProfile): string {
  return profile.redirect ?? regionRedirect(profile) ?? '';
}

/** The redirect URL of the profile's region, or undefined for a vendor that customers host themselves. */
export function regionRedirect(profile: TorqProfile): string | undefined {
  const vendor = vendorOf(profile);
  const host = profile.region === undefined ? undefined : vendor.hosts[profile.region];
  return host === undefined ? undefined : `https://${host}${vendor.redirectPath}`;
}

/** The group names that the mapping uses, in mapping order, each once. */
export function mappedGroups(profile: TorqProfile): string[] {
  const rows = profile.mapping.filter((row) => row.claim === profile.claim);
  return [...new Set(rows.map((row) => row.value))];
}

/** The OAuth grant types that the profile's flow needs of the Auth0 application. */
export function grantTypes(profile: TorqProfile): readonly string[] {
  return profile.flow === 'code' ? ['authorization_code'] : ['implicit'];
}

/** What tenant.yaml takes from the profile: `CALLBACKS` is `@@TORQ_CALLBACKS@@` there, after the vendor. */
const KEYWORDS = {
  APPLICATION: (profile) => profile.application,
  CONNECTION: (profile) => profile.connection,
  CALLBACKS: (profile) => [redirectUrl(profile)],
  GRANT_TYPES: grantTypes,
  SSO_DOMAINS: (profile) => [profile.ssoDomain],
  CLAIM: (profile) => profile.claim,
  GROUPS_ALLOW_LIST: (profile) => (profile.allowList === 'all' ? '*' : JSON.stringify(mappedGroups(profile))),
} as const satisfies Record<string, (profile: TorqProfile) => unknown>;

/** The name of a keyword for the profile's vendor: `TORQ_CALLBACKS`, `ARGO_CD_CLIENT_ID`. */
export function keywordName(
  { vendor }: Pick<TorqProfile, 'vendor'>,
  keyword: keyof typeof KEYWORDS | 'CLIENT_ID',
): string {
  return `${vendor.toUpperCase().replaceAll('-', '_')}_${keyword}`;
}

/** Values for the `@@KEYWORD@@`s of tenant.yaml, so that it repeats nothing of the profile. Client ids and secrets are not among them. */
export function torqKeywords(profile: TorqProfile): Record<string, unknown> {
  const names = Object.keys(KEYWORDS) as (keyof typeof KEYWORDS)[];
  return Object.fromEntries(names.map((name) => [keywordName(profile, name), KEYWORDS[name](profile)]));
}

interface Fault {
  readonly message: string;
  readonly at: Location;
}

function* vendorFaults(profile: TorqProfile, locate: (path: YamlPath) => Location): Generator<Fault> {
  const vendor = vendorOf(profile);
  const regions = Object.keys(vendor.hosts);
  if (profile.region !== undefined && !regions.includes(profile.region)) {
    const known = regions.length > 0 ? `it has ${regions.join(', ')}` : 'it has none; give redirect instead';
    yield { message: `${vendor.title} has no region ${profile.region}: ${known}.`, at: locate(['region']) };
  }
  if (profile.region === undefined && regions.length > 0) {
    yield { message: `region is missing: one of ${regions.join(', ')}.`, at: locate([]) };
  }
  if (regions.length === 0 && profile.redirect === undefined) {
    yield {
      message: `redirect is missing: ${vendor.title} is self-hosted, so the profile must give its https://…${vendor.redirectPath}.`,
      at: locate([]),
    };
  }
  const seen = new Set<string>();
  for (const [index, { email }] of profile.personas.entries()) {
    if (seen.has(email)) {
      yield { message: `Two personas are called ${email}.`, at: locate(['personas', index, 'email']) };
    }
    seen.add(email);
  }
}

function faultOf(issue: v.BaseIssue<unknown>, locate: (path: YamlPath) => Location): Fault {
  const path = (issue.path ?? []).map((item) => item.key as string | number);
  const name = path.reduce<string>(
    (name, key) => (typeof key === 'number' ? `${name}[${key}]` : name === '' ? key : `${name}.${key}`),
    '',
  );
  const says = issue.message.startsWith('Invalid') ? describe(issue) : issue.message;
  return { message: `${name === '' ? 'The profile' : name} ${says}.`, at: locate(path) };
}

function describe(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === 'never') return 'is not a key of a profile';
  if (issue.received === 'undefined') return `is missing: expected ${issue.expected ?? 'a value'}`;
  return `is ${issue.received}, expected ${issue.expected ?? 'something else'}`;
}

function invalid(faults: readonly Fault[]): Problem {
  const [first, ...rest] = faults as [Fault, ...Fault[]];
  return new Problem('profile-invalid', first.message, {
    at: first.at,
    hint: 'torq.schema.json describes every key; editors that read it complete and check while typing.',
    ...(rest.length > 0 && {
      detail: rest.map((fault) => `${formatLocation(fault.at)} ${fault.message}`).join('\n'),
    }),
  });
}
