import { NEW_TENANT_SETTINGS } from '../assumptions.ts';
import type { Handler } from '../tenant.ts';

/** Settings that are only looked at: those of a new tenant. */
export const getSettings: Handler = () => ({ status: 200, body: NEW_TENANT_SETTINGS });

/** The local tenant has one domain. */
export const listCustomDomains: Handler = () => ({ status: 200, body: [] });

/** It never asks for a second factor of its own accord. */
export const listMfaPolicies: Handler = () => ({ status: 200, body: [] });
