import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event): Promise<void> {
  if (event.client.name !== 'Legacy') return;
  const ipaddr = require('ipaddr.js');
  const { parse } = require('@example/parser/lib/parse');
  const url = require('url');
  console.log(ipaddr.parse(event.request.ip).kind(), parse(event.user.name), url.parse(event.user.picture));
}
