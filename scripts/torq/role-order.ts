import type { Vendor } from './vendors.ts';

/**
 * True when `greater` has all rights of `lesser` and more. Roles are ordered in part only: of two that are not
 * comparable (a Cases role and Creator, or a custom role and any other) neither contains the other.
 */
export function contains(vendor: Vendor, greater: string, lesser: string): boolean {
  const held = vendor.roles.find(({ name }) => name === greater)?.contains ?? [];
  return held.includes(lesser) || held.some((role) => contains(vendor, role, lesser));
}
