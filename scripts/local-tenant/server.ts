import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { messageOf, Problem } from '../lib/problem.ts';
import type { HttpPlan } from '../simulator/exchange.ts';
import { ensureCertificate, certificatePath } from './certificate.ts';
import { armFaults, parseFaults } from './faults.ts';
import type { FaultInput } from './faults.ts';
import { handleRequest } from './handle.ts';
import { systemRandom } from './ids.ts';
import type { Random } from './ids.ts';
import { initialState, withPresentRoutes } from './initial-state.ts';
import { announce, INSTANCE_PATH, livingOwner, releaseOwnership, takeOwnership } from './owner.ts';
import { newJournal } from './oidc/executions.ts';
import type { OpenId } from './oidc/open-id.ts';
import type { Persona } from './oidc/people.ts';
import { quietly } from './oidc/quietly.ts';
import type { Shadow } from './oidc/shadow.ts';
import { openStore, readState } from './store.ts';
import type { Tenant } from './tenant.ts';

export interface LocalTenantOptions {
  /** Where state, certificate and owner file live; made when missing. */
  readonly stateDir: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly now?: () => Date;
  readonly random?: Random;
  /** How long each Action build takes, in milliseconds; 0 by default. */
  readonly buildMs?: number;
  /** What goes wrong, and when; nothing by default. */
  readonly faults?: readonly FaultInput[];
  /** Who can sign in; nobody by default. */
  readonly personas?: readonly Persona[];
  /** Legacy Rules to compare each login with; none by default. */
  readonly shadow?: Shadow;
  /** What the network answers to Actions; every connection is refused by default. */
  readonly network?: HttpPlan;
  /** Plays the pages that Actions redirect to, instead of sending the browser there; off by default. */
  readonly playRedirects?: boolean;
  /** Told of each request that was answered; the tenant itself remembers none. */
  readonly onRequest?: (request: AnsweredRequest) => void;
  /** Folder whose node_modules holds the packages that Actions declare; the current one by default. */
  readonly root?: string;
}

/** How to reach a local tenant as its deploying application. */
export interface LocalTenantConnection {
  /** `localhost:PORT`: what AUTH0_DOMAIN is set to. */
  readonly domain: string;
  /** What NODE_EXTRA_CA_CERTS is set to. */
  readonly certificatePath: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface AnsweredRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
}

export interface LocalTenant extends LocalTenantConnection {
  close(): Promise<void>;
}

/**
 * Starts the embedded tenant on 127.0.0.1. Problems: `local-tenant-running` (another process owns the folder),
 * `local-tenant-port` (the port is taken), `local-tenant-state-damaged`.
 */
export async function startLocalTenant(options: LocalTenantOptions): Promise<LocalTenant> {
  const stateDir = resolve(options.stateDir);
  const instance = randomUUID();
  await takeOwnership(stateDir, { pid: process.pid, port: 0, instance });
  let server: Server | undefined;
  try {
    const certificate = await ensureCertificate(stateDir);
    server = createServer({ key: certificate.key, cert: certificate.certificate });
    const port = await listen(server, options.port ?? 0);
    const domain = `localhost:${port}`;
    const tenant = await openTenant(stateDir, domain, options);
    server.on(
      'request',
      told(options.onRequest, (request, response) => {
        if (request.url === INSTANCE_PATH) response.end(instance);
        else void handleRequest(tenant, request, response);
      }),
    );
    announce(stateDir, { pid: process.pid, port, instance });
    const running = server;
    return {
      ...connectionOf(stateDir, domain),
      async close() {
        await closeServer(running);
        tenant.store.flush();
        releaseOwnership(stateDir, instance);
      },
    };
  } catch (error) {
    if (server) await closeServer(server);
    releaseOwnership(stateDir, instance);
    throw error;
  }
}

/** The local tenant that runs on this state folder now, in this process or another, or undefined. */
export async function findLocalTenant(stateDir: string): Promise<LocalTenantConnection | undefined> {
  const folder = resolve(stateDir);
  const owner = await livingOwner(folder);
  return owner && connectionOf(folder, `localhost:${owner.port}`);
}

function statePath(stateDir: string): string {
  return join(stateDir, 'state.json');
}

async function openTenant(stateDir: string, domain: string, options: LocalTenantOptions): Promise<Tenant> {
  const random = options.random ?? systemRandom;
  const faults = armFaults(parseFaults(options.faults ?? []));
  const store = await openStore(statePath(stateDir), () => initialState(domain, random));
  store.update((draft) => void Object.assign(draft, withPresentRoutes(draft, domain)));
  let openId: Promise<OpenId> | undefined;
  const tenant: Tenant = {
    store,
    domain,
    now: options.now ?? (() => new Date()),
    random,
    buildMs: options.buildMs ?? 0,
    faults,
    personas: options.personas ?? [],
    journal: newJournal(),
    shadow: options.shadow,
    network: options.network ?? {},
    playRedirects: options.playRedirects ?? false,
    root: options.root ?? process.cwd(),
    openId: () => (openId ??= loadOpenId(tenant)),
  };
  return tenant;
}

/** Loaded at the first sign-in: most runs need the Management API alone. */
async function loadOpenId(tenant: Tenant): Promise<OpenId> {
  const { openIdOf } = await quietly(() => import('./oidc/open-id.ts'));
  return openIdOf(tenant);
}

function connectionOf(stateDir: string, domain: string): LocalTenantConnection {
  const state = readState(statePath(stateDir));
  const client = state?.clients.find((candidate) => candidate.client_id === state.deployClientId);
  if (!client) {
    throw new Problem('local-tenant-no-client', 'The local tenant has lost its deploying application.', {
      at: { file: statePath(stateDir) },
      hint: 'Move the file away to begin with an empty tenant.',
    });
  }
  return {
    domain,
    certificatePath: certificatePath(stateDir),
    clientId: client.client_id,
    clientSecret: client.client_secret,
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      fail(
        new Problem(
          'local-tenant-port',
          `Cannot listen on port ${port}: ${taken ? 'it is in use' : messageOf(error)}.`,
          { hint: 'Choose another one with --port, or 0 for any free port.', cause: error },
        ),
      );
    });
    server.listen(port, '127.0.0.1', () => done((server.address() as AddressInfo).port));
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** The listener, and whoever wants to know of each request that it has answered. */
function told(onRequest: LocalTenantOptions['onRequest'], listener: Listener): Listener {
  if (onRequest === undefined) return listener;
  return (request, response) => {
    const { method = '', url = '' } = request;
    const start = performance.now();
    response.on('close', () => {
      if (url === INSTANCE_PATH) return;
      onRequest({ method, path: url, status: response.statusCode, ms: performance.now() - start });
    });
    listener(request, response);
  };
}
