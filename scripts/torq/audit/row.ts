import type { Location } from '../../lib/problem.ts';
import type { ProfileSource } from '../profile.ts';
import type { LoginProbe } from './probe.ts';
import type { SourceFacts } from './source.ts';
import type { TenantView } from './tenant-view.ts';

/** What goes wrong for people when a row's mistake is made. */
export type Effect = 'lock-out' | 'wrong role' | 'outage' | 'security';

/** A finding counts; a note tells what is worth knowing; unseen says honestly what could not be looked at, and why. */
export interface Remark {
  readonly level: 'finding' | 'note' | 'unseen';
  readonly message: string;
  readonly todo?: string;
  readonly at?: Location;
}

/** The source of one Action or Rule, and what it says about itself. */
export interface CodeSource {
  readonly name: string;
  readonly file: string;
  readonly facts: SourceFacts;
  /** True for code that only the live tenant has. */
  readonly onTenant?: true;
}

/** A legacy Rule beside the Actions. */
export interface RuleSource extends CodeSource {
  readonly enabled: boolean;
  /** The Action that replaces it. */
  readonly action: string | undefined;
  /** Paths through it that never answer, or answer twice; undefined when nobody looked. */
  readonly badExits: readonly { readonly kind: 'never' | 'twice'; readonly at: Location }[] | undefined;
}

/** Everything the audit looks at. */
export interface AuditInput {
  readonly source: ProfileSource;
  readonly tenant: TenantView;
  readonly live: TenantView | undefined;
  /** Those in actions/, and those that are bound on the live tenant alone. */
  readonly actions: readonly CodeSource[];
  /** Those in rules-legacy/, and those that the live tenant alone has switched on. */
  readonly rules: readonly RuleSource[];
  /** Logs simulated people in through the bound Actions; undefined when they could not be built. */
  readonly probe: LoginProbe | undefined;
  /** ISO date, `2026-11-23`. */
  readonly today: string;
}

/** Logs people in and tells what is wrong with what they get. */
export type LoginCheck = (input: AuditInput, probe: LoginProbe) => AsyncIterable<Remark>;

/** One misconfiguration: how it is found, and what it does. */
export interface AuditRow {
  readonly id: string;
  readonly effects: readonly Effect[];
  readonly title: string;
  /** Looks at the declared configuration, the sources and the live tenant. */
  readonly look?: (input: AuditInput) => Iterable<Remark>;
  /** Logs people in. */
  readonly login?: LoginCheck;
  /** Why neither a look nor a simulated login can find it, or all of it; what can. */
  readonly beyond?: string;
}

/** Whether an Action runs at a login: bound by tenant.yaml, or on the tenant. Taken to be where the file does not say. */
export function isBound({ tenant, live }: AuditInput, name: string): boolean {
  return (tenant.bindings?.includes(name) ?? true) || (live?.bindings?.includes(name) ?? false);
}

/** What the live tenant would not tell, when there is one. */
export function* untold({ live }: AuditInput, key: string, what: string): Generator<Remark> {
  const why = live?.unread.get(key);
  if (why !== undefined) yield unseen(`${what}: the tenant says "${why}".`, 'Give the token that scope.');
}

export function finding(message: string, todo: string, at?: Location): Remark {
  return { level: 'finding', message, todo, ...(at && { at }) };
}

export function note(message: string, at?: Location): Remark {
  return { level: 'note', message, ...(at && { at }) };
}

export function unseen(message: string, todo: string, at?: Location): Remark {
  return { level: 'unseen', message, todo, ...(at && { at }) };
}
