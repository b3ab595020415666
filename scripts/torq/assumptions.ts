/**
 * What no public page of the vendor settles, each named, with the reading this toolkit takes. Whatever rests on one
 * says so; a single test login on the real workspace turns it into a fact.
 */
export const ASSUMPTIONS = {
  arrayMembership: {
    holds: true,
    says: 'a claim that is a list matches when one of its elements equals the value',
  },
  caseFolding: { holds: false, says: 'values are compared without regard to case' },
  trimming: { holds: false, says: 'spaces around a value are ignored' },
  commaLists: { holds: false, says: 'a text with commas is taken as a list' },
} as const satisfies Record<string, { readonly holds: boolean; readonly says: string }>;

export type Assumption = keyof typeof ASSUMPTIONS;

/** How values are compared; by default as ASSUMPTIONS says. */
export type Semantics = Readonly<Record<Assumption, boolean>>;

const names = Object.keys(ASSUMPTIONS) as Assumption[];

/** The reading this toolkit takes of how the vendor compares values. */
export const ASSUMED: Semantics = Object.fromEntries(
  names.map((name) => [name, ASSUMPTIONS[name].holds]),
) as Record<Assumption, boolean>;

/** The assumptions whose opposite would change `outcome`, compared as text. */
export function restsOn(outcome: (semantics: Semantics) => string | undefined): Assumption[] {
  const assumed = outcome(ASSUMED);
  return names.filter((name) => outcome({ ...ASSUMED, [name]: !ASSUMED[name] }) !== assumed);
}
