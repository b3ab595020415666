import type { Transform } from './draft.ts';
import { adaptedContext } from './transforms/adapted-context.ts';
import { authenticationMethods } from './transforms/authentication-methods.ts';
import { blockFunctions } from './transforms/block-functions.ts';
import { braces } from './transforms/braces.ts';
import { callbackHelpers } from './transforms/callback-helpers.ts';
import { callbackStatements } from './transforms/callback-statements.ts';
import { callbackToReturn } from './transforms/callback-to-return.ts';
import { claimStatements } from './transforms/claim-statements.ts';
import { changedCopies } from './transforms/changed-copies.ts';
import { claims } from './transforms/claims.ts';
import { configurationToSecrets } from './transforms/configuration-to-secrets.ts';
import { contextReads } from './transforms/context-reads.ts';
import { destructuredContext } from './transforms/destructured-context.ts';
import { fireAndForget } from './transforms/fire-and-forget.ts';
import { geoip } from './transforms/geoip.ts';
import { globalCache } from './transforms/global-cache.ts';
import { handedContext } from './transforms/handed-context.ts';
import { managementApi } from './transforms/management-api.ts';
import { metadataInit } from './transforms/metadata-init.ts';
import { metadataSaves } from './transforms/metadata-saves.ts';
import { multifactor } from './transforms/multifactor.ts';
import { nodeCallbacks } from './transforms/node-callbacks.ts';
import { parameters } from './transforms/parameters.ts';
import { primaryUser } from './transforms/primary-user.ts';
import { promiseChains } from './transforms/promise-chains.ts';
import { protocol } from './transforms/protocol.ts';
import { redirect } from './transforms/redirect.ts';
import { requires } from './transforms/requires.ts';
import { reservedNames } from './transforms/reserved-names.ts';
import { saml } from './transforms/saml.ts';
import { sandboxGlobals } from './transforms/sandbox-globals.ts';
import { saveCallbacks } from './transforms/save-callbacks.ts';
import { saveChains } from './transforms/save-chains.ts';
import { scope } from './transforms/scope.ts';
import { sessions } from './transforms/sessions.ts';
import { thrownErrors } from './transforms/thrown-errors.ts';
import { userReads } from './transforms/user-reads.ts';
import { userWrites } from './transforms/user-writes.ts';
import { workAfterCallback } from './transforms/work-after-callback.ts';

/**
 * Every idiom the converter knows, in the order they are tried and written. A use of the context belongs to the first
 * that matches it; when none does, adaptedContext takes over for the whole context.
 */
export const transforms: readonly Transform[] = [
  // What it is given, what is inside other statements, how it waits: rewritten first, until nothing is found
  parameters,
  blockFunctions,
  handedContext,
  destructuredContext,
  changedCopies,
  claimStatements,
  thrownErrors,
  callbackStatements,
  callbackHelpers,
  workAfterCallback,
  braces,
  saveCallbacks,
  saveChains,
  promiseChains,
  nodeCallbacks,
  // What the rule reads
  protocol,
  authenticationMethods,
  geoip,
  sessions,
  contextReads,
  configurationToSecrets,
  // What the rule does
  scope,
  claims,
  multifactor,
  redirect,
  saml,
  primaryUser,
  adaptedContext,
  // The user and its metadata
  metadataInit,
  metadataSaves,
  userWrites,
  userReads,
  // What is around it
  managementApi,
  globalCache,
  requires,
  sandboxGlobals,
  reservedNames,
  fireAndForget,
  // How it ends
  callbackToReturn,
];
